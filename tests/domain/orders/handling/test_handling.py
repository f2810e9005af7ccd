"""Notes, tags and assignment: whoever they are from, and however many at once."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.orders.events import OrderHeld
from domain.orders.handling import queries
from domain.orders.handling.add_note import add_note
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.assign_order import assign_order
from domain.orders.handling.edit_note import edit_note
from domain.orders.handling.errors import NotYourNote
from domain.orders.handling.events import HOUSE_ONLY
from domain.orders.handling.models import OrderNote, OrderTag
from domain.orders.handling.remove_note import remove_note
from domain.orders.handling.remove_tags import remove_tags
from domain.orders.handling.states import NoteVisibility
from domain.orders.handling.words import tag_name
from domain.orders.hold_order import hold_order
from domain.orders.models import Order
from domain.orders.queries import orders_page
from domain.orders.release_hold import release_hold
from domain.orders.states import HoldReason
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.filters import Is
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.paging import Window
from tests.shop import Shop

PAGE = Window(first=10)


async def test_a_note_is_written_edited_and_removed_by_its_author(shop: Shop) -> None:
    order = await shop.order()
    colleague = shop.as_staff(Scope.ORDERS_READ, Scope.ORDERS_WRITE)
    note = await add_note(shop.ctx, order.id, body=" Call first ", idempotency_key="n")
    assert (
        await add_note(shop.ctx, order.id, body="Call first", idempotency_key="n")
    ).id == note.id
    assert (note.body, note.visibility, note.version) == ("Call first", NoteVisibility.INTERNAL, 1)

    with pytest.raises(NotYourNote):
        await edit_note(colleague, note.id, body="No")
    with pytest.raises(NotYourNote):
        await remove_note(colleague, note.id)
    with pytest.raises(NotSignedIn):
        await edit_note(shop.as_anonymous, note.id, body="No")
    with pytest.raises(NotPermitted):
        await edit_note(shop.as_customer(await shop.customer()), note.id, body="No")
    for body in ("", "x" * 2_001):
        with pytest.raises(InvalidInput):
            await edit_note(shop.ctx, note.id, body=body)

    edited = await edit_note(shop.ctx, note.id, body="Call twice", expected_version=1)
    assert (edited.version, edited.edited_at) == (2, shop.now)
    with pytest.raises(VersionConflict):
        await edit_note(shop.ctx, note.id, body="Call never", expected_version=1)
    assert (await edit_note(shop.ctx, note.id, body="Call twice")).version == 2  # nothing new
    await remove_note(shop.ctx, note.id)
    with pytest.raises(NotFound):
        await remove_note(shop.ctx, note.id)
    told = await EventRow.filter(type__startswith="orders.order_note").order_by("id")
    assert [each.type.rpartition("_")[2] for each in told] == ["added", "edited", "removed"]
    assert "Call" not in str([each.payload for each in told])
    assert (await Order.get(id=order.id)).version == order.version + 3


async def test_customers_read_what_is_for_them(shop: Shop) -> None:
    customer = await shop.customer()
    order = await shop.place((await shop.stocked(), 1), customer=customer)
    await add_note(shop.ctx, order.id, body="They shout", idempotency_key="a")
    open_ = NoteVisibility.CUSTOMER
    await add_note(shop.ctx, order.id, body="Ready", visibility=open_, idempotency_key="b")
    await add_tags(shop.ctx, order.id, tags=["loud"])

    buyer = shop.as_customer(customer)
    for ctx, bodies in (
        (shop.ctx, ["They shout", "Ready"]),
        (buyer, ["Ready"]),
        (shop.as_customer(await shop.customer()), []),
        (shop.as_anonymous, []),
    ):
        found = (await queries.notes_of_orders(ctx, [order.id]))[order.id]
        assert [note.body for note in found] == bodies
    assert (await queries.tags_of_orders(buyer, [order.id]))[order.id] == []
    assert await queries.count_tags(buyer) == 0
    for name in ("tag", "assignee", "is_assigned"):
        value = {"tag": "loud", "assignee": new_id(), "is_assigned": False}[name]
        with pytest.raises(NotPermitted):
            await orders_page(buyer, PAGE, condition=Is(name, "eq", value))


async def test_a_hold_says_why_in_a_note_and_an_order_is_held_once(shop: Shop) -> None:
    order = await shop.order()
    held = await hold_order(shop.ctx, order.id, reason=HoldReason.ADDRESS, note="No such street")
    note = await OrderNote.get()
    assert (held.hold_note_id, note.body) == (note.id, "No such street")
    fact = await EventRow.get(type=OrderHeld.type)
    assert fact.payload["note_id"] == str(note.id)

    with pytest.raises(InvalidTransition):
        await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD, note="And odd")
    assert await OrderNote.all().count() == 1
    released = await release_hold(shop.ctx, order.id)
    assert released.hold_note_id is None
    assert (await OrderNote.get()).body == "No such street"  # the history keeps it


@pytest.mark.parametrize(
    ("word", "name"),
    [(" Gift  Wrap ", "gift-wrap"), ("ＶＩＰ", "vip"), ("加急", "加急"), ("B2B", "b2b")],
)
def test_a_word_is_written_in_one_way(word: str, name: str) -> None:
    assert tag_name(word) == name


@pytest.mark.parametrize("word", ["", " ", "a,b", "x" * 41, "<b>", "a\0b"])
def test_what_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(InvalidInput):
        tag_name(word)


async def test_orders_are_found_by_their_words_which_count_them(shop: Shop) -> None:
    orders = [await shop.order() for _ in range(3)]
    tagged = await add_tags(shop.ctx, orders[0].id, tags=["VIP", "vip", "Gift Wrap"])
    assert tagged.version == orders[0].version + 1
    assert (await add_tags(shop.ctx, orders[0].id, tags=["vip"])).version == tagged.version
    await add_tags(shop.ctx, orders[1].id, tags=["vip"])

    async def found(operator: str, value: object) -> set[str]:
        page = await orders_page(shop.ctx, PAGE, condition=Is("tag", operator, value))
        return {row.number for row in page.rows}

    numbers = [order.number for order in orders]
    assert await found("eq", "Vip") == {numbers[0], numbers[1]}
    assert await found("one_of", ["gift wrap", "none"]) == {numbers[0]}
    counts = dict(await OrderTag.all().values_list("name", "orders"))
    assert counts == {"vip": 2, "gift-wrap": 1}

    await remove_tags(shop.ctx, orders[0].id, tags=["vip", "gift-wrap", "unknown"])
    page = await queries.tags_page(shop.ctx, PAGE)
    assert [(tag.name, tag.orders) for tag in page.rows] == [("vip", 1)]
    with pytest.raises(InvalidInput):
        await add_tags(shop.ctx, orders[0].id, tags=[f"t{n}" for n in range(21)])
    with pytest.raises(NotFound):
        await add_tags(shop.ctx, new_id(), tags=["vip"])


async def test_many_tag_at_once_and_the_counts_are_right(shop: Shop) -> None:
    orders = [await shop.order() for _ in range(4)]
    words = [f"w{n}" for n in range(5)]
    await asyncio.gather(
        *(add_tags(shop.ctx, order.id, tags=words[::turn]) for order in orders for turn in (1, -1))
    )
    await asyncio.gather(*(remove_tags(shop.ctx, o.id, tags=words[:2]) for o in orders[:2] * 2))
    counts = dict(await OrderTag.all().values_list("name", "orders"))
    assert counts == {"w0": 2, "w1": 2, "w2": 4, "w3": 4, "w4": 4}


async def test_of_two_who_assign_at_once_the_last_stands_and_each_is_told(shop: Shop) -> None:
    order = await shop.order()
    one, two = (await shop.colleague()).id, (await shop.colleague()).id
    await asyncio.gather(
        *(assign_order(shop.ctx, order.id, assignee_id=each) for each in (one, two))
    )
    stored = await Order.get(id=order.id)
    told = await EventRow.filter(type="orders.order_assigned").order_by("version")
    assert stored.version == order.version + 2
    assert told[-1].payload["assignee_id"] == str(stored.assignee_id)

    again = await assign_order(shop.ctx, order.id, assignee_id=stored.assignee_id)
    assert again.version == stored.version
    with pytest.raises(VersionConflict):
        await assign_order(shop.ctx, order.id, assignee_id=one, expected_version=order.version)
    with pytest.raises(NotFound):
        await assign_order(shop.ctx, order.id, assignee_id=new_id())
    with pytest.raises(NotPermitted):
        await assign_order(shop.as_staff(Scope.ORDERS_READ), order.id, assignee_id=one)
    mine = Is("assignee", "eq", stored.assignee_id)
    free = Is("is_assigned", "eq", False)
    assert len((await orders_page(shop.ctx, PAGE, condition=mine)).rows) == 1
    assert (await orders_page(shop.ctx, PAGE, condition=free)).rows == []
    assert (await assign_order(shop.ctx, order.id, assignee_id=None)).assignee_id is None
    assert len((await orders_page(shop.ctx, PAGE, condition=free)).rows) == 1
    assert set(HOUSE_ONLY) > {told[0].type}
