"""What happened to a thing, read from the log."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.shared.context import Context
from domain.shared.models import EventRow
from domain.shared.paging import Order, Page, Window, counts, pages

OLDEST = Order("version", "version", value=int, row_id=int)

Pages = Callable[[Context, Sequence[UUID], Window, Order], Awaitable[Mapping[UUID, Page[EventRow]]]]
Counts = Callable[[Context, Sequence[UUID]], Awaitable[Mapping[UUID, int]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing, and the types of facts about it that this asker is not told."""

    aggregate_type: str
    without: tuple[str, ...] = ()

    def facts(self) -> "QuerySet[EventRow]":
        """Those facts."""
        told = EventRow.filter(aggregate_type=self.aggregate_type)
        return told.exclude(type__in=self.without) if self.without else told


def all_facts(ctx: Context) -> "QuerySet[EventRow]":
    """The log; what is told of a thing is for whoever sees it."""
    return EventRow.all()


@cache
def pages_of(kind: Kind) -> Pages:
    """How to read a page of the history of things of one kind.

    Whoever asks must be allowed to see the thing itself; its history says no more than that.
    """

    async def read(
        ctx: Context, keys: Sequence[UUID], window: Window, order: Order
    ) -> Mapping[UUID, Page[EventRow]]:
        return await pages(kind.facts(), "aggregate_id", keys, window, order)

    return read


@cache
def counts_of(kind: Kind) -> Counts:
    """How to count the facts about things of one kind."""

    async def read(ctx: Context, keys: Sequence[UUID]) -> Mapping[UUID, int]:
        return await counts(kind.facts(), "aggregate_id", keys)

    return read
