"""Media on a disk of this machine: a store of objects as files."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

from domain.catalog.media.storage import NothingThere

PART = 256 * 1024  # bytes that are read at once
UNFINISHED = ".unfinished"  # where copies grow until they are whole


class Disk:
    """Objects below a directory. One is written beside, and moved to its place when it is whole."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, name: str, path: Path) -> None:
        """Keep a copy of a file; when this returns, it is on the disk."""
        await asyncio.to_thread(self._put, name, path)

    async def size(self, name: str) -> int:
        """How many bytes an object has.

        Raises:
            NothingThere: there is none by this name.
        """
        try:
            return (await asyncio.to_thread(os.stat, self._path(name))).st_size
        except OSError:
            raise NothingThere(name) from None

    async def read(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`, in parts.

        Raises:
            NothingThere: there is none by this name.
        """
        try:
            file = await asyncio.to_thread(self._path(name).open, "rb")
        except OSError:
            raise NothingThere(name) from None
        try:
            await asyncio.to_thread(file.seek, start)
            while start < end:
                part = await asyncio.to_thread(file.read, min(PART, end - start))
                if not part:
                    return
                start += len(part)
                yield part
        finally:
            file.close()

    async def delete(self, prefix: str) -> None:
        """Take out the object of this name, or all below it."""
        await asyncio.to_thread(self._delete, prefix)

    def _path(self, name: str) -> Path:
        path = (self._root / name).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise NothingThere(name)  # names are ours; this one cannot be
        return path

    def _put(self, name: str, path: Path) -> None:
        target = self._path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        growing = self._root / UNFINISHED / uuid4().hex
        growing.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("rb") as source, growing.open("wb") as copy:
                shutil.copyfileobj(source, copy, PART)
                copy.flush()
                os.fsync(copy.fileno())
            growing.replace(target)
        finally:
            growing.unlink(missing_ok=True)
        _settle(target.parent)

    def _delete(self, prefix: str) -> None:
        path = self._path(prefix)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _settle(directory: Path) -> None:
    """See to it that a name in a directory outlives a loss of power."""
    if os.name != "posix":
        return  # elsewhere directories cannot be opened
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
