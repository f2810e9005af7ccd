"""The life of a job, and of each thing in it, as tables."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class JobKind(StrEnum):
    """What is done to each thing."""

    ORDER_TAG = "order_tag"
    ORDER_CANCEL = "order_cancel"
    ORDER_CREATE = "order_create"
    ORDER_EXPORT = "order_export"


class JobStatus(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELED = "canceled"
    FAILED = "failed"


class JobAction(StrEnum):
    """What moves a job."""

    BEGIN = "begin"
    COMPLETE = "complete"  # each thing was done or refused
    CANCEL = "cancel"
    FAIL = "fail"  # several workers died at the same portion, or the asker may not go on


class ItemStatus(StrEnum):
    """What became of one thing."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


class ItemAction(StrEnum):
    """What settles one thing."""

    DO = "do"
    REFUSE = "refuse"


OVER = (JobStatus.COMPLETED, JobStatus.CANCELED, JobStatus.FAILED)
# Whoever began may have died: when their lease is over, another goes on.
JOB = StateMachine(
    "job",
    JobStatus,
    initial={JobStatus.QUEUED},
    moves=[
        move(JobAction.BEGIN, {JobStatus.QUEUED, JobStatus.RUNNING}, JobStatus.RUNNING),
        move(JobAction.COMPLETE, JobStatus.RUNNING, JobStatus.COMPLETED),
        move(JobAction.CANCEL, {JobStatus.QUEUED, JobStatus.RUNNING}, JobStatus.CANCELED),
        move(JobAction.FAIL, JobStatus.RUNNING, JobStatus.FAILED),
    ],
)
JOB_ITEM = StateMachine(
    "job item",
    ItemStatus,
    initial={ItemStatus.PENDING},
    moves=[
        move(ItemAction.DO, ItemStatus.PENDING, ItemStatus.DONE),
        move(ItemAction.REFUSE, ItemStatus.PENDING, ItemStatus.REFUSED),
    ],
)
