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


def add_customer(portion: Portion, plan: Plan, household: int) -> None:
    """A customer since its first visit, with one address."""
    (name, email, phone), lives, region = who(plan, household)
    since = plan.year.first_seen_at[household] + plan.shift
    key, traits = customer_id(plan, household), plan.year.traits.get(household)
    portion.notes[Remark.NO_TRAITS] += traits is None
    portion.add(
        CustomerRow(
            id=key,
            version=1,
            number=f"CJ-{household}",
            name=name,
            email=email,
            phone=phone,
            locale="en",
            traits=orjson.dumps((traits or {}) | GENERATED).decode(),
            external_system=SOURCE,
            external_id=str(household),
            created_at=since,
            updated_at=since,
        )
    )
    portion.add(
        AddressRow(
            id=stable_id(plan.opening, SOURCE, "address", household),
            customer_id=key,
            recipient=name,
            phone=phone,
            line1=lives.line1,
            line2="",
            city=lives.city,
            region=region,
            postal_code=lives.postal_code,
            country=COUNTRY,
            is_default=True,
            created_at=since,
        )
    )
    told = CustomerCreated(aggregate_id=key, version=1)
    portion.facts.append(fact(told, since, actor=ACTOR, request_id=REQUEST))
