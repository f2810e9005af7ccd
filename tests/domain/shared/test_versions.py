"""Versions of one thing count 1, 2, 3 … whoever writes, and in whatever month."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.outbox import append, append_all
from tests.domain.shared.test_outbox import TeaBrewed, brewed
from tests.shop import Shop

MONTHS = [timedelta(days=days) for days in (0, 45, 400)]  # from now, on which facts may fall
COLUMNS = [
    *("aggregate_type", "aggregate_id", "version", "type", "payload", "actor", "request_id"),
    *("historic", "occurred_at"),
]


def versions(product_id: UUID, *numbers: int) -> list[TeaBrewed]:
    return [brewed(product_id, number) for number in numbers]


async def newest_version(product_id: UUID) -> int | None:
    found: int | None = await sql.value(
        "SELECT version FROM aggregate_version WHERE aggregate_id = $1", product_id
    )
    return found


@pytest.mark.parametrize("later", MONTHS, ids=lambda delta: f"{delta.days}-days")
@pytest.mark.parametrize("version", [1, 2, 3, 5, 6], ids=lambda version: f"version-{version}")
async def test_a_double_or_a_hole_is_refused_in_the_same_month_and_in_any_other(
    shop: Shop, version: int, later: timedelta
) -> None:
    product_id = new_id()
    await append_all(shop.ctx, versions(product_id, 1, 2, 3))

    with pytest.raises(IntegrityError):
        await append(shop.ctx.at(shop.now + later), brewed(product_id, version))

    await append(shop.ctx.at(shop.now + later), brewed(product_id, 4))
    assert await newest_version(product_id) == 4
    assert await EventRow.all().count() == 4


@pytest.mark.parametrize("version", [0, 2, -1])
async def test_the_first_fact_has_version_one(shop: Shop, version: int) -> None:
    with pytest.raises(IntegrityError, match="is at version 0: 1 fact"):
        await append(shop.ctx, brewed(new_id(), version))

    assert await shop.event_names() == []
    assert await shop.count("aggregate_version") == 0


async def test_a_refusal_says_which_thing_and_what_was_known(shop: Shop) -> None:
    product_id = new_id()
    await append(shop.ctx, brewed(product_id))

    with pytest.raises(
        IntegrityError, match=f"product {product_id} is at version 1: 1 fact.s. from version 7"
    ):
        await append(shop.ctx, brewed(product_id, 7))


@pytest.mark.parametrize(
    ("numbers", "is_taken"),
    [
        ([1, 2, 3], True),
        ([3, 1, 2], True),  # one statement has no order
        ([1, 1], False),
        ([1, 1, 3], False),
        ([1, 1, 4, 4], False),
        ([1, 3], False),
        ([2, 3], False),
    ],
)
async def test_facts_of_one_statement_are_judged_together(
    database: dict[str, Any], shop: Shop, numbers: list[int], is_taken: bool
) -> None:
    thing, other = new_id(), new_id()
    facts = [_copied(thing, each, shop.now + each * MONTHS[1]) for each in numbers]
    connection = await asyncpg.connect(**database)
    try:
        await connection.copy_records_to_table(
            "event", records=[_copied(other, 1, shop.now), *facts], columns=COLUMNS
        )
        assert is_taken
    except asyncpg.UniqueViolationError:
        assert not is_taken
    finally:
        await connection.close()

    assert await newest_version(thing) == (3 if is_taken else None)
    assert await EventRow.all().count() == (4 if is_taken else 0)


def _copied(key: UUID, version: int, at: datetime) -> tuple[Any, ...]:
    return ("product", key, version, "kitchen.tea_brewed", "{}", "system", "r", True, at)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("first_one_commits", [True, False])
async def test_of_two_who_write_about_one_thing_at_once_the_second_waits_for_the_first(
    shop: Shop, version: int, first_one_commits: bool
) -> None:
    product_id, written, go_on = new_id(), asyncio.Event(), asyncio.Event()
    await append_all(shop.ctx, versions(product_id, *range(1, version)))

    async def first() -> None:
        async with in_transaction():
            await append(shop.ctx, brewed(product_id, version))
            written.set()
            await go_on.wait()
            if not first_one_commits:
                raise Undecided

    async def second(ctx: Context) -> None:
        async with in_transaction():
            await append(ctx, brewed(product_id, version))

    one = asyncio.create_task(first())
    await written.wait()
    two = asyncio.create_task(second(shop.ctx.at(shop.now + MONTHS[1])))
    await _until_somebody_waits_for_a_lock()
    go_on.set()
    ends = await asyncio.gather(one, two, return_exceptions=True)

    assert [type(end) for end in ends] == (
        [type(None), IntegrityError] if first_one_commits else [Undecided, type(None)]
    )
    assert await newest_version(product_id) == version
    assert await EventRow.all().count() == version


class Undecided(Exception):
    """The first writer thought better of it."""


async def _until_somebody_waits_for_a_lock() -> None:
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20):
        while not await sql.value(query):  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.005)


async def test_a_number_given_twice_is_refused_within_a_month(shop: Shop) -> None:
    await append_all(shop.ctx, versions(new_id(), 1, 2))
    await sql.execute("UPDATE event SET seq = 1 WHERE version = 1")

    with pytest.raises(IntegrityError, match="seq"):
        await sql.execute("UPDATE event SET seq = 1 WHERE version = 2")


@pytest.mark.parametrize("change", ["last_seq = 4", "last_seq = 0", "replay_floor = 1"])
async def test_the_numbers_of_a_log_only_grow(shop: Shop, change: str) -> None:
    await sql.execute("UPDATE relay_state SET last_seq = 5, replay_floor = 2")

    with pytest.raises(Exception, match="numbers of a log only grow"):
        await sql.execute(f"UPDATE relay_state SET {change}")

    await sql.execute(
        "UPDATE relay_state SET epoch = gen_random_uuid(), last_seq = 0, replay_floor = 0"
    )
