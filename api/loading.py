"""Starting a process: what it loads."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Load modules without looking for garbage meanwhile: all of it stays, and walking it again and
    again while it grows takes a quarter of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
