"""The automaton: shows new facts to the rules, and carries out what is due, one after the other.

Several may run, in one process or in many: of what one has in hand, the others keep clear, and what
a dead one had in hand was not done.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime

from domain.automation.match_events import match_events
from domain.notifications.states import Medium
from domain.processes.run_automation import run_automation
from domain.shared.context import SYSTEM, Context
from realtime.tasks import whole

POLL_SECONDS = 0.5  # between two looks; also how late a rule may act
PAUSE_SECONDS = 2.0  # after a look that failed

logger = logging.getLogger(__name__)


async def look(ctx: Context, media: Collection[Medium]) -> bool:
    """Show rules what is new, and carry out what is due next; whether there was anything."""
    made = await match_events(ctx)
    return await run_automation(ctx, media) or made > 0


async def automate(media: Collection[Medium], *, clock: Callable[[], datetime]) -> None:
    """Act by the rules, for ever: a service of the worker."""
    while True:
        try:
            was_busy = await whole(look(Context(actor=SYSTEM, now=clock()), media))
        except Exception:  # whatever it is, rules must not stop acting for good
            logger.exception("Could not look for what rules have to do")
            await asyncio.sleep(PAUSE_SECONDS)
            continue
        if not was_busy:
            await asyncio.sleep(POLL_SECONDS)
