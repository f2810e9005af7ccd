"""Creating a customer: somebody new buys here."""

import asyncio

import pytest

from domain.customers.cards import Card
from domain.customers.create_customer import create_customer
from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.shared.errors import AlreadyTaken, InvalidInput, NotPermitted, NotSignedIn
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_a_customer_gets_a_number_and_the_event_says_nothing_personal(shop: Shop) -> None:
    customer = await create_customer(
        shop.ctx, " Cleo Park ", email="Cleo@Example.Test", phone="+86 138-0000-1234"
    )

    kept = await Customer.get(id=customer.id)
    assert kept.number.startswith("C-1")
    assert Card.of(kept) == Card("Cleo Park", "cleo@example.test", "+8613800001234")
    assert (kept.version, kept.locale) == (1, "en")
    event = await EventRow.get()
    assert (event.type, event.version) == ("customers.customer_created", 1)
    assert event.payload == {}


async def test_every_customer_has_another_number(shop: Shop) -> None:
    customers = await asyncio.gather(*(create_customer(shop.ctx, "Cleo") for _ in range(5)))

    assert len({customer.number for customer in customers}) == 5


async def test_an_email_address_belongs_to_one_customer_even_in_a_rush(shop: Shop) -> None:
    outcomes = await asyncio.gather(
        *(create_customer(shop.ctx, "Cleo", email="cleo@example.test") for _ in range(3)),
        return_exceptions=True,
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, AlreadyTaken)]
    assert [refusal.field for refusal in refusals] == [["email"]] * 2
    assert await shop.count("customer") == 1
    assert await shop.event_names() == ["customers.customer_created"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "\x00"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b@c.test"}, "email"),
        ({"email": f"{'x' * 250}@example.test"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"locale": "tlh"}, "locale"),
    ],
)
async def test_bad_input_creates_nobody(shop: Shop, changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_customer(shop.ctx, **({"name": "Cleo"} | changes))

    assert refused.value.field == [field]
    assert await shop.count("customer") == 0
    assert await shop.event_names() == []


async def test_creating_customers_needs_the_permission(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await create_customer(shop.as_staff(Scope.CUSTOMERS_READ), "Cleo")
    with pytest.raises(NotSignedIn):
        await create_customer(shop.as_anonymous, "Cleo")

    assert await shop.count("customer") == 0
