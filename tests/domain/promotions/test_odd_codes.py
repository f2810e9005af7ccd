"""Codes that nobody can have made."""

from datetime import UTC, datetime

from domain.promotions.active import current_promotions
from domain.promotions.cart import Reason, Refusal
from domain.promotions.circumstances import coupons_given
from tests.shop import Shop


async def test_a_code_that_no_row_can_hold_is_an_unknown_one(shop: Shop) -> None:
    active = await current_promotions()
    given = await coupons_given(
        active, ["a\x00b", "nothing"], customer_id=None, now=datetime.now(UTC)
    )
    unknown = Refusal(Reason.COUPON_UNKNOWN)
    assert dict(given.refused) == {"A\x00B": unknown, "NOTHING": unknown}
