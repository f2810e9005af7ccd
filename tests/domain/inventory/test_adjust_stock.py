"""Adjusting stock: counted, received, broken; always with a reason, never twice."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.inventory.adjust_stock import DELTA_MAX, ON_HAND_MAX, adjust_stock
from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel, StockMovement
from domain.inventory.states import MovementKind
from domain.shared.context import Context
from domain.shared.errors import (
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_the_first_units_of_a_variant_open_its_shelf(shop: Shop) -> None:
    variant = await shop.variant()

    level = await shop.adjust(variant, 7, reason="delivered by hand")

    movement = await StockMovement.get(level_id=level.id)
    event = await EventRow.get(aggregate_id=level.id)
    assert (level.on_hand, level.available, level.version) == (7, 7, 1)
    assert (movement.kind, movement.on_hand_delta) == (MovementKind.ADJUSTED, 7)
    assert (movement.reason, movement.actor) == ("delivered by hand", shop.admin.key)
    assert (movement.level_version, movement.occurred_at) == (1, shop.now)
    assert (event.type, event.version) == ("inventory.stock_moved", 1)
    assert (event.payload["on_hand_delta"], event.payload["available"]) == (7, 7)
    assert "delivered by hand" not in str(event.payload)


async def test_units_go_as_they_come(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 7)

    level = await shop.adjust(variant, -3)

    assert (level.on_hand, level.version) == (4, 2)
    assert await shop.event_names() == ["inventory.stock_moved"] * 2


async def test_what_is_promised_cannot_be_taken_off_the_shelf(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.adjust(variant, 7)
    await shop.place((variant, 5))
    before = await shop.rows()

    with pytest.raises(InsufficientStock) as refusal:
        await shop.adjust(variant, -3)

    assert refusal.value.facts["variant_id"] == variant.id
    assert (refusal.value.facts["requested"], refusal.value.facts["available"]) == (3, 2)
    assert await shop.rows() == before
    assert (await InventoryLevel.get(id=level.id)).on_hand == 7


async def test_nothing_can_be_taken_where_nothing_ever_lay(shop: Shop) -> None:
    variant = await shop.variant()
    before = await shop.rows()

    with pytest.raises(InsufficientStock):
        await shop.adjust(variant, -1)

    assert await shop.rows() == before


async def test_repeating_with_the_same_key_changes_nothing_more(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 7, key="count-1")

    level = await shop.adjust(variant, 7, key="count-1")

    assert (level.on_hand, level.version) == (7, 1)
    assert await shop.event_names() == ["inventory.stock_moved"]


async def test_a_key_stands_for_one_change_only(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 7, key="count-1")

    with pytest.raises(IdempotencyKeyReused):
        await shop.adjust(variant, 8, key="count-1")

    assert await shop.event_names() == ["inventory.stock_moved"]


async def test_ten_sends_with_one_key_change_the_level_once(shop: Shop) -> None:
    variant = await shop.variant()

    answers = await asyncio.gather(
        *(shop.adjust(variant, 7, key="count-1") for _ in range(10)), return_exceptions=True
    )

    assert {type(answer) for answer in answers} <= {InventoryLevel, IdempotencyInProgress}
    assert (await InventoryLevel.get(variant=variant)).on_hand == 7
    assert await shop.count("stock_movement") == 1


async def test_two_first_deliveries_at_once_share_one_shelf(shop: Shop) -> None:
    variant = await shop.variant()

    await asyncio.gather(*(shop.adjust(variant, 5) for _ in range(4)))

    level = await InventoryLevel.get(variant=variant)
    assert (level.on_hand, level.version) == (20, 4)


async def test_a_count_of_a_shelf_that_changed_meanwhile_is_refused(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 7)
    before = await shop.rows()

    with pytest.raises(VersionConflict) as refusal:
        await shop.adjust(variant, 1, expected_on_hand=6)

    assert (refusal.value.expected, refusal.value.actual) == (6, 7)
    assert await shop.rows() == before


async def test_a_count_of_the_shelf_as_it_is_goes_through(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.adjust(variant, 7, expected_on_hand=0)

    level = await shop.adjust(variant, -7, expected_on_hand=7)

    assert level.on_hand == 0


@pytest.mark.parametrize(
    ("delta", "reason", "field"),
    [
        (0, "counted", "delta"),
        (DELTA_MAX + 1, "counted", "delta"),
        (-DELTA_MAX - 1, "counted", "delta"),
        (2**70, "counted", "delta"),
        (1, "", "reason"),
        (1, "   ", "reason"),
        (1, "x" * 201, "reason"),
        (1, "a\x00b", "reason"),
    ],
)
async def test_nonsense_is_refused_and_writes_nothing(
    shop: Shop, delta: int, reason: str, field: str
) -> None:
    variant = await shop.variant()
    before = await shop.rows()

    with pytest.raises(InvalidInput) as refusal:
        await shop.adjust(variant, delta, reason=reason)

    assert refusal.value.field == [field]
    assert await shop.rows() == before


async def test_a_shelf_has_an_end(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.stock(variant, ON_HAND_MAX - 1)

    with pytest.raises(InvalidInput):
        await shop.adjust(variant, 2)

    assert (await InventoryLevel.get(id=level.id)).on_hand == ON_HAND_MAX - 1


@pytest.mark.parametrize("unknown", ["variant", "warehouse"])
async def test_an_unknown_variant_or_warehouse_is_not_found(shop: Shop, unknown: str) -> None:
    variant = await shop.variant()
    ids = {"variant_id": variant.id, "warehouse_id": shop.main.id, f"{unknown}_id": new_id()}
    before = await shop.rows()

    with pytest.raises(NotFound) as refusal:
        await adjust_stock(shop.ctx, **ids, delta=1, reason="counted", idempotency_key=None)

    assert refusal.value.facts["kind"] == unknown
    assert await shop.rows() == before


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (lambda shop: shop.as_anonymous, NotSignedIn),
        (lambda shop: shop.as_staff(Scope.INVENTORY_READ, Scope.INVENTORY_WRITE), NotPermitted),
    ],
)
async def test_only_those_who_may_adjust_stock_do(
    shop: Shop, who: object, refusal: type[Exception]
) -> None:
    variant = await shop.variant()
    ctx: Context = who(shop)  # type: ignore[operator]  # a lambda in a table

    with pytest.raises(refusal):
        await shop.adjust(variant, 1, ctx=ctx)

    assert await shop.count("stock_movement") == 0
