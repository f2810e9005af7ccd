"""Updating a customer: the own card, or anybody's by permission."""

import pytest

from domain.customers.cards import Card
from domain.customers.models import Customer
from domain.customers.update_customer import update_customer
from domain.identity.scopes import Scope
from domain.shared.errors import (
    AlreadyTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_customers_change_their_own_card(shop: Shop) -> None:
    cleo = await shop.customer()
    shop.later(minutes=1)

    await update_customer(shop.as_customer(cleo), cleo.id, name="Cleo Kim", locale="zh-CN")

    kept = await Customer.get(id=cleo.id)
    assert (Card.of(kept).name, kept.locale, kept.email) == ("Cleo Kim", "zh-CN", cleo.email)
    assert (kept.version, kept.updated_at) == (1, shop.now)
    event = await EventRow.get()
    assert event.payload == {"changed": ["locale", "name"]}
    assert event.actor == f"customer:{cleo.id}"


async def test_another_customer_is_not_there(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")

    for stranger_id in (dan.id, new_id()):
        with pytest.raises(NotFound):
            await update_customer(shop.as_customer(cleo), stranger_id, name="Mine")

    assert Card.of(await Customer.get(id=dan.id)).name == "Dan"
    assert await shop.event_names() == []


async def test_none_takes_a_contact_off_the_card(shop: Shop) -> None:
    cleo = await shop.customer()

    await update_customer(shop.ctx, cleo.id, email=None, phone=None)

    kept = await Customer.get(id=cleo.id)
    assert (kept.email, kept.phone) == (None, None)


async def test_changing_nothing_tells_nobody(shop: Shop) -> None:
    cleo = await shop.customer()

    same = await update_customer(
        shop.ctx, cleo.id, name=Card.of(cleo).name, phone=Card.of(cleo).phone
    )

    assert same.version == 0
    assert await shop.event_names() == []


async def test_what_belongs_to_another_customer_is_refused(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")

    with pytest.raises(AlreadyTaken):
        await update_customer(shop.ctx, cleo.id, name="Cleo Kim", email=Card.of(dan).email)

    assert (await Customer.get(id=cleo.id)).name == cleo.name
    assert await shop.event_names() == []


async def test_bad_input_old_versions_and_strangers_change_nothing(shop: Shop) -> None:
    cleo = await shop.customer()

    for changes in ({"name": ""}, {"email": "x"}, {"phone": "x"}, {"locale": "x"}):
        with pytest.raises(InvalidInput):
            await update_customer(shop.ctx, cleo.id, **changes)
    with pytest.raises(VersionConflict):
        await update_customer(shop.ctx, cleo.id, name="X", expected_version=5)
    with pytest.raises(NotPermitted):
        await update_customer(shop.as_staff(Scope.CUSTOMERS_READ), cleo.id, name="X")
    with pytest.raises(NotFound):
        await update_customer(shop.as_staff(Scope.CUSTOMERS_WRITE), cleo.id, name="X")
    with pytest.raises(NotSignedIn):
        await update_customer(shop.as_anonymous, cleo.id, name="X")

    assert (await Customer.get(id=cleo.id)).version == 0
    assert await shop.event_names() == []
