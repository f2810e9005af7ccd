"""Reading payments. Staff see them all, customers those of their own orders."""

from collections.abc import Collection
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.finance.models import Payment, PaymentTransaction
from domain.identity.scopes import Scope
from domain.orders.queries import visible_orders
from domain.shared.context import Context
from domain.shared.errors import NotFound


def visible_payments(ctx: Context) -> QuerySet[Payment]:
    """The payments this actor may see: they follow their order."""
    if ctx.allows(Scope.ORDERS_READ):
        return Payment.all()
    return Payment.filter(order_id__in=Subquery(visible_orders(ctx).values("id")))


def visible_transactions(ctx: Context) -> QuerySet[PaymentTransaction]:
    """The lines of those payments' ledgers."""
    if ctx.allows(Scope.ORDERS_READ):
        return PaymentTransaction.all()
    seen = Subquery(visible_payments(ctx).values("id"))
    return PaymentTransaction.filter(payment_id__in=seen)


async def get_payment(ctx: Context, payment_id: UUID) -> Payment:
    """One payment.

    Raises:
        NotFound: the actor can see none with this id.
    """
    payment = await visible_payments(ctx).get_or_none(id=payment_id)
    if payment is None:
        raise NotFound("payment", payment_id)
    return payment


async def payments_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Payment]:
    """Payments by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_payments(ctx).filter(id__in=list(ids))}


async def payments_of_orders(
    ctx: Context, order_ids: Collection[UUID]
) -> dict[UUID, list[Payment]]:
    """Each order's payments, in the order in which they came."""
    found: dict[UUID, list[Payment]] = {order_id: [] for order_id in order_ids}
    rows = visible_payments(ctx).filter(order_id__in=list(order_ids))
    for payment in await rows.order_by("created_at", "id"):
        found[payment.order_id].append(payment)
    return found


async def transactions_of_payments(
    ctx: Context, payment_ids: Collection[UUID]
) -> dict[UUID, list[PaymentTransaction]]:
    """Each payment's ledger, line by line."""
    found: dict[UUID, list[PaymentTransaction]] = {payment_id: [] for payment_id in payment_ids}
    seen = visible_payments(ctx).filter(id__in=list(payment_ids))
    rows = PaymentTransaction.filter(payment_id__in=Subquery(seen.values("id")))
    for line in await rows.order_by("occurred_at", "id"):
        found[line.payment_id].append(line)
    return found


async def transactions_by_ids(
    ctx: Context, ids: Collection[UUID]
) -> dict[UUID, PaymentTransaction]:
    """Lines of ledgers by id; those of payments the actor may not see are missing."""
    return {row.id: row for row in await visible_transactions(ctx).filter(id__in=list(ids))}
