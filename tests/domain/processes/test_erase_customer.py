"""Erasure: nothing personal is left, what must stay is named, and nobody orders meanwhile."""

import asyncio
import logging
from dataclasses import replace

import pytest
from tortoise.transactions import in_transaction

from domain.customers.add_address import NewAddress, add_address
from domain.customers.cards import Card
from domain.customers.create_customer import create_customer
from domain.customers.errors import OrdersUnderWay
from domain.customers.models import Customer
from domain.customers.record_consent import record_consent
from domain.customers.states import ConsentPurpose
from domain.customers.update_customer import update_customer
from domain.identity.mail import keep_in_box
from domain.identity.models import ResetRequest, SimulatedLetter
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.place_order import ShippingAddress, place_order
from domain.orders.states import CancelReason
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.erase_customer import Erased, erase_customer
from domain.processes.export_personal_data import export_personal_data
from domain.processes.reset_password import request_reset, write_letters
from domain.retention.rules import BOOKS_KEPT
from domain.returns.claims.deny_claim import deny_claim
from domain.returns.claims.models import Claim
from domain.shared import sql
from domain.shared.context import ActorKind
from domain.shared.errors import NotFound, NotPermitted, NotSignedIn, VersionConflict
from domain.shared.models import EventRow
from domain.shared.personal import RESET_EMAIL
from domain.shared.sealing import opened
from domain.support.models import Ticket, TicketMessage
from domain.support.open_ticket import open_ticket
from domain.support.send_message import send_message
from tests import databases
from tests.shop import Shop

HOME = ShippingAddress(
    recipient="Cleo Park",
    line1="12 Leaf Lane",
    city="Hangzhou",
    country="CN",
    region="Zhejiang",
    district="Xihu",
)
SEALED = ("Cleo", "Park", "cleo@example.test", "13800001234", "Leaf Lane", "Hangzhou")
IN_CLEAR = ("Ring twice", "Where is my tea?", "I am the one with the dog")


async def cleo_with_an_order(shop: Shop) -> tuple[Customer, Order]:
    """A customer of whom everything is known that we ever know of anybody."""
    cleo = await create_customer(
        shop.ctx, "Cleo Park", email="cleo@example.test", phone="+8613800001234"
    )
    me = shop.as_customer(cleo)
    await add_address(
        me,
        cleo.id,
        NewAddress(
            "Cleo Park", "12 Leaf Lane", "Hangzhou", "CN", region="Zhejiang", district="Xihu"
        ),
    )
    await record_consent(
        me, cleo.id, purpose=ConsentPurpose.ANALYTICS, is_granted=True, policy_version="1"
    )
    variant = await shop.variant()
    await shop.stock(variant, 10)
    request = replace(shop.request((variant, 1)), address=HOME, note="Ring twice")
    order = await place_order(me, request, idempotency_key="cleo-1")
    ticket = await shop.ticket(customer=cleo)
    await send_message(me, ticket.id, "I am the one with the dog")
    return await Customer.get(id=cleo.id), order


async def cleo_who_bought(shop: Shop) -> tuple[Customer, Order]:
    """The same, and the order is done."""
    cleo, order = await cleo_with_an_order(shop)
    await confirm_order(shop.ctx, order.id)
    await shop.ship(order)
    await shop.deliver(order)
    return cleo, await shop.pay(await Order.get(id=order.id))


async def whole_database() -> str:
    """Every row of every table as text, as a backup has them."""
    found = []
    for table in await databases.tables():
        found += [row["t"] for row in await sql.rows(f'SELECT t::text AS t FROM "{table}" AS t')]
    return "\n".join(found)


async def test_nothing_personal_is_in_clear_in_rows_facts_and_logs_even_before(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        cleo, _ = await cleo_who_bought(shop)
        await export_personal_data(shop.ctx, cleo.id)

    whole = await whole_database()
    assert [word for word in SEALED if word in whole] == []
    told = "".join(str(row.payload) for row in await EventRow.all())
    said = "".join(
        record.getMessage() for record in caplog.records if "tortoise" not in record.name
    )
    assert [word for word in (*SEALED, *IN_CLEAR) if word in told + said] == []


async def test_an_erased_customer_is_nobody_and_the_books_still_add_up(shop: Shop) -> None:
    cleo, order = await cleo_who_bought(shop)
    before = await whole_database()
    assert [word for word in IN_CLEAR if word not in before] == []

    done = await erase_customer(shop.as_customer(cleo), cleo.id)

    after = await whole_database()
    assert [word for word in IN_CLEAR if word in after] == []
    assert str(cleo.name) not in after
    kept = await Customer.get(id=cleo.id)
    assert (kept.name, kept.email, kept.phone, kept.name_index) == ("", None, None, [])
    assert (kept.erased_at, kept.sessions_valid_from) == (shop.now, shop.now)
    assert done.erased == Erased(
        contacts=3, addresses=1, orders=1, tickets=1, messages=2, parcels=0
    )
    books = await Order.get(id=order.id)
    assert (books.number, books.total_minor) == (order.number, order.total_minor)
    assert books.shipping_address is None
    assert done.kept[0].until == order.placed_at + BOOKS_KEPT
    assert [each.what.split()[0] for each in done.kept] == ["numbers,", "what", "that"]


async def test_erasing_twice_and_both_at_once_tells_the_world_once(shop: Shop) -> None:
    cleo, _ = await cleo_who_bought(shop)

    both = await asyncio.gather(*(erase_customer(shop.ctx, cleo.id) for _ in range(2)))
    again = await erase_customer(shop.ctx.at(shop.now), cleo.id)

    assert [done.erased for done in both] == [again.erased] * 2
    assert [done.kept for done in both] == [again.kept] * 2
    assert (await shop.event_names("customer")).count("customers.customer_erased") == 1


async def test_orders_that_are_under_way_come_first(shop: Shop) -> None:
    cleo, order = await cleo_with_an_order(shop)

    with pytest.raises(OrdersUnderWay) as refused:
        await erase_customer(shop.as_customer(cleo), cleo.id)

    assert refused.value.numbers == [order.number]
    assert (await Customer.get(id=cleo.id)).erased_at is None
    await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
    assert (await erase_customer(shop.as_customer(cleo), cleo.id)).customer.erased_at == shop.now


async def test_claims_that_wait_come_first_and_what_was_written_in_them_goes(shop: Shop) -> None:
    cleo = await shop.customer()
    row = await shop.complain(await shop.delivered(customer=cleo), ctx=shop.as_customer(cleo))

    with pytest.raises(OrdersUnderWay):
        await erase_customer(shop.as_customer(cleo), cleo.id)
    await deny_claim(shop.ctx, row.id, answer="Dear Cleo, it is meant to be so.")
    await erase_customer(shop.as_customer(cleo), cleo.id)

    row = await Claim.get(id=row.id)
    assert (row.note, row.answer) == ("", "")


@pytest.mark.parametrize("key", [None, "k"])
async def test_an_order_placed_at_the_same_moment_comes_first_or_not_at_all(
    shop: Shop, key: str | None
) -> None:
    cleo = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)
    request = replace(shop.request((variant, 1)), address=HOME)

    erased, may_commit = asyncio.Event(), asyncio.Event()

    async def erase() -> None:
        async with in_transaction():
            await erase_customer(shop.ctx, cleo.id)
            erased.set()
            await may_commit.wait()

    erasing = asyncio.create_task(erase())
    await erased.wait()
    placing = asyncio.create_task(place_order(shop.as_customer(cleo), request, idempotency_key=key))
    while not await sql.value("SELECT count(*) FROM pg_locks WHERE NOT granted"):
        assert not placing.done()
    may_commit.set()
    await erasing

    with pytest.raises(NotFound):
        await placing
    assert await shop.count("sales_order") == 0
    with pytest.raises(NotFound):
        await place_order(shop.as_customer(cleo), request, idempotency_key=key)
    with pytest.raises(NotFound):
        await place_order(
            shop.ctx, replace(request, customer_id=cleo.id), idempotency_key=f"staff-{key}"
        )


@pytest.mark.parametrize("verb", ["open a ticket", "answer in one", "staff open one"])
async def test_what_is_said_at_the_same_moment_is_not_written_down_behind_the_erasure(
    shop: Shop, verb: str
) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)
    said = {"subject": "Where is my tea?", "body": "I am the one with the dog"}

    erased, may_commit = asyncio.Event(), asyncio.Event()

    async def erase() -> None:
        async with in_transaction():
            await erase_customer(shop.ctx, cleo.id)
            erased.set()
            await may_commit.wait()

    async def say() -> None:
        match verb:
            case "open a ticket":
                await open_ticket(shop.as_customer(cleo), **said)
            case "answer in one":
                await send_message(shop.as_customer(cleo), ticket.id, said["body"])
            case _:
                await open_ticket(shop.ctx, customer_id=cleo.id, **said)

    erasing = asyncio.create_task(erase())
    await erased.wait()
    saying = asyncio.create_task(say())
    while not await sql.value("SELECT count(*) FROM pg_locks WHERE NOT granted"):
        assert not saying.done()
    may_commit.set()
    await erasing

    with pytest.raises(NotFound):
        await saying
    assert await TicketMessage.exclude(body="", author_name="").count() == 0
    assert await Ticket.exclude(subject="").count() == 0


async def test_an_erasure_waits_for_an_order_that_is_being_placed(shop: Shop) -> None:
    cleo = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)

    outcomes = await asyncio.gather(
        place_order(shop.as_customer(cleo), shop.request((variant, 1)), idempotency_key="k"),
        erase_customer(shop.ctx, cleo.id),
        return_exceptions=True,
    )

    placed, erased = outcomes
    assert isinstance(placed, NotFound) is not isinstance(erased, OrdersUnderWay)
    assert await shop.count("sales_order") == (not isinstance(placed, NotFound))


async def test_nothing_is_written_on_the_card_of_nobody(shop: Shop) -> None:
    cleo = await shop.customer()
    await erase_customer(shop.ctx, cleo.id)

    with pytest.raises(NotFound):
        await update_customer(shop.ctx, cleo.id, name="Cleo Park")
    with pytest.raises(NotFound):
        await add_address(shop.ctx, cleo.id, NewAddress("Cleo", "1 Lane", "Leeds", "GB"))


async def test_the_address_of_somebody_erased_may_be_used_again(shop: Shop) -> None:
    cleo = await create_customer(shop.ctx, "Cleo Park", email="cleo@example.test")
    await erase_customer(shop.ctx, cleo.id)

    again = await create_customer(shop.ctx, "Cleo Park", email="cleo@example.test")

    assert again.id != cleo.id


async def test_strangers_erase_nobody(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")

    with pytest.raises(NotFound):
        await erase_customer(shop.as_customer(dan), cleo.id)
    with pytest.raises(NotPermitted):
        await erase_customer(shop.as_staff(Scope.CUSTOMERS_WRITE, Scope.CUSTOMERS_PII), cleo.id)
    with pytest.raises(NotFound):
        await erase_customer(shop.as_staff(Scope.CUSTOMERS_ERASE), cleo.id)
    with pytest.raises(NotSignedIn):
        await erase_customer(shop.as_anonymous, cleo.id)
    with pytest.raises(VersionConflict):
        await erase_customer(shop.ctx, cleo.id, expected_version=7)

    assert (await Customer.get(id=cleo.id)).erased_at is None
    assert await shop.event_names() == []


async def test_letters_to_somebody_go_with_them(shop: Shop) -> None:
    cleo, ben = await shop.customer("Cleo Park"), await shop.customer("Ben")
    for each in (cleo, ben):
        email = Card.of(each).email or ""
        await request_reset(shop.as_anonymous, ActorKind.CUSTOMER, email)
        await write_letters(shop.as_system, keep_in_box)
        await request_reset(shop.as_anonymous, ActorKind.CUSTOMER, email)

    await erase_customer(shop.ctx, cleo.id)

    assert await SimulatedLetter.all().values_list("recipient", flat=True) == [Card.of(ben).email]
    (left,) = await ResetRequest.all()
    assert opened(RESET_EMAIL, left.id, left.email) == Card.of(ben).email
