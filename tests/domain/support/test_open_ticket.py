"""Opening a ticket: a customer has a problem, or an agent writes one down for them."""

import asyncio

import pytest

from domain.customers.cards import Card
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.shared.context import ActorKind
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.personal import AUTHOR_NAME
from domain.shared.sealing import opened
from domain.support.models import Ticket, TicketMessage
from domain.support.open_ticket import open_ticket
from domain.support.states import MessageVisibility, TicketPriority, TicketStatus
from tests.shop import Shop

WORDS = {"subject": "Where is my tea?", "body": "It is late."}
OPENED = "support.ticket_opened"


async def parcel_of(shop: Shop, order: Order) -> Fulfillment:
    work = await FulfillmentOrder.create(
        order=order, warehouse=shop.main, created_at=shop.now, updated_at=shop.now
    )
    return await Fulfillment.create(
        order=order, fulfillment_order=work, created_at=shop.now, updated_at=shop.now
    )


async def order_of(shop: Shop, customer: object) -> Order:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    return await shop.place((variant, 1), customer=customer)  # type: ignore[arg-type]  # a customer


async def test_a_customer_opens_a_ticket_and_the_event_says_nothing_personal(shop: Shop) -> None:
    cleo = await shop.customer()

    ticket = await open_ticket(shop.as_customer(cleo), **WORDS)

    kept = await Ticket.get(id=ticket.id)
    assert kept.number.startswith("T-1")
    assert (kept.subject, kept.customer_id, kept.version) == ("Where is my tea?", cleo.id, 1)
    assert (kept.status, kept.priority) == (TicketStatus.NEW, TicketPriority.MEDIUM)
    message = await TicketMessage.get()
    assert (message.body, message.author_kind) == ("It is late.", ActorKind.CUSTOMER)
    assert message.author_id == cleo.id
    assert opened(AUTHOR_NAME, message.id, message.author_name) == Card.of(cleo).name
    assert message.visibility is MessageVisibility.PUBLIC
    event = await EventRow.get()
    assert (event.type, event.version) == (OPENED, 1)
    assert event.payload == {
        "status": "new",
        "priority": "medium",
        "customer_id": str(cleo.id),
        "order_id": None,
        "fulfillment_id": None,
        "message_id": str(message.id),
    }


async def test_an_agent_opens_one_for_a_customer(shop: Shop) -> None:
    cleo = await shop.customer()
    agent = shop.as_staff(Scope.TICKETS_WRITE, Scope.CUSTOMERS_READ)

    ticket = await open_ticket(agent, **WORDS, customer_id=cleo.id, priority=TicketPriority.URGENT)

    assert (ticket.customer_id, ticket.priority) == (cleo.id, TicketPriority.URGENT)
    assert (await TicketMessage.get()).author_kind is ActorKind.STAFF
    assert ticket.first_replied_at is None


async def test_a_parcel_implies_its_order_and_an_order_its_customer(shop: Shop) -> None:
    cleo = await shop.customer()
    order = await order_of(shop, cleo)
    parcel = await parcel_of(shop, order)

    by_agent = await open_ticket(shop.ctx, **WORDS, fulfillment_id=parcel.id)
    by_cleo = await open_ticket(shop.as_customer(cleo), **WORDS, order_id=order.id)

    for ticket in (by_agent, by_cleo):
        assert (ticket.order_id, ticket.customer_id) == (order.id, cleo.id)
    assert (by_agent.fulfillment_id, by_cleo.fulfillment_id) == (parcel.id, None)


async def test_what_belongs_to_somebody_else_is_not_there(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")
    order, other = await order_of(shop, cleo), await order_of(shop, dan)
    parcel = await parcel_of(shop, order)
    told = len(await shop.event_names())

    for ctx, about in (
        (shop.as_customer(dan), {"order_id": order.id}),
        (shop.as_customer(dan), {"fulfillment_id": parcel.id}),
        (shop.as_customer(dan), {"customer_id": cleo.id}),
        (shop.ctx, {"customer_id": dan.id, "order_id": order.id}),
        (shop.ctx, {"customer_id": dan.id, "fulfillment_id": parcel.id}),
        (shop.ctx, {"order_id": other.id, "fulfillment_id": parcel.id}),
        (shop.ctx, {"customer_id": new_id()}),
        (shop.ctx, {"order_id": new_id()}),
        (shop.ctx, {"fulfillment_id": new_id()}),
        (shop.as_staff(Scope.TICKETS_WRITE), {"customer_id": cleo.id}),
        (shop.as_staff(Scope.TICKETS_WRITE), {"order_id": order.id}),
    ):
        with pytest.raises(NotFound):
            await open_ticket(ctx, **WORDS, **about)

    assert await shop.count("ticket") == 0
    assert len(await shop.event_names()) == told


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"subject": "\x00"}, "subject"),
        ({"body": ""}, "body"),
        ({"body": "x" * 10_001}, "body"),
    ],
)
async def test_bad_input_opens_nothing(shop: Shop, changes: dict[str, str], field: str) -> None:
    cleo = shop.as_customer(await shop.customer())

    with pytest.raises(InvalidInput) as refused:
        await open_ticket(cleo, **(WORDS | changes))

    assert refused.value.field == [field]
    assert await shop.count("ticket") == 0
    assert await shop.event_names() == []


async def test_staff_say_whose_problem_it_is(shop: Shop) -> None:
    with pytest.raises(InvalidInput) as refused:
        await open_ticket(shop.ctx, **WORDS)

    assert refused.value.field == ["customerId"]


async def test_who_may_not_opens_nothing_and_customers_do_not_say_how_soon(shop: Shop) -> None:
    cleo = await shop.customer()

    with pytest.raises(NotSignedIn):
        await open_ticket(shop.as_anonymous, **WORDS)
    with pytest.raises(NotPermitted):
        await open_ticket(shop.as_staff(Scope.TICKETS_READ), **WORDS, customer_id=cleo.id)
    with pytest.raises(NotPermitted):
        await open_ticket(shop.as_customer(cleo), **WORDS, priority=TicketPriority.URGENT)

    assert await shop.count("ticket") == 0
    assert await shop.event_names() == []


async def test_the_same_key_opens_one_ticket(shop: Shop) -> None:
    cleo = shop.as_customer(await shop.customer())

    first = await open_ticket(cleo, **WORDS, idempotency_key="tea")
    again = await open_ticket(cleo, **WORDS, idempotency_key="tea")

    assert again.id == first.id
    assert await shop.event_names() == [OPENED]
    with pytest.raises(IdempotencyKeyReused):
        await open_ticket(cleo, subject="Coffee", body="Late.", idempotency_key="tea")


async def test_every_ticket_has_another_number(shop: Shop) -> None:
    cleo = shop.as_customer(await shop.customer())

    tickets = await asyncio.gather(*(open_ticket(cleo, **WORDS) for _ in range(4)))

    assert len({ticket.number for ticket in tickets}) == 4
