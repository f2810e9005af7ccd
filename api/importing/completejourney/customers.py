"""Customers: the source's households, with what it knows of them and with made-up contacts."""

from uuid import UUID

import orjson

from api.importing.completejourney.plan import ACTOR, REQUEST, SOURCE, Plan
from api.importing.completejourney.year import Remark
from api.importing.facts import fact
from api.importing.keys import stable_id
from api.importing.people import Home, Person, home, person
from api.importing.portions import Portion
from api.importing.premises import WAREHOUSES
from api.importing.rows import AddressRow, CustomerRow
from domain.customers.cards import sealed_address, sealed_card
from domain.customers.events import CustomerCreated

COUNTRY = "US"
GENERATED = {"generated": "name, contacts and address"}


def customer_id(plan: Plan, household: int) -> UUID:
    """The same for the same household."""
    return stable_id(plan.opening, SOURCE, "customer", household)


def who(plan: Plan, household: int) -> tuple[Person, Home, str]:
    """A household's made-up name, home and region; the region is where it buys most."""
    region, key = plan.year.home_region[household], f"cj{household}"
    return person(key, region), home(key, region), WAREHOUSES[region].region


def written_on_parcels(plan: Plan, household: int) -> dict[str, str]:
    """Where a household's parcels go, part by part."""
    somebody, lives, region = who(plan, household)
    return {
        "recipient": somebody.name,
        "phone": somebody.phone,
        "line1": lives.line1,
        "line2": "",
        "city": lives.city,
        "region": region,
        "postal_code": lives.postal_code,
        "country": COUNTRY,
    }


def add_customer(portion: Portion, plan: Plan, household: int) -> None:
    """A customer since its first visit, with one address."""
    name, email, phone = who(plan, household)[0]
    since = plan.year.first_seen_at[household] + plan.shift
    key, traits = customer_id(plan, household), plan.year.traits.get(household)
    portion.notes[Remark.NO_TRAITS] += traits is None
    portion.add(
        CustomerRow(
            id=key,
            version=1,
            number=f"CJ-{household}",
            **sealed_card(key, name, email, phone),
            locale="en",
            traits=orjson.dumps((traits or {}) | GENERATED).decode(),
            external_system=SOURCE,
            external_id=str(household),
            created_at=since,
            updated_at=since,
        )
    )
    address_id = stable_id(plan.opening, SOURCE, "address", household)
    parts = written_on_parcels(plan, household)
    portion.add(
        AddressRow(
            id=address_id,
            customer_id=key,
            country=parts.pop("country"),
            **sealed_address(address_id, parts),
            is_default=True,
            created_at=since,
        )
    )
    told = CustomerCreated(aggregate_id=key, version=1)
    portion.facts.append(fact(told, since, actor=ACTOR, request_id=REQUEST))
