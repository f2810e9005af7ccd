"""The life of a claim: for each state and action, either it moves or not."""

import pytest

from domain.returns.claims.models import Claim
from domain.returns.claims.states import CLAIM, ClaimAction, ClaimStatus
from domain.shared.errors import InvalidTransition
from tests.shop import Shop

Is, Do = ClaimStatus, ClaimAction

MOVES = {
    (Is.OPEN, Do.APPROVE): Is.APPROVED,
    (Is.OPEN, Do.DENY): Is.DENIED,
    (Is.OPEN, Do.CANCEL): Is.CANCELED,
    (Is.APPROVED, Do.RESOLVE): Is.RESOLVED,
    (Is.APPROVED, Do.CANCEL): Is.CANCELED,
}
# What the table of claims itself asks of a row beside its state.
ALONG = {
    Is.OPEN: {"resolution": None},
    Is.DENIED: {"resolution": None},
    Is.APPROVED: {"resolution": "refund"},
    Is.RESOLVED: {"resolution": "refund"},
    Is.CANCELED: {},
}


@pytest.mark.parametrize("status", Is)
async def test_a_claim_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Is) -> None:
    before = await shop.claim(status)
    for action in Do:
        row = await Claim.get(id=before.id)

        if target := MOVES.get((status, action)):
            assert await CLAIM.move(row, action, at=shop.now, **ALONG[target]) is status
            stored = await Claim.get(id=row.id)
            assert (stored.status, stored.version) == (target, before.version + 1)
            await Claim.filter(id=row.id).update(
                status=status, version=before.version, resolution=before.resolution
            )
        else:
            with pytest.raises(InvalidTransition):
                await CLAIM.move(row, action, at=shop.now)
            stored = await Claim.get(id=row.id)
            assert (stored.status, stored.version) == (status, before.version)
