"""Keeping a shop moving: again and again somebody does the next thing that is theirs to do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from api.simulation.asker import ask
from api.simulation.confirmer import confirm
from api.simulation.driver import drive
from api.simulation.helper import help_out
from api.simulation.picker import pick
from api.simulation.saver import save
from api.simulation.shopper import shop
from api.simulation.stage import Stage, set_stage
from api.simulation.stockkeeper import keep_stock
from domain.shared.errors import DomainError

PACE_SECONDS = 0.6  # between two actions
BACKOFF_SECONDS = 5.0  # after something broke that is no matter of business

log = logging.getLogger(__name__)


class Role(NamedTuple):
    """What somebody does, and how often it is their turn."""

    act: Callable[[Stage], Awaitable[bool]]
    weight: int


ROLES = (
    Role(shop, 2),
    Role(save, 1),
    Role(confirm, 3),
    Role(pick, 9),
    Role(drive, 6),
    Role(ask, 2),
    Role(help_out, 2),
    Role(keep_stock, 2),
)


async def simulate(
    stop: asyncio.Event,
    *,
    seed: int,
    clock: Callable[[], datetime],
    pace: float = PACE_SECONDS,
) -> None:
    """Move the shop until told to stop, on the ORM that runs already.

    What the business refuses is part of life. What breaks is logged, and tried again later.
    """
    stage: Stage | None = None
    while not stop.is_set():
        pause = pace
        try:
            stage = stage or await set_stage(seed, clock)
            # A task of its own, for the ORM never forgives a task that lost its connection.
            await asyncio.create_task(beat(stage))
        except Exception:
            log.exception("The simulation stumbled.")
            pause = BACKOFF_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def beat(stage: Stage, roles: Sequence[Role] = ROLES) -> str | None:
    """Let one action happen; who did it, or None where nobody had anything to do."""
    for role in _turns(stage, roles):
        try:
            if await role.act(stage):
                return role.act.__name__
        except DomainError as refusal:
            log.debug("%s was refused: %s", role.act.__name__, refusal)
            return role.act.__name__
    return None


def _turns(stage: Stage, roles: Sequence[Role]) -> Sequence[Role]:
    """Everybody once, in the order of their luck; a heavier weight is luckier."""
    draw = stage.chance.random
    return sorted(roles, key=lambda role: draw() ** (1 / role.weight), reverse=True)
