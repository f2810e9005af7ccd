"""What happened to a thing, read from the log."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from uuid import UUID

from domain.shared.context import Context
from domain.shared.models import EventRow
from domain.shared.paging import Order, Page, Window, counts, pages

OLDEST = Order("version", "version", value=int, row_id=int)

Pages = Callable[[Context, Sequence[UUID], Window, Order], Awaitable[Mapping[UUID, Page[EventRow]]]]
Counts = Callable[[Context, Sequence[UUID]], Awaitable[Mapping[UUID, int]]]


@cache
def pages_of(aggregate_type: str) -> Pages:
    """How to read a page of the history of things of one kind.

    Whoever asks must be allowed to see the thing itself; its history says no more than that.
    """

    async def read(
        ctx: Context, keys: Sequence[UUID], window: Window, order: Order
    ) -> Mapping[UUID, Page[EventRow]]:
        facts = EventRow.filter(aggregate_type=aggregate_type)
        return await pages(facts, "aggregate_id", keys, window, order)

    return read


@cache
def counts_of(aggregate_type: str) -> Counts:
    """How to count the facts about things of one kind."""

    async def read(ctx: Context, keys: Sequence[UUID]) -> Mapping[UUID, int]:
        return await counts(EventRow.filter(aggregate_type=aggregate_type), "aggregate_id", keys)

    return read
