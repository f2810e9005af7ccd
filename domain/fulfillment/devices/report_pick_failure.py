"""A robot could not pick: a fact of the work, for people to see to."""

from uuid import UUID

from domain.fulfillment.events import FulfillmentOrderPickFailed
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.states import FULFILLMENT_ORDER, FulfillmentOrderAction
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def report_pick_failure(
    ctx: Context, work: FulfillmentOrder, *, sku: str | None, reason: str, device_id: UUID
) -> None:
    """Say on the page of some work that a machine failed at it. The goods are on their shelf: no
    stock moves, and somebody picks them by hand.

    Part of a story that holds the order.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        InvalidTransition: nobody is at work on it.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    FULFILLMENT_ORDER.target(work.status, FulfillmentOrderAction.FULFILL)
    await raise_version(work, FULFILLMENT_ORDER.kind, at=ctx.now)
    failed = FulfillmentOrderPickFailed.of(work, sku=sku, reason=reason, device_id=device_id)
    await append(ctx, failed)
