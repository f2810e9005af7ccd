"""The one door between a refund and the payments of its order."""

from enum import Enum, auto

from domain.finance.ledger import add_up
from domain.finance.queries import visible_payments
from domain.finance.refund_payment import return_money
from domain.finance.refunds.models import ReturnRefund
from domain.shared.context import Context
from domain.shared.money import Money


class GivingBack(Enum):
    """What came of it: it went, a gateway was asked, or less than that is left."""

    DONE = auto()
    ASKED = auto()
    TOO_LITTLE = auto()


async def give_back_of_order(ctx: Context, refund: ReturnRefund, amount: Money) -> GivingBack:
    """Give an amount back by the payments of a refund's order, the latest first, or by the one that
    it is of; nothing where less than that is left of them. What came through a gateway goes back
    when that has answered.

    Part of other verbs, in their transaction and with the order held, as the system.
    """
    mine = visible_payments(ctx).filter(order_id=refund.order_id, currency=amount.currency)
    if refund.payment_id is not None:
        mine = mine.filter(id=refund.payment_id)
    payments = await mine.order_by("-created_at", "-id")
    left = {payment.id: (await add_up(payment.id)).refundable for payment in payments}
    if sum(left.values()) < amount.minor:
        return GivingBack.TOO_LITTLE
    rest, is_asked = amount.minor, False
    for payment in payments:
        part = min(rest, left[payment.id])
        if part > 0:
            rest -= part
            is_asked = is_asked or payment.provider is not None
            await return_money(ctx, payment, part, return_refund_id=refund.id)
    return GivingBack.ASKED if is_asked else GivingBack.DONE
