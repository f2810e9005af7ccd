"""Tagging an order: from now on it is found by these words."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.handling.events import OrderTagged
from domain.orders.handling.models import OrderTagging
from domain.orders.handling.words import TAGS_MAX, tag_names
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.shared.states import raise_version

# Words are held in their order, so that of two who tag different orders neither waits for ever.
KNOWN = """
INSERT INTO order_tag (id, name, orders, created_at)
SELECT tag.id, tag.name, 1, $3 FROM unnest($1::uuid[], $2::text[]) AS tag (id, name)
ORDER BY tag.name
ON CONFLICT (name) DO UPDATE SET orders = order_tag.orders + 1
RETURNING id
"""
CARRIED = """
SELECT tag.name FROM order_tagging JOIN order_tag AS tag ON tag.id = order_tagging.tag_id
WHERE order_tagging.order_id = $1
"""


async def add_tags(ctx: Context, order_id: UUID, *, tags: Sequence[str]) -> Order:
    """Let an order carry words, whatever its state. Those that it carries already change nothing.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such order.
        InvalidInput: no words, too many, none that are any, or an order with more than 30.
    """
    ctx.require(Scope.ORDERS_WRITE)
    wanted = tag_names(tags)
    async with in_transaction():
        order = await lock_order(order_id)
        carried = {row["name"] for row in await sql.rows(CARRIED, order.id)}
        new = [name for name in wanted if name not in carried]
        if not new:
            return order
        if len(carried) + len(new) > TAGS_MAX:
            raise InvalidInput(f"An order has at most {TAGS_MAX} tags.", "tags")
        found = await sql.rows(KNOWN, [new_id() for _ in new], new, ctx.now)
        ids = tuple(row["id"] for row in found)
        await OrderTagging.bulk_create(OrderTagging(order_id=order.id, tag_id=id) for id in ids)
        await raise_version(order, "order", at=ctx.now)
        await append(
            ctx,
            OrderTagged(
                aggregate_id=order.id, version=order.version, status=order.status, tag_ids=ids
            ),
        )
        return order
