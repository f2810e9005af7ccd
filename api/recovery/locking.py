"""One process at a time in a directory; the lock is the operating system's, and dies with us."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fasteners

from api.recovery.errors import CannotRecover


@contextmanager
def held(path: Path, otherwise: str) -> Iterator[None]:
    """Hold the lock of this file, in a directory made if need be, for as long as the block runs.

    Raises:
        CannotRecover: `otherwise`, for somebody else holds it; or nothing can be written there.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = fasteners.InterProcessLock(path)
        got = lock.acquire(blocking=False)
    except OSError as problem:
        raise CannotRecover(
            f"Nothing can be written to {path.parent}: {problem.strerror}."
        ) from None
    if not got:
        lock.lockfile.close()
        raise CannotRecover(otherwise)
    try:
        yield
    finally:
        lock.release()
