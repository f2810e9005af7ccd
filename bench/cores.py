"""Which core does what: a server has one of its own, and everything else shares another."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import psutil

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
SERVER, LOAD = (CORES[0], CORES[-1]) if CORES else (None, None)
PINNED = SERVER != LOAD
HOW = "server and load on a core each" if PINNED else "server and load are not kept apart here"


@contextmanager
def on(*cores: int | None) -> Iterator[None]:
    """We, and whatever we start meanwhile, on these cores."""
    if None in cores:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core for core in cores if core is not None})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def move(processes: Iterable[psutil.Process], core: int | None) -> None:
    """Have processes that run already stay on one core; what they start will stay there too."""
    if core is None:
        return
    for process in processes:
        with suppress(ProcessLookupError):
            os.sched_setaffinity(process.pid, {core})
