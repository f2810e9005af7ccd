"""An exchange's fact is told twice: on its own page, and on the page of its order."""

from domain.orders.note_progress import tell_order
from domain.returns.exchanges.events import ExchangeEvent
from domain.shared.context import Context
from domain.shared.outbox import append


async def tell(ctx: Context, fact: ExchangeEvent) -> None:
    """Write a fact, with its echo on the order's page, in the caller's transaction."""
    await append(ctx, fact)
    await tell_order(ctx, fact.order_id, what=fact.type, ref_id=fact.aggregate_id)
