"""The life of a file: its bytes are here, somebody looks into them, they are fit to be shown."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class MediaKind(StrEnum):
    """What sort of thing it is."""

    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"


class MediaStatus(StrEnum):
    """How far a file is. Customers see what is ready, and nothing else."""

    PENDING = "pending"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class MediaAction(StrEnum):
    """What moves a file."""

    BEGIN = "begin"
    FINISH = "finish"
    FAIL = "fail"
    RETRY = "retry"


class MediaFailure(StrEnum):
    """Why a file cannot be shown."""

    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too_many_pixels"
    ACTIVE_CONTENT = "active_content"
    TOO_HARD = "too_hard"
    LOST = "lost"


# Whoever began may have died: when their lease is over, another begins again.
MEDIA = StateMachine(
    "media file",
    MediaStatus,
    initial={MediaStatus.PENDING},
    moves=[
        move(
            MediaAction.BEGIN,
            {MediaStatus.PENDING, MediaStatus.PROCESSING},
            MediaStatus.PROCESSING,
        ),
        move(MediaAction.FINISH, MediaStatus.PROCESSING, MediaStatus.READY),
        move(MediaAction.FAIL, MediaStatus.PROCESSING, MediaStatus.FAILED),
        move(MediaAction.RETRY, MediaStatus.FAILED, MediaStatus.PENDING),
    ],
)
