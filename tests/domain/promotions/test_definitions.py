"""Promotions and coupons as they are written down, changed and counted."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.promotions.cart import Stacking
from domain.promotions.create_coupon_batch import create_coupon_batch
from domain.promotions.create_promotion import create_promotion
from domain.promotions.details import Details
from domain.promotions.disable_coupon import disable_coupon
from domain.promotions.expire_coupons import expire_coupons
from domain.promotions.fill_coupon_batches import PIECE, fill_coupon_batches
from domain.promotions.models import Coupon, CouponBatch, PromotionRow
from domain.promotions.move_promotion import move_promotion
from domain.promotions.states import BatchStatus, CouponStatus, PromotionAction, PromotionStatus
from domain.promotions.terms import PercentOff, Tier, TieredOff
from domain.promotions.update_promotion import update_promotion
from domain.shared.errors import InvalidInput, InvalidTransition, NotPermitted, VersionConflict
from tests.shop import Shop
from tests.world.promotions import TEN_PERCENT

TEN = Details("Ten", (TEN_PERCENT,))
CODE = re.compile(r"S-[0-9A-HJKMNP-TV-Z]{12}")


async def test_it_lives_from_draft_to_end_and_tells_it(shop: Shop) -> None:
    row = await shop.draft()
    for action in (PromotionAction.ACTIVATE, PromotionAction.PAUSE, PromotionAction.END):
        row = await shop.move(row, action)

    assert (row.status, row.version) == (PromotionStatus.ENDED, 4)
    assert await shop.event_names("promotion") == [
        "promotions.promotion_created",
        *["promotions.promotion_moved"] * 3,
    ]
    with pytest.raises(InvalidTransition):
        await shop.move(row, PromotionAction.ACTIVATE)
    with pytest.raises(InvalidTransition):
        await update_promotion(shop.ctx, row.id, name="Too late")


async def test_two_at_once_move_it_once(shop: Shop) -> None:
    row = await shop.draft()

    moves = [shop.move(row, PromotionAction.ACTIVATE) for _ in range(2)]
    done = await asyncio.gather(*moves, return_exceptions=True)

    assert {type(each) for each in done} == {PromotionRow, InvalidTransition}


async def test_only_what_changes_is_told(shop: Shop) -> None:
    row = await shop.draft()

    same = await update_promotion(shop.ctx, row.id, name="Spring", effects=[TEN_PERCENT])
    other = await update_promotion(shop.ctx, row.id, effects=[PercentOff(500)], uses_max=3)

    assert (same.version, other.version) == (1, 2)
    with pytest.raises(VersionConflict):
        await update_promotion(shop.ctx, row.id, name="Stale", expected_version=1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(TEN, effects=()), ["effects"]),
        (replace(TEN, effects=(PercentOff(10_001),)), ["effects", "0", "percentOff", "percent"]),
        (replace(TEN, effects=(TieredOff(()),)), ["effects", "0", "tieredOff", "tiers"]),
        (
            replace(TEN, effects=(TieredOff((Tier({"USD": 1}),)),)),
            ["effects", "0", "tieredOff", "tiers", "0", "percentOff"],
        ),
        (replace(TEN, name=" "), ["name"]),
        (replace(TEN, uses_max=0), ["usesMax"]),
        (
            replace(TEN, stacking=Stacking.EXCLUSIVE, exclusion_group="g"),
            ["exclusionGroup"],
        ),
    ],
)
async def test_terms_that_make_no_sense_are_refused_by_name(
    shop: Shop, wrong: Details, field: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_promotion(shop.ctx, wrong)

    assert refused.value.field == field
    assert await shop.count("promotion") == 0


async def test_a_group_has_one_priority_even_when_two_found_it_at_once(shop: Shop) -> None:
    makes = [
        create_promotion(shop.ctx, replace(TEN, exclusion_group="g", priority=priority))
        for priority in (1, 2)
    ]

    done = await asyncio.gather(*makes, return_exceptions=True)

    assert {type(each) for each in done} == {PromotionRow, InvalidInput}


async def test_only_those_who_may_change_promotions_do(shop: Shop) -> None:
    row, clerk = await shop.draft(), shop.as_staff("promotions:read", "orders:write")

    with pytest.raises(NotPermitted):
        await create_promotion(clerk, TEN)
    with pytest.raises(NotPermitted):
        await move_promotion(clerk, row.id, PromotionAction.ACTIVATE)


async def test_a_batch_is_made_in_pieces_and_counted_with_each(shop: Shop) -> None:
    spring = await shop.promotion(needs_coupon=True)
    size = PIECE + 5
    batch = await create_coupon_batch(
        shop.ctx, spring.id, size=size, prefix="s", idempotency_key="b"
    )

    assert await fill_coupon_batches(shop.as_system, pieces=1) == PIECE
    batch = await CouponBatch.get(id=batch.id)
    assert (batch.made, batch.status) == (PIECE, BatchStatus.RUNNING)
    assert await Coupon.filter(batch_id=batch.id).count() == PIECE
    assert await fill_coupon_batches(shop.as_system) == 5  # whoever comes after goes on from there

    batch = await CouponBatch.get(id=batch.id)
    assert (batch.made, batch.status, batch.version) == (size, BatchStatus.DONE, 2)
    codes = await Coupon.filter(batch_id=batch.id).limit(100).values_list("code", flat=True)
    assert all(CODE.fullmatch(str(code)) for code in codes)
    assert await fill_coupon_batches(shop.as_system) == 0
    assert await shop.event_names("coupon_batch") == [
        "promotions.coupon_batch_created",
        "promotions.coupon_batch_finished",
    ]


async def test_coupons_expire_at_their_time_and_are_disabled_by_hand(shop: Shop) -> None:
    early = await shop.coupon("EARLY", expires_at=shop.now + timedelta(days=1))
    other = await shop.coupon("OTHER")

    shop.later(days=1)
    assert await expire_coupons(shop.as_system) == 1
    for _ in range(2):  # repeating it is harmless
        await disable_coupon(shop.ctx, other.id)

    statuses = {row.code: row.status for row in await Coupon.all()}
    assert statuses == {"EARLY": CouponStatus.EXPIRED, "OTHER": CouponStatus.DISABLED}
    with pytest.raises(InvalidTransition):
        await disable_coupon(shop.ctx, early.id)
