"""The port behind which bytes of strangers are opened: what is made of a file, or why nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from domain.catalog.media.kinds import FileType
from domain.catalog.media.states import MediaFailure


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was made: files by the names that they are shown under, and a picture's pixels.

    Where there is a `failure`, nothing was made.
    """

    files: dict[str, Path] = field(default_factory=dict)
    width: int | None = None
    height: int | None = None
    failure: MediaFailure | None = None


# Reads the file at the first path, and writes what it makes of it into the directory at the second.
Render = Callable[[FileType, Path, Path], Awaitable[Rendered]]
