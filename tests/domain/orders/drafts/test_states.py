"""The life of a draft: for each state and action, either it moves or it does not."""

import pytest

from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.states import DRAFT, DraftAction, DraftStatus
from domain.shared.errors import InvalidTransition
from tests.shop import Shop

Is, Do = DraftStatus, DraftAction
OPEN = (Is.DRAFT, Is.QUOTED, Is.DECLINED, Is.EXPIRED)
MOVES = {
    **{(status, Do.CHANGE): Is.DRAFT for status in OPEN},
    **{(status, Do.SEND_QUOTE): Is.QUOTED for status in OPEN},
    **{(status, Do.CANCEL): Is.CANCELED for status in OPEN},
    (Is.QUOTED, Do.DECLINE): Is.DECLINED,
    (Is.QUOTED, Do.EXPIRE): Is.EXPIRED,
    (Is.DRAFT, Do.COMPLETE): Is.COMPLETED,
    (Is.QUOTED, Do.COMPLETE): Is.COMPLETED,
}


@pytest.mark.parametrize("status", Is)
async def test_a_draft_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Is) -> None:
    before = await shop.drafted(status)
    order = await shop.order()
    for action in Do:
        row = await DraftOrder.get(id=before.id)

        if target := MOVES.get((status, action)):
            became = {"order_id": order.id} if target is Is.COMPLETED else {}
            quoted = {"quoted_minor": 1, "valid_until": shop.now} if target is Is.QUOTED else {}
            assert await DRAFT.move(row, action, at=shop.now, **became, **quoted) is status
            stored = await DraftOrder.get(id=row.id)
            assert (stored.status, stored.version) == (target, before.version + 1)
            await before.save(force_update=True)
        else:
            with pytest.raises(InvalidTransition):
                await DRAFT.move(row, action, at=shop.now)
            stored = await DraftOrder.get(id=row.id)
            assert (stored.status, stored.version) == (status, before.version)
