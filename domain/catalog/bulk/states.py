"""The life of an import: its file is awaited, it is gone through, it is looked at or applied."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class ImportKind(StrEnum):
    """What the rows of a file are."""

    PRODUCTS = "products"
    PRICES = "prices"


class ImportFormat(StrEnum):
    """How the rows of a file are written."""

    CSV = "csv"
    JSONL = "jsonl"


class ImportStatus(StrEnum):
    """How far an import has come."""

    AWAITING_FILE = "awaiting_file"
    QUEUED = "queued"
    RUNNING = "running"
    PREVIEWED = "previewed"
    COMPLETED = "completed"
    CANCELED = "canceled"
    FAILED = "failed"


class ImportAction(StrEnum):
    """What moves an import."""

    RECEIVE = "receive"
    BEGIN = "begin"
    SHOW = "show"  # it was gone through, and nothing was written
    APPLY = "apply"
    COMPLETE = "complete"
    CANCEL = "cancel"
    FAIL = "fail"


class ImportFailure(StrEnum):
    """Why an import did not come to its end. What was written by then stays."""

    NO_FILE = "no_file"
    FILE_LOST = "file_lost"
    BAD_HEADER = "bad_header"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_FAULTS = "too_many_faults"
    STUCK = "stuck"


OVER = (ImportStatus.COMPLETED, ImportStatus.CANCELED, ImportStatus.FAILED)
# Whoever began may have died: when their lease is over, another goes on.
CATALOG_IMPORT = StateMachine(
    "catalog import",
    ImportStatus,
    initial={ImportStatus.AWAITING_FILE},
    moves=[
        move(ImportAction.RECEIVE, ImportStatus.AWAITING_FILE, ImportStatus.QUEUED),
        move(ImportAction.BEGIN, {ImportStatus.QUEUED, ImportStatus.RUNNING}, ImportStatus.RUNNING),
        move(ImportAction.SHOW, ImportStatus.RUNNING, ImportStatus.PREVIEWED),
        move(ImportAction.APPLY, ImportStatus.PREVIEWED, ImportStatus.QUEUED),
        move(ImportAction.COMPLETE, ImportStatus.RUNNING, ImportStatus.COMPLETED),
        move(
            ImportAction.CANCEL,
            {
                ImportStatus.AWAITING_FILE,
                ImportStatus.QUEUED,
                ImportStatus.RUNNING,
                ImportStatus.PREVIEWED,
            },
            ImportStatus.CANCELED,
        ),
        move(
            ImportAction.FAIL,
            {ImportStatus.AWAITING_FILE, ImportStatus.RUNNING},
            ImportStatus.FAILED,
        ),
    ],
)
