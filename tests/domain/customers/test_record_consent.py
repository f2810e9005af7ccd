"""Recording a consent: added to what was said before, never in its place."""

import pytest

from domain.customers.models import Consent, Customer
from domain.customers.queries import current_consents
from domain.customers.record_consent import record_consent
from domain.customers.states import ConsentPurpose, ConsentSource
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn, VersionConflict
from domain.shared.models import EventRow
from tests.shop import Shop

EMAIL = ConsentPurpose.MARKETING_EMAIL


async def says(ctx: Context, customer: Customer, yes: bool, **more: object) -> Consent:
    given = {"purpose": EMAIL, "policy_version": "2026-11"} | more
    return await record_consent(ctx, customer.id, is_granted=yes, **given)  # type: ignore[arg-type]


async def test_the_newest_word_holds_and_the_earlier_ones_stay_on_record(shop: Shop) -> None:
    cleo = await shop.customer()
    await says(shop.as_customer(cleo), cleo, yes=True)
    await says(shop.as_customer(cleo), cleo, yes=True, purpose=ConsentPurpose.ANALYTICS)
    shop.later(days=1)

    await says(shop.ctx, cleo, yes=False, source=ConsentSource.SERVICE_DESK)

    now = (await current_consents(shop.ctx, [cleo.id]))[cleo.id]
    assert [(row.purpose, row.is_granted) for row in now] == [
        (ConsentPurpose.ANALYTICS, True),
        (EMAIL, False),
    ]
    assert await shop.count("consent") == 3
    assert await shop.event_names() == ["customers.consent_recorded"] * 3
    assert (await EventRow.get(version=3)).payload == {
        "purpose": "marketing_email",
        "is_granted": False,
        "policy_version": "2026-11",
    }


async def test_saying_the_same_again_is_said_once(shop: Shop) -> None:
    cleo = await shop.customer()
    first = await says(shop.as_customer(cleo), cleo, yes=True)

    again = await says(shop.as_customer(cleo), cleo, yes=True)
    await says(shop.as_customer(cleo), cleo, yes=True, policy_version="2027-01")

    assert again.id == first.id
    assert await shop.count("consent") == 2
    assert (await Customer.get(id=cleo.id)).version == 2


async def test_strangers_and_bad_input_record_nothing(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")

    with pytest.raises(NotFound):
        await says(shop.as_customer(dan), cleo, yes=True)
    with pytest.raises(NotPermitted):
        await says(shop.as_staff(Scope.CUSTOMERS_READ), cleo, yes=True)
    with pytest.raises(NotSignedIn):
        await says(shop.as_anonymous, cleo, yes=True)
    with pytest.raises(VersionConflict):
        await says(shop.ctx, cleo, yes=True, expected_version=7)
    for policy in ("", "x" * 33, "\x00"):
        with pytest.raises(InvalidInput):
            await says(shop.ctx, cleo, yes=True, policy_version=policy)

    assert await shop.count("consent") == 0
    assert await shop.event_names() == []
    assert await current_consents(shop.as_customer(dan), [cleo.id]) == {}
