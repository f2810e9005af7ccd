"""What is refused to whoever brings a picture, a film or a paper."""

from typing import ClassVar
from uuid import UUID

from domain.shared.errors import DomainError


class TooManyMedia(DomainError):
    """A product has only so many pictures, films and papers."""

    code: ClassVar[str] = "TOO_MANY_MEDIA"

    def __init__(self, media_max: int) -> None:
        super().__init__(f"A product has at most {media_max} media.", media_max=media_max)
        self.media_max = media_max


class UploadExpired(DomainError):
    """The way in was open for some minutes, and they are over."""

    code: ClassVar[str] = "UPLOAD_EXPIRED"

    def __init__(self) -> None:
        super().__init__("This way in is closed; ask for another.")


class UploadUsed(DomainError):
    """It was good for one file, and that is here. `media_id` is what came of it."""

    code: ClassVar[str] = "UPLOAD_USED"

    def __init__(self, media_id: UUID) -> None:
        super().__init__("A file came in this way already.", media_id=media_id)
        self.media_id = media_id


class MediaTypeRefused(DomainError):
    """What the bytes are is not taken, or is not what was announced."""

    code: ClassVar[str] = "MEDIA_TYPE_REFUSED"

    def __init__(self) -> None:
        super().__init__("These bytes are of no kind that is taken here, or not as announced.")
