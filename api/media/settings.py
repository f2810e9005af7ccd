"""Where media lie, as the settings say."""

from dataclasses import dataclass
from pathlib import Path

from api.media.disk import Disk
from api.media.s3 import S3, Bucket
from domain.catalog.media.storage import Store


@dataclass(frozen=True, slots=True)
class Media:
    """A directory of this machine, or a bucket that speaks S3. What is on its way lies in the
    directory in either case."""

    directory: Path
    s3: S3 | None = None

    def store(self) -> Store:
        """Where objects are kept."""
        return Disk(self.directory / "objects") if self.s3 is None else Bucket(self.s3)

    @property
    def scratch(self) -> Path:
        """Where files lie that are on their way."""
        return self.directory / "scratch"
