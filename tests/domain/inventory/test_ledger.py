"""The ledger: what a level shows is the sum of its movements, whoever writes and in which order."""

import asyncio
import random

import pytest
from tortoise.transactions import in_transaction

from domain.inventory.errors import InsufficientStock
from domain.inventory.ledger import Change, move_stock
from domain.inventory.models import InventoryLevel, StockMovement
from domain.inventory.states import MovementKind
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop
from tests.statements import count_statements

COLUMNS = ("on_hand", "committed", "reserved", "incoming")


async def assert_the_books_balance() -> None:
    """Sums of movements are the levels; versions count movements; each movement was told once."""
    for level in await InventoryLevel.all():
        movements = await StockMovement.filter(level_id=level.id).order_by("level_version")
        told = await EventRow.filter(aggregate_id=level.id).order_by("version")
        for column in COLUMNS:
            total = sum(getattr(movement, f"{column}_delta") for movement in movements)
            assert total == getattr(level, column) >= 0
        assert level.available >= 0
        assert [movement.level_version for movement in movements] == [*range(1, level.version + 1)]
        assert [(event.version, event.payload["movement_id"]) for event in told] == [
            (movement.level_version, str(movement.id)) for movement in movements
        ]


def random_change(rng: random.Random, level: InventoryLevel) -> Change:
    return Change(
        level_id=level.id,
        kind=rng.choice(list(MovementKind)),
        reason="tried",
        **{column: rng.choice([0, 0, rng.randint(-4, 5)]) for column in COLUMNS},
    )


async def try_to_move(shop: Shop, changes: list[Change]) -> bool:
    try:
        async with in_transaction():
            await move_stock(shop.ctx, changes)
    except (InsufficientStock, AssertionError):
        return False
    return True


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_tried_the_books_balance(shop: Shop, seed: int) -> None:
    rng = random.Random(seed)
    levels = [await shop.adjust(await shop.variant(), 10) for _ in range(3)]

    done = [
        await try_to_move(
            shop, [random_change(rng, rng.choice(levels)) for _ in range(rng.randint(1, 5))]
        )
        for _ in range(40)
    ]

    assert {True, False} == set(done)
    await assert_the_books_balance()


async def test_many_at_once_in_any_order_leave_the_books_balanced(shop: Shop) -> None:
    rng = random.Random(7)
    levels = [await shop.adjust(await shop.variant(), 20) for _ in range(4)]
    batches = [
        [random_change(rng, level) for level in rng.sample(levels, k=rng.randint(1, 4))]
        for _ in range(40)
    ]

    done = await asyncio.gather(*(try_to_move(shop, batch) for batch in batches))

    assert any(done)
    await assert_the_books_balance()


async def test_changes_of_one_level_are_told_one_after_the_other(shop: Shop) -> None:
    level = await shop.adjust(await shop.variant(), 10)
    changes = [
        Change(level_id=level.id, kind=MovementKind.RESERVED, reserved=units, order_id=new_id())
        for units in (3, 4)
    ]

    async with in_transaction():
        [moved] = await move_stock(shop.ctx, changes)

    told = await EventRow.filter(aggregate_id=level.id).order_by("version")
    assert (moved.reserved, moved.available, moved.version) == (7, 3, 3)
    assert [event.payload["available"] for event in told] == [10, 7, 3]
    await assert_the_books_balance()


async def test_one_impossible_change_stops_them_all(shop: Shop) -> None:
    levels = [await shop.adjust(await shop.variant(), 5) for _ in range(2)]
    before = await shop.rows()

    with pytest.raises(InsufficientStock) as refusal:
        async with in_transaction():
            await move_stock(
                shop.ctx,
                [
                    Change(level_id=level.id, kind=MovementKind.ADJUSTED, on_hand=-by, reason="x")
                    for level, by in zip(levels, (2, 6), strict=True)
                ],
            )

    assert [(one.requested, one.available) for one in refusal.value.shortages] == [(6, 5)]
    assert await shop.rows() == before
    await assert_the_books_balance()


async def test_stock_does_not_move_outside_a_transaction(shop: Shop) -> None:
    level = await shop.adjust(await shop.variant(), 5)
    change = Change(level_id=level.id, kind=MovementKind.ADJUSTED, on_hand=1, reason="x")

    with pytest.raises(AssertionError, match="no transaction"):
        await move_stock(shop.ctx, [change])

    assert (await InventoryLevel.get(id=level.id)).on_hand == 5


async def test_moving_many_levels_takes_no_more_statements_than_moving_one(shop: Shop) -> None:
    levels = [await shop.adjust(await shop.variant(), 5) for _ in range(30)]
    changes = [
        Change(level_id=level.id, kind=MovementKind.ADJUSTED, on_hand=1, reason="x")
        for level in levels
    ]

    counts = []
    for batch in (changes[:1], changes):
        async with in_transaction(), count_statements() as statements:
            await move_stock(shop.ctx, batch)
        counts.append(statements.count)

    assert counts == [5, 5]
