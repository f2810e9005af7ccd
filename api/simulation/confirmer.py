"""Somebody in the office confirms what is paid; now and then they want to ask first."""

from api.simulation.stage import Stage
from domain.orders.models import Order
from domain.orders.states import HoldReason, OrderPaymentStatus, OrderStatus
from domain.processes.confirm_order import confirm_order
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold

AT_HAND = 10  # orders on the desk
ASKS_FIRST = 0.05
REASONS = (HoldReason.ADDRESS, HoldReason.FRAUD, HoldReason.CUSTOMER_REQUEST)


async def confirm(stage: Stage) -> bool:
    """Confirm or hold a paid order, or release a held one. False where none waits."""
    waiting = Order.filter(
        status__in=[OrderStatus.PENDING, OrderStatus.ON_HOLD],
        payment_status=OrderPaymentStatus.PAID,
    )
    desk = await waiting.order_by("placed_at").limit(AT_HAND)
    if not desk:
        return False
    order, ctx = stage.one_of(desk), stage.ctx(stage.agent)
    if order.status is OrderStatus.ON_HOLD:
        await release_hold(ctx, order.id)
    elif stage.happens(ASKS_FIRST):
        await hold_order(ctx, order.id, reason=stage.one_of(REASONS))
    else:
        await confirm_order(ctx, order.id)
    return True
