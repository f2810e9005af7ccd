"""Export: everything that is held of one person, for them or by permission, and it is on record."""

import orjson
import pytest

from domain.identity.scopes import Scope
from domain.processes.export_personal_data import export_personal_data
from domain.shared.errors import NotFound, NotPermitted, NotSignedIn
from domain.shared.models import EventRow
from domain.support.send_message import send_message
from domain.support.states import MessageVisibility
from tests.domain.processes.test_erase_customer import cleo_who_bought
from tests.shop import Shop


async def test_a_person_is_handed_all_of_it_in_the_clear(shop: Shop) -> None:
    cleo, order = await cleo_who_bought(shop)

    found, is_complete = await export_personal_data(shop.as_customer(cleo), cleo.id)

    assert is_complete
    document = orjson.loads(orjson.dumps(found))
    assert document["profile"]["email"] == "cleo@example.test"
    assert document["profile"]["name"] == "Cleo Park"
    assert document["addresses"][0]["line1"] == "12 Leaf Lane"
    assert document["orders"][0]["number"] == order.number
    assert document["orders"][0]["shipping_address"]["city"] == "Hangzhou"
    assert document["order_lines"][0]["quantity"] == 1
    assert [message["said_by"] for message in document["messages"]] == ["you", "you"]
    assert document["consents"][0]["purpose"] == "analytics"
    assert "customers.customer_created" in [event["type"] for event in document["events"]]
    assert "v1." not in orjson.dumps(document).decode()


async def test_who_was_handed_it_is_on_record_without_what_it_said(shop: Shop) -> None:
    cleo = await shop.customer()
    clerk = shop.as_staff(Scope.CUSTOMERS_READ, Scope.CUSTOMERS_EXPORT)

    await export_personal_data(clerk, cleo.id)

    fact = await EventRow.get(type="customers.personal_data_exported")
    assert (fact.actor, fact.aggregate_id, fact.payload) == (clerk.actor.key, cleo.id, {})


async def test_notes_among_colleagues_and_their_names_stay_in_the_house(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)
    await send_message(shop.ctx, ticket.id, "A note", visibility=MessageVisibility.INTERNAL)
    await send_message(shop.ctx, ticket.id, "We are looking.")

    found, _ = await export_personal_data(shop.as_customer(cleo), cleo.id)

    text = orjson.dumps(found).decode()
    assert "A note" not in text
    assert shop.ctx.actor.name not in text
    assert "We are looking." in text


async def test_strangers_are_handed_nothing(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")

    with pytest.raises(NotFound):
        await export_personal_data(shop.as_customer(dan), cleo.id)
    with pytest.raises(NotPermitted):
        await export_personal_data(shop.as_staff(Scope.CUSTOMERS_PII), cleo.id)
    with pytest.raises(NotSignedIn):
        await export_personal_data(shop.as_anonymous, cleo.id)

    assert await shop.event_names() == []
