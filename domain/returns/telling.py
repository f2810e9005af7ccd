"""A return's fact is told twice: on its own page, and on the page of its order."""

from collections.abc import Mapping
from uuid import UUID

from domain.orders.counters import NONE
from domain.orders.models import Order
from domain.orders.record_return import Open, record_return
from domain.returns.events import ReturnEvent
from domain.returns.models import Return
from domain.returns.states import UNDER_WAY, ReturnStatus
from domain.shared.context import Context
from domain.shared.outbox import append


async def tell(
    ctx: Context,
    fact: ReturnEvent,
    *,
    requested: Mapping[UUID, int] = NONE,
    returned: Mapping[UUID, int] = NONE,
    credit_minor: int = 0,
) -> Order:
    """Write a fact in the caller's transaction, and let the order follow: its counters (line id to
    units more or fewer), its credit, and what its returns add up to.

    Raises:
        NotFound, ReturnExceedsDelivered: as `orders.record_return`.
    """
    await append(ctx, fact)
    return await record_return(
        ctx,
        fact.order_id,
        return_id=fact.aggregate_id,
        what=fact.type.removeprefix("returns."),
        open=await _open(fact.order_id),
        requested=requested,
        returned=returned,
        credit_minor=credit_minor,
    )


async def _open(order_id: UUID) -> Open:
    wanted = [ReturnStatus.REQUESTED, *sorted(UNDER_WAY)]
    found = await Return.filter(order_id=order_id, status__in=wanted).only("status")
    statuses = {row.status for row in found}
    return Open(
        is_requested=ReturnStatus.REQUESTED in statuses, is_under_way=bool(statuses & UNDER_WAY)
    )
