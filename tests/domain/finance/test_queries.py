"""Who sees which payments: staff all of them, customers their own, others none."""

import pytest

from domain.finance import queries
from domain.identity.scopes import Scope
from domain.shared.errors import NotFound
from tests.shop import Shop


async def test_payments_follow_their_order(shop: Shop) -> None:
    cleo, otto = await shop.customer(), await shop.customer("Otto Ray")
    variant = await shop.variant()
    await shop.stock(variant, 5)
    order = await shop.place((variant, 1), ctx=shop.as_customer(cleo))
    payment = await shop.capture(order.id)

    for allowed in [shop.as_staff(Scope.ORDERS_READ), shop.as_customer(cleo), shop.as_system]:
        assert (await queries.get_payment(allowed, payment.id)).id == payment.id
        found = await queries.payments_of_orders(allowed, [order.id])
        ledger = await queries.transactions_of_payments(allowed, [payment.id])
        assert [row.id for row in found[order.id]] == [payment.id]
        assert [line.amount_minor for line in ledger[payment.id]] == [order.total_minor]
        assert set(await queries.payments_by_ids(allowed, [payment.id])) == {payment.id}
        line_ids = [line.id for line in ledger[payment.id]]
        assert list(await queries.transactions_by_ids(allowed, line_ids)) == line_ids
    for stranger in [
        shop.as_customer(otto),
        shop.as_staff(Scope.PAYMENTS_WRITE),
        shop.as_anonymous,
    ]:
        with pytest.raises(NotFound):
            await queries.get_payment(stranger, payment.id)
        assert await queries.payments_of_orders(stranger, [order.id]) == {order.id: []}
        assert await queries.transactions_of_payments(stranger, [payment.id]) == {payment.id: []}
        assert await queries.payments_by_ids(stranger, [payment.id]) == {}
        assert await queries.transactions_by_ids(stranger, line_ids) == {}
