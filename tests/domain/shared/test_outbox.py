"""Facts leave by one door: they exist exactly if the change they tell of does."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.shared.context import ActorKind
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.outbox import AggregateType, Event, append, append_all
from tests.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaBrewed(Event):
    type: ClassVar[str] = "kitchen.tea_brewed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    cup_id: UUID
    kind: ActorKind
    steps: list[str]
    degrees: int
    lid_id: UUID | None = None


def brewed(product_id: UUID, version: int = 1) -> TeaBrewed:
    return TeaBrewed(
        aggregate_id=product_id,
        version=version,
        cup_id=product_id,
        kind=ActorKind.STAFF,
        steps=["boil", "pour"],
        degrees=80,
    )


async def test_a_fact_says_what_who_when_and_in_which_request(shop: Shop) -> None:
    product_id = new_id()
    ctx = shop.as_customer(await shop.customer())

    await append(ctx, brewed(product_id))

    row = await EventRow.get()
    assert (row.type, row.aggregate_type) == ("kitchen.tea_brewed", "product")
    assert (row.aggregate_id, row.version) == (product_id, 1)
    assert row.payload == {
        "cup_id": str(product_id),
        "kind": "staff",
        "steps": ["boil", "pour"],
        "degrees": 80,
        "lid_id": None,
    }
    assert (row.actor, row.request_id) == (ctx.actor.key, ctx.request_id)
    assert row.occurred_at == shop.now
    assert (row.seq, row.historic, row.cause_id) == (None, False, None)


async def test_what_the_business_does_because_of_a_request_names_it(shop: Shop) -> None:
    await append(shop.ctx.as_system(), brewed(new_id()))

    row = await EventRow.get()
    assert row.actor == "system"
    assert row.cause_id == row.request_id


async def test_a_failed_change_tells_nothing(shop: Shop) -> None:
    with suppress(ZeroDivisionError):
        async with in_transaction():
            await append(shop.ctx, brewed(new_id()))
            _ = 1 / 0

    assert await shop.event_names() == []


async def test_many_facts_are_written_in_their_order(shop: Shop) -> None:
    product_id = new_id()

    await append_all(shop.ctx, (brewed(product_id, version) for version in (1, 2, 3)))
    await append_all(shop.ctx.at(shop.now + timedelta(days=1)), [])

    rows = await EventRow.all().order_by("id")
    assert [row.version for row in rows] == [1, 2, 3]


async def test_no_two_facts_of_one_thing_have_one_version(shop: Shop) -> None:
    product_id = new_id()
    await append(shop.ctx, brewed(product_id))

    with pytest.raises(IntegrityError):
        await append(shop.ctx, brewed(product_id))

    await append(shop.ctx, brewed(new_id()))
    assert await EventRow.all().count() == 2
