"""Warning: an order that nobody has paid will expire soon, which is told once."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.events import OrderExpiresSoon
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

BATCH = 100  # orders in one sweep
MINUTE = 60  # seconds
# As `expire_orders` chooses, so much earlier as the channel says.
DUE = """
SELECT sales_order.id FROM sales_order
JOIN sales_channel AS channel ON channel.id = sales_order.channel_id
WHERE sales_order.status = 'pending' AND sales_order.expires_at > $1 AND warned_at IS NULL
    AND sales_order.expires_at <= $1::timestamptz + make_interval(mins => warning_minutes)
    AND captured_minor = 0 AND authorized_minor = 0 AND NOT is_payment_under_way
ORDER BY sales_order.expires_at, sales_order.id LIMIT $2
"""


async def warn_of_expiry(ctx: Context, *, limit: int = BATCH) -> int:
    """Tell of pending orders that nobody has paid and that expire soon, as their channels say; how
    many were told of. One for which money may still come is not among them.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    system = ctx.as_system()
    due = await sql.rows(DUE, ctx.now, limit)
    return sum([await _warn(system, row["id"]) for row in due])


async def _warn(ctx: Context, order_id: UUID) -> bool:
    async with in_transaction():
        order = (
            await Order.filter(
                id=order_id,
                status=OrderStatus.PENDING,
                warned_at=None,
                expires_at__gt=ctx.now,
                captured_minor=0,
                authorized_minor=0,
                is_payment_under_way=False,
            )
            .select_for_update(no_key=True, skip_locked=True)
            .first()
        )
        if order is None or order.expires_at is None:
            return False
        await raise_version(order, "order", at=ctx.now, warned_at=ctx.now)
        await append(
            ctx,
            OrderExpiresSoon(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                minutes_left=int((order.expires_at - ctx.now).total_seconds() // MINUTE),
                balance_due_minor=order.balance_due_minor,
            ),
        )
        return True
