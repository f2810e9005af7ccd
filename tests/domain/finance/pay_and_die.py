"""A process that pays for an order through the gateway and is killed on the way.

    python -m tests.domain.finance.pay_and_die CREDENTIALS BOOK ORDER NOW POINT

POINT: `intent` (the intent is committed, nobody was asked), `asked` (the gateway has done it),
`outcome` (the answer is written, and not committed).
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tortoise import Tortoise

from domain.finance import carry_out
from domain.finance.authorize_payment import authorize_payment
from domain.finance.gateways.book import Book
from domain.finance.gateways.port import Ask, Outcome
from domain.finance.gateways.registry import use_gateways
from domain.finance.gateways.simulated import NO_FAULTS, SimulatedGateway
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config
from tests import databases
from tests.world.payments import SECRET


def die() -> None:
    """As if the power failed."""
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly(SimulatedGateway):
    """The gateway, whose caller dies before it hears them or before they hear it."""

    point = ""

    async def perform(self, ask: Ask) -> Outcome:
        if self.point == "intent":
            die()
        outcome = await SimulatedGateway.perform(self, ask)
        if self.point == "asked":
            die()
        return outcome


def dying_after(settle: Callable[..., Any]) -> Callable[..., Any]:
    """Writes the outcome, and is gone before anybody commits it."""

    async def written(*given: Any, **named: Any) -> Any:
        await settle(*given, **named)
        die()

    return written


async def pay(credentials: dict[str, Any], book: Path, order: UUID, now: datetime) -> None:
    """Pay for it, at that instant."""
    await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
    use_gateways(Deadly(Book(book), SECRET, lambda: now, faults=NO_FAULTS))
    await authorize_payment(
        Context(SYSTEM, now), order, instrument="good", idempotency_key="once", takes_at_once=True
    )


if __name__ == "__main__":
    credentials, book, order, now, point = sys.argv[1:]
    Deadly.point = point
    databases.hold(json.loads(credentials))
    if point == "outcome":
        carry_out.settle = dying_after(carry_out.settle)
    asyncio.run(pay(json.loads(credentials), Path(book), UUID(order), datetime.fromisoformat(now)))
