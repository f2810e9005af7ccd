"""Drafts: put together by colleagues, placed once, by the code that places all orders."""

import asyncio
from dataclasses import replace

import pytest

from domain.identity.scopes import Scope
from domain.inventory.errors import InsufficientStock
from domain.orders.drafts.change_draft import DraftChanges, change_draft
from domain.orders.drafts.complete_draft import complete_draft
from domain.orders.drafts.errors import DraftIncomplete
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.drafts.request import DraftLineRequest
from domain.orders.drafts.states import DraftGap, DraftStatus
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shared.personal import GIFT_MESSAGE
from domain.shared.sealing import opened
from tests.shop import Shop
from tests.world.drafts import SOMEWHERE


async def test_a_draft_is_no_order_until_it_is_completed(shop: Shop) -> None:
    tea, customer = await shop.stocked(5), await shop.customer()

    draft = await shop.draft_of((tea, 2), customer=customer, gift="Many happy returns")
    assert await shop.count("sales_order") == await shop.count("stock_reservation") == 0
    assert await shop.event_names() == [*(await shop.event_names())[:-1], "orders.draft_created"]
    assert "happy" not in str(draft.gift_message)

    order = await complete_draft(shop.ctx, draft.id)
    assert (order.status, order.number[:4]) == (OrderStatus.PENDING, "ORD-")
    assert (order.total_minor, order.customer_id) == (2500, customer.id)
    assert await shop.units_held_for(order) == 2
    assert opened(GIFT_MESSAGE, order.id, order.gift_message or "") == "Many happy returns"
    done = await DraftOrder.get(id=draft.id)
    assert (done.status, done.order_id, done.version) == (DraftStatus.COMPLETED, order.id, 2)
    assert (await shop.event_names("order_draft"))[-1] == "orders.draft_completed"


async def test_two_colleagues_complete_one_draft_into_one_order(shop: Shop) -> None:
    draft = await shop.draft_of((await shop.stocked(5), 2), customer=await shop.customer())

    both = await asyncio.gather(*(complete_draft(shop.ctx, draft.id) for _ in range(4)))

    assert len({order.id for order in both}) == 1
    assert await shop.count("sales_order") == 1
    assert await shop.units_held_for(both[0]) == 2


async def test_a_price_of_ones_own_needs_the_permission_and_a_reason(shop: Shop) -> None:
    tea, customer = await shop.stocked(5), await shop.customer()
    agent = shop.as_staff(Scope.ORDERS_READ, Scope.ORDERS_WRITE)
    before = await shop.rows()

    with pytest.raises(NotPermitted):
        await shop.draft_of((tea, 2, 900), customer=customer, ctx=agent)
    for line, refusal in (
        (DraftLineRequest(tea.id, 1, Money(900, "USD")), InvalidInput),
        (DraftLineRequest(tea.id, 1, Money(900, "EUR"), "why"), WrongCurrency),
        (DraftLineRequest(tea.id, 1, Money(-1, "USD"), "why"), InvalidInput),
        (DraftLineRequest(tea.id, 0), InvalidInput),
        (DraftLineRequest(new_id(), 1), NotFound),
    ):
        draft = await shop.draft_of(customer=customer)
        with pytest.raises(refusal):
            await change_draft(shop.ctx, draft.id, DraftChanges(lines=[line]))
        await DraftOrder.filter(id=draft.id).delete()
    after = await shop.rows()
    assert after["order_draft_line"] == before["order_draft_line"] == 0

    order = await complete_draft(
        shop.ctx, (await shop.draft_of((tea, 2, 900), customer=customer)).id
    )
    assert order.total_minor == 1800
    kept = await DraftOrderLine.get(unit_price_minor=900)
    assert kept.price_reason == "a good customer"


async def test_what_an_order_must_have_is_asked_for_by_name(shop: Shop) -> None:
    draft = await shop.draft_of(address=None)

    with pytest.raises(DraftIncomplete) as refusal:
        await complete_draft(shop.ctx, draft.id)
    assert refusal.value.gaps == [DraftGap.LINES, DraftGap.CUSTOMER, DraftGap.ADDRESS]

    tea, customer = await shop.stocked(1), await shop.customer()
    whole = DraftChanges(
        lines=[DraftLineRequest(tea.id, 2)], customer_id=customer.id, address=SOMEWHERE
    )
    await change_draft(shop.ctx, draft.id, whole)
    with pytest.raises(InsufficientStock):
        await complete_draft(shop.ctx, draft.id)
    still = await DraftOrder.get(id=draft.id)
    assert (still.status, still.order_id) == (DraftStatus.DRAFT, None)
    assert await shop.count("sales_order") == 0

    await change_draft(shop.ctx, draft.id, replace(whole, lines=[DraftLineRequest(tea.id, 1)]))
    assert (await complete_draft(shop.ctx, draft.id)).customer_id == customer.id


async def test_a_draft_changes_until_it_is_an_order_and_says_what_is_old(shop: Shop) -> None:
    draft = await shop.drafted()
    changed = await change_draft(
        shop.ctx, draft.id, DraftChanges(note="Ring twice"), expected_version=1
    )
    assert (changed.version, changed.note) == (2, "Ring twice")
    assert await DraftOrderLine.filter(draft_id=draft.id).count() == 1  # left alone

    with pytest.raises(VersionConflict):
        await change_draft(shop.ctx, draft.id, DraftChanges(note="No"), expected_version=1)
    await complete_draft(shop.ctx, draft.id)
    with pytest.raises(InvalidTransition):
        await change_draft(shop.ctx, draft.id, DraftChanges(note="Too late"))
    assert (await Order.get()).note == "Ring twice"


async def test_begun_twice_under_one_key_it_is_one_draft(shop: Shop) -> None:
    tea = await shop.stocked()
    first = await shop.draft_of((tea, 1), key="one")
    assert (await shop.draft_of((tea, 1), key="one")).id == first.id
    with pytest.raises(IdempotencyKeyReused):
        await shop.draft_of((tea, 2), key="one")


async def test_strangers_learn_nothing_of_drafts(shop: Shop) -> None:
    draft = await shop.drafted()
    customer = await shop.customer()
    for ctx, refusal in (
        (shop.as_anonymous, NotSignedIn),
        (shop.as_customer(customer), NotPermitted),
        (shop.as_staff(Scope.ORDERS_READ), NotPermitted),
    ):
        with pytest.raises(refusal):
            await complete_draft(ctx, draft.id)
        with pytest.raises(refusal):
            await change_draft(ctx, draft.id, DraftChanges(note="Mine"))
    with pytest.raises(NotFound):
        await complete_draft(shop.ctx, new_id())
    assert await shop.count("sales_order") == 0
