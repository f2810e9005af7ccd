"""The life of an edit: for each state and action, either it moves or not."""

import pytest

from domain.orders.editing.stage import begin_edit
from domain.orders.editing.states import ORDER_EDIT, OrderEditAction, OrderEditStatus
from domain.orders.models import OrderEdit
from domain.shared.errors import InvalidTransition
from tests.shop import Shop

Edit, Do = OrderEditStatus, OrderEditAction
MOVES = {
    (Edit.OPEN, Do.COMMIT): Edit.COMMITTED,
    (Edit.OPEN, Do.ABANDON): Edit.ABANDONED,
    (Edit.OPEN, Do.CONFLICT): Edit.CONFLICTED,
}


@pytest.mark.parametrize("status", Edit)
async def test_an_edit_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Edit) -> None:
    order = await shop.place((await shop.stocked(), 1))
    before = await begin_edit(shop.ctx, order.id)
    closed_at = None if status is Edit.OPEN else shop.now
    await OrderEdit.filter(id=before.id).update(status=status, closed_at=closed_at)
    for action in Do:
        row = await OrderEdit.get(id=before.id)

        if target := MOVES.get((status, action)):
            assert await ORDER_EDIT.move(row, action, at=shop.now, closed_at=shop.now) is status
            stored = await OrderEdit.get(id=row.id)
            assert (stored.status, stored.version) == (target, before.version + 1)
            await OrderEdit.filter(id=row.id).update(
                status=status, version=before.version, closed_at=closed_at
            )
        else:
            with pytest.raises(InvalidTransition):
                await ORDER_EDIT.move(row, action, at=shop.now)
            stored = await OrderEdit.get(id=row.id)
            assert (stored.status, stored.version) == (status, before.version)
