"""The one door between a refund and the payments of its order.

Today the payments know at once: an amount goes back by their ledgers, or it does not. Where a
gateway is asked and answers later, this is what begins the asking, and the answer ends in
`processing.succeed` or `processing.fail`.
"""

from uuid import UUID

from domain.finance.queries import visible_payments
from domain.finance.refund_payment import give_back, refundable
from domain.shared.context import Context
from domain.shared.money import Money


async def give_back_of_order(ctx: Context, order_id: UUID, amount: Money) -> bool:
    """Give an amount back by an order's payments, the latest first; False, and nothing, where less
    than that is left of them.

    Part of other verbs, in their transaction and with the order held, as the system.
    """
    payments = await visible_payments(ctx).filter(order_id=order_id, currency=amount.currency)
    left = sum(refundable(payment).minor for payment in payments)
    if left < amount.minor:
        return False
    rest = amount.minor
    for payment in sorted(payments, key=lambda each: (each.created_at, each.id), reverse=True):
        part = min(rest, refundable(payment).minor)
        if part > 0:
            await give_back(ctx, payment, Money(part, amount.currency))
            rest -= part
    return True
