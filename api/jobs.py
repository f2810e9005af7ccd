"""The worker's part: takes up jobs over many things, and goes through them portion by portion.

Several may run, in one process or in many; a job is in one pair of hands at a time. Of one that
dies the lease ends, and another goes on with the first thing that is not settled.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from domain.jobs.claim_job import claim_job
from domain.jobs.settle_item import LeaseLost
from domain.jobs.states import JobStatus
from domain.processes.run_jobs import run_portion

POLL_SECONDS = 1.0  # between two looks, where there was nothing to do
PAUSE_SECONDS = 2.0  # after a look that failed

logger = logging.getLogger(__name__)


async def run_jobs(*, clock: Callable[[], datetime]) -> None:
    """Go on for ever: a service of the worker. What is under way at the end is gone on with by
    another.
    """
    while True:
        pause = POLL_SECONDS
        try:
            # In a task of its own: a transaction that could not begin stays in its context.
            if await asyncio.create_task(run_one(clock)):
                pause = 0.0
        except Exception:  # whatever it is, the other jobs must not wait for good
            logger.exception("Could not go on with a job")
            pause = PAUSE_SECONDS
        await asyncio.sleep(pause)


async def run_one(clock: Callable[[], datetime]) -> bool:
    """Take up one job, if one is due, and go through it; whether there was one."""
    claimed = await claim_job(clock())
    if claimed is None:
        return False
    try:
        while await run_portion(clock(), claimed) is JobStatus.RUNNING:
            pass
    except LeaseLost:
        logger.info("A job was canceled, or is in other hands: %s", claimed.id)
    return True
