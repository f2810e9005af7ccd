"""A child's fact is told twice: on its own page, and on the page of the order it belongs to."""

from domain.fulfillment.events import FulfillmentEvent, FulfillmentOrderEvent
from domain.orders.note_progress import tell_order
from domain.shared.context import Context
from domain.shared.outbox import append


async def tell(ctx: Context, *facts: FulfillmentOrderEvent | FulfillmentEvent) -> None:
    """Write facts, each with its echo on the order's page, in the caller's transaction."""
    await append(ctx, *facts)
    for fact in facts:
        what = fact.type.removeprefix("fulfillment.")
        await tell_order(ctx, fact.order_id, what=what, ref_id=fact.aggregate_id)
