"""Ending a customer's sessions: by the customer, or by staff who may change customers."""

from datetime import timedelta

import pytest

from domain.customers.end_sessions import end_sessions
from domain.customers.models import Customer
from domain.customers.queries import standings_of_customers
from domain.identity.errors import SessionEnded
from domain.identity.standing import as_it_stands
from domain.identity.tokens import Session
from domain.shared.errors import NotFound, NotPermitted, NotSignedIn, VersionConflict
from tests.shop import Shop


async def test_tokens_of_before_are_refused_and_those_of_after_are_good(shop: Shop) -> None:
    cleo = await shop.customer()
    actor = shop.as_customer(cleo).actor
    before = Session(actor, shop.now - timedelta(microseconds=1), shop.now + timedelta(hours=1))
    after = Session(actor, shop.now, shop.now + timedelta(hours=1))
    assert await standings_of_customers([cleo.id]) == {}

    ended = await end_sessions(shop.as_customer(cleo), cleo.id)

    standing = (await standings_of_customers([cleo.id]))[cleo.id]
    with pytest.raises(SessionEnded):
        as_it_stands(before, standing)
    assert as_it_stands(after, standing) == after
    assert (ended.version, ended.sessions_valid_from) == (cleo.version + 1, shop.now)
    assert await shop.event_names("customer") == ["customers.customer_sessions_ended"]


async def test_others_sessions_go_on(shop: Shop) -> None:
    cleo, other = await shop.customer(), await shop.customer("Olga")

    await end_sessions(shop.as_staff("customers:read", "customers:write"), cleo.id)

    assert set(await standings_of_customers([cleo.id, other.id])) == {cleo.id}


async def test_nobody_else_may(shop: Shop) -> None:
    cleo, other = await shop.customer(), await shop.customer("Olga")

    with pytest.raises(NotFound):
        await end_sessions(shop.as_customer(other), cleo.id)
    with pytest.raises(NotPermitted):
        await end_sessions(shop.as_staff("customers:read"), cleo.id)
    with pytest.raises(NotSignedIn):
        await end_sessions(shop.as_anonymous, cleo.id)
    with pytest.raises(VersionConflict):
        await end_sessions(shop.ctx, cleo.id, expected_version=7)

    assert (await Customer.get(id=cleo.id)).sessions_valid_from is None
    assert await shop.event_names("customer") == []
