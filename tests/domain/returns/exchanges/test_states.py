"""The life of an exchange: for each state and action, either it moves or not."""

import pytest

from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.states import EXCHANGE, ExchangeAction, ExchangeStatus
from domain.shared.errors import InvalidTransition
from tests.shop import Shop

Is, Do = ExchangeStatus, ExchangeAction

MOVES = {
    (Is.REQUESTED, Do.APPROVE): Is.APPROVED,
    (Is.REQUESTED, Do.CANCEL): Is.CANCELED,
    (Is.APPROVED, Do.RECEIVE): Is.RECEIVED,
    (Is.APPROVED, Do.CANCEL): Is.CANCELED,
    (Is.RECEIVED, Do.FULFILL): Is.FULFILLED,
    (Is.RECEIVED, Do.CANCEL): Is.CANCELED,
    (Is.FULFILLED, Do.CLOSE): Is.CLOSED,
}


@pytest.mark.parametrize("status", Is)
async def test_an_exchange_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Is) -> None:
    before = await shop.exchange(status)
    goods = {"replacement_id": before.replacement_id or before.order_id}
    for action in Do:
        row = await Exchange.get(id=before.id)

        if target := MOVES.get((status, action)):
            assert await EXCHANGE.move(row, action, at=shop.now, **goods) is status
            stored = await Exchange.get(id=row.id)
            assert (stored.status, stored.version) == (target, before.version + 1)
            await Exchange.filter(id=row.id).update(
                status=status, version=before.version, replacement_id=before.replacement_id
            )
        else:
            with pytest.raises(InvalidTransition):
                await EXCHANGE.move(row, action, at=shop.now)
            stored = await Exchange.get(id=row.id)
            assert (stored.status, stored.version) == (status, before.version)
