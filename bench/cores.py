"""Which core does what: a server has one of its own, and everything else shares another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
SERVER, LOAD = (CORES[0], CORES[-1]) if CORES else (None, None)
PINNED = SERVER != LOAD
HOW = "server and load on a core each" if PINNED else "server and load are not kept apart here"


@contextmanager
def on(core: int | None) -> Iterator[None]:
    """We, and whatever we start meanwhile, on one core."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
