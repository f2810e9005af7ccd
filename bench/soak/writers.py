"""Writers at work with the shop's own verbs: long transactions, short ones, and second thoughts."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.inventory.adjust_stock import adjust_stock
from domain.orders.note_progress import tell_order
from domain.orders.states import HoldReason
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.shared.context import Actor, Context
from domain.shared.errors import DomainError, InvalidTransition
from domain.support.send_message import send_message
from domain.support.set_priority import set_priority
from domain.support.states import MessageVisibility, TicketPriority

ROLLED_BACK = 0.2  # of all transactions
LINGERING = 0.15  # of all transactions: they commit long after they wrote
LINGER_SECONDS = 0.4  # at most
VERBS_MAX = 3  # in one transaction


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """Something that is written about. Locks are taken in this order, so that nobody waits in a
    ring."""

    kind: str
    key: UUID
    warehouse_id: UUID | None = None  # where a shelf is


Verb = Callable[[Context, Thing, random.Random], Awaitable[int]]


async def _hold_or_release(ctx: Context, order: Thing, dice: random.Random) -> int:
    try:
        await hold_order(ctx, order.key, reason=HoldReason.FRAUD)
    except InvalidTransition:
        await release_hold(ctx, order.key)
    return 1


async def _note_progress(ctx: Context, order: Thing, dice: random.Random) -> int:
    await tell_order(ctx, order.key, what="picking_started", ref_id=order.key)
    return 1


async def _write_note(ctx: Context, ticket: Thing, dice: random.Random) -> int:
    note = MessageVisibility.INTERNAL
    await send_message(ctx, ticket.key, "She called again.", visibility=note)
    return 1


async def _set_priority(ctx: Context, ticket: Thing, dice: random.Random) -> int:
    await set_priority(ctx, ticket.key, dice.choice(list(TicketPriority)))
    return 0  # the same again tells nobody


async def _count(ctx: Context, level: Thing, dice: random.Random) -> int:
    assert level.warehouse_id is not None
    await adjust_stock(
        ctx,
        variant_id=level.key,
        warehouse_id=level.warehouse_id,
        delta=dice.choice([-4, -2, -1, 1, 2, 4]),
        reason="counted",
        idempotency_key=None,
    )
    return 1


VERBS: Final[dict[str, tuple[Verb, ...]]] = {
    "level": (_count,),
    "order": (_hold_or_release, _note_progress),
    "ticket": (_write_note, _set_priority),
}


class Progress:
    """How many facts were committed for sure; warnings about stock come on top.

    It is enough when there are as many as wanted and everything has gone wrong that shall.
    """

    def __init__(self, wanted: int, *, all_went_wrong: bool = False) -> None:
        self.wanted = wanted
        self.facts = 0
        self.all_went_wrong = all_went_wrong
        self._stirred = asyncio.Event()

    @property
    def is_enough(self) -> bool:
        """Whether the writers may rest."""
        return self.all_went_wrong and self.facts >= self.wanted

    def add(self, facts: int) -> None:
        """So many more."""
        self.facts += facts
        self._stirred.set()

    async def reach(self, share: float) -> None:
        """Return when this share of what is wanted was written."""
        while self.facts < share * self.wanted:
            self._stirred.clear()
            await self._stirred.wait()


class ThoughtBetter(Exception):
    """The transaction is rolled back, after all its facts were written."""


@dataclass
class Writer:
    """One at work on a few things at a time, and what came of it."""

    actor: Actor
    things: Sequence[Thing]
    dice: random.Random
    pause_seconds: float
    progress: Progress
    counts: Counter[str] = field(default_factory=Counter)

    async def write(self) -> None:
        """Transaction after transaction, until it is enough."""
        while not self.progress.is_enough:
            await self._transaction()
            await asyncio.sleep(self.dice.expovariate(1 / self.pause_seconds))

    async def _transaction(self) -> None:
        facts = 0
        try:
            async with in_transaction():
                for thing in sorted(self.dice.sample(self.things, self.dice.randint(1, VERBS_MAX))):
                    verb = self.dice.choice(VERBS[thing.kind])
                    facts += await verb(self._now(), thing, self.dice)
                if self.dice.random() < LINGERING:
                    self.counts["transactions that linger"] += 1
                    await asyncio.sleep(self.dice.uniform(0, LINGER_SECONDS))
                if self.dice.random() < ROLLED_BACK:
                    raise ThoughtBetter
        except ThoughtBetter:
            self.counts["transactions rolled back"] += 1
            self.counts["facts rolled back"] += facts
        except DomainError as refusal:
            self.counts["transactions refused"] += 1
            self.counts[f"refused: {refusal.code}"] += 1
        else:
            self.counts["transactions committed"] += 1
            self.progress.add(facts)

    def _now(self) -> Context:
        return Context(actor=self.actor, now=datetime.now(UTC))
