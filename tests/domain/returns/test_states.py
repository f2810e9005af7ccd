"""The lives of a return and of its refund: for each state and action, either it moves or not."""

import pytest

from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import (
    RETURN_REFUND,
    ReturnRefundAction,
    ReturnRefundStatus,
)
from domain.returns.models import Return, ReturnLine
from domain.returns.states import (
    COUNTED_IN,
    RETURN,
    SHIPPING_GOES_BACK,
    Disposition,
    ReturnAction,
    ReturnReason,
    ReturnStatus,
)
from domain.shared.errors import InvalidTransition
from tests.shop import Shop

Back, Do = ReturnStatus, ReturnAction
Money, Move = ReturnRefundStatus, ReturnRefundAction

RETURN_MOVES = {
    (Back.REQUESTED, Do.APPROVE): Back.APPROVED,
    (Back.REQUESTED, Do.DECLINE): Back.DECLINED,
    (Back.REQUESTED, Do.CANCEL): Back.CANCELED,
    (Back.APPROVED, Do.CANCEL): Back.CANCELED,
    (Back.APPROVED, Do.SEND): Back.IN_TRANSIT,
    (Back.APPROVED, Do.RECEIVE_PART): Back.PARTIALLY_RECEIVED,
    (Back.APPROVED, Do.RECEIVE): Back.RECEIVED,
    (Back.IN_TRANSIT, Do.RECEIVE_PART): Back.PARTIALLY_RECEIVED,
    (Back.IN_TRANSIT, Do.RECEIVE): Back.RECEIVED,
    (Back.PARTIALLY_RECEIVED, Do.RECEIVE_PART): Back.PARTIALLY_RECEIVED,
    (Back.PARTIALLY_RECEIVED, Do.RECEIVE): Back.RECEIVED,
    (Back.RECEIVED, Do.INSPECT): Back.INSPECTED,
    (Back.INSPECTED, Do.CLOSE): Back.CLOSED,
}
REFUND_MOVES = {
    (Money.PENDING, Move.PROCESS): Money.PROCESSING,
    (Money.PENDING, Move.CANCEL): Money.CANCELED,
    (Money.PROCESSING, Move.SUCCEED): Money.SUCCEEDED,
    (Money.PROCESSING, Move.FAIL): Money.FAILED,
    (Money.FAILED, Move.RETRY): Money.PROCESSING,
    (Money.FAILED, Move.CANCEL): Money.CANCELED,
}


@pytest.mark.parametrize("status", Back)
async def test_a_return_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Back) -> None:
    before = await shop.back(status)
    for action in Do:
        row = await Return.get(id=before.id)

        if target := RETURN_MOVES.get((status, action)):
            assert await RETURN.move(row, action, at=shop.now) is status
            stored = await Return.get(id=row.id)
            assert (stored.status, stored.version) == (target, before.version + 1)
            await Return.filter(id=row.id).update(status=status, version=before.version)
        else:
            with pytest.raises(InvalidTransition):
                await RETURN.move(row, action, at=shop.now)
            stored = await Return.get(id=row.id)
            assert (stored.status, stored.version) == (status, before.version)


@pytest.mark.parametrize("status", Money)
async def test_a_refund_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Money) -> None:
    before = await shop.return_refund(status)
    for action in Move:
        row = await ReturnRefund.get(id=before.id)

        if target := REFUND_MOVES.get((status, action)):
            assert await RETURN_REFUND.move(row, action, at=shop.now) is status
            stored = await ReturnRefund.get(id=row.id)
            assert (stored.status, stored.version) == (target, before.version + 1)
            await ReturnRefund.filter(id=row.id).update(status=status, version=before.version)
        else:
            with pytest.raises(InvalidTransition):
                await RETURN_REFUND.move(row, action, at=shop.now)
            stored = await ReturnRefund.get(id=row.id)
            assert (stored.status, stored.version) == (status, before.version)


def test_every_reason_and_every_disposition_has_its_row() -> None:
    assert set(SHIPPING_GOES_BACK) == set(ReturnReason)
    assert set(COUNTED_IN) == set(Disposition)
    assert set(COUNTED_IN.values()) <= set(ReturnLine._meta.fields_map)
