"""Whatever is done to orders, in whatever order: the table holds and no unit is lost or made."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from domain.inventory.models import InventoryLevel
from domain.orders.cancel_order import cancel_order
from domain.orders.complete_order import complete_if_done
from domain.orders.confirm_order import confirm_order
from domain.orders.errors import OrderNotPayable
from domain.orders.expire_orders import expire_orders
from domain.orders.hold_order import hold_order
from domain.orders.models import Order
from domain.orders.note_progress import tell_order
from domain.orders.record_payment import record_payment
from domain.orders.release_hold import release_hold
from domain.orders.states import CancelReason, HoldReason
from domain.shared.errors import InvalidTransition, VersionConflict
from domain.shared.ids import new_id
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop

ON_HAND = 40
REFUSALS = (InvalidTransition, VersionConflict, OrderNotPayable)
DEEDS: list[Callable[[Shop, Order], Awaitable[object]]] = [
    lambda shop, order: confirm_order(shop.ctx, order.id),
    lambda shop, order: hold_order(shop.ctx, order.id, reason=HoldReason.MANUAL),
    lambda shop, order: release_hold(shop.ctx, order.id),
    lambda shop, order: cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER),
    lambda shop, order: complete_if_done(shop.ctx, order.id),
    lambda shop, order: record_payment(shop.ctx, order.id, captured_minor=100),
    lambda shop, order: tell_order(shop.ctx, order.id, what="seen", ref_id=new_id()),
    lambda shop, _: expire_orders(shop.ctx, limit=1),
]


async def shelves_and_orders(shop: Shop, rng: random.Random) -> list[Order]:
    variants = [await shop.variant() for _ in range(3)]
    for variant in variants:
        await shop.adjust(variant, ON_HAND)
    orders = []
    for _ in range(6):
        lines = [(variant, rng.randint(1, 4)) for variant in rng.sample(variants, k=2)]
        orders.append(await shop.place(*lines))
        shop.later(minutes=6)
    return orders


async def attempt(rng: random.Random, shop: Shop, orders: list[Order]) -> bool:
    try:
        await rng.choice(DEEDS)(shop, rng.choice(orders))
    except REFUSALS:
        return False
    return True


async def assert_all_is_well() -> None:
    assert {level.on_hand for level in await InventoryLevel.all()} == {ON_HAND}
    await assert_stock_is_conserved()
    await assert_the_books_balance()
    await assert_orders_tell_their_whole_story()


@pytest.mark.parametrize("seed", range(4))
async def test_one_deed_after_the_other(shop: Shop, seed: int) -> None:
    rng = random.Random(seed)
    orders = await shelves_and_orders(shop, rng)

    done = [await attempt(rng, shop, orders) for _ in range(60)]

    assert {True, False} == set(done)
    await assert_all_is_well()


@pytest.mark.parametrize("seed", range(4))
async def test_many_deeds_at_once(shop: Shop, seed: int) -> None:
    rng = random.Random(seed)
    orders = await shelves_and_orders(shop, rng)

    done = await asyncio.gather(*(attempt(rng, shop, orders) for _ in range(60)))

    assert any(done)
    await assert_all_is_well()
