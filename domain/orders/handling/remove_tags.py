"""Taking words off an order."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.handling.events import OrderUntagged
from domain.orders.handling.words import tag_names
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

REMOVE = """
WITH held AS (
    SELECT id FROM order_tag WHERE name = ANY($2::text[]) ORDER BY name FOR UPDATE
), gone AS (
    DELETE FROM order_tagging USING held
    WHERE order_tagging.order_id = $1 AND order_tagging.tag_id = held.id
    RETURNING order_tagging.tag_id
)
UPDATE order_tag SET orders = orders - 1 FROM gone WHERE order_tag.id = gone.tag_id RETURNING id
"""


async def remove_tags(ctx: Context, order_id: UUID, *, tags: Sequence[str]) -> Order:
    """Take words off an order, whatever its state. Those that it does not carry change nothing.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such order.
        InvalidInput: no words, too many, or none that are any.
    """
    ctx.require(Scope.ORDERS_WRITE)
    wanted = tag_names(tags)
    async with in_transaction():
        order = await lock_order(order_id)
        gone = tuple(row["id"] for row in await sql.rows(REMOVE, order.id, wanted))
        if gone:
            await raise_version(order, "order", at=ctx.now)
            await append(
                ctx,
                OrderUntagged(
                    aggregate_id=order.id, version=order.version, status=order.status, tag_ids=gone
                ),
            )
        return order
