"""Sealing: what was done, seen and refused is bound into one chain, block by block."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from domain.audit.entries import SUBJECTS_MAX, Subject
from domain.audit.seal import LOCK, ChainBroken, Sealer
from domain.shared import sql
from domain.shared.ids import new_id
from tests.domain.audit.world import KEY, NOON, Trail, a_trail, newest, tamper


@pytest.fixture
async def trail(database: dict[str, Any]) -> AsyncIterator[Trail]:
    async with a_trail(database) as trail:
        yield trail


async def test_facts_and_entries_are_sealed_in_blocks_and_all_is_well(trail: Trail) -> None:
    await trail.facts(12)
    await trail.entries(7)

    assert await trail.seal() == 3
    verdict = await trail.verify()

    assert (verdict.facts, verdict.entries, verdict.seals) == (12, 7, 3)
    assert (verdict.finding, verdict.waiting) == (None, 0)


async def test_with_nothing_new_there_is_no_new_seal(trail: Trail) -> None:
    assert await trail.seal() == 0
    await trail.facts(1)

    assert [await trail.seal(), await trail.seal()] == [1, 0]


async def test_what_is_not_sealed_yet_is_told_and_is_no_fault(trail: Trail) -> None:
    await trail.facts(2)
    await trail.seal()
    await trail.facts(3)
    await trail.entries(1)

    verdict = await trail.verify()

    assert (verdict.finding, verdict.facts, verdict.waiting) == (None, 2, 4)


async def test_an_entry_stands_behind_the_facts_that_were_told_before_it(trail: Trail) -> None:
    await trail.facts(2)
    await trail.entries(1)
    await trail.seal()
    await trail.facts(1)
    await trail.entries(2)
    await trail.seal()

    found = await sql.rows("SELECT place, number FROM audit_entry ORDER BY number")
    assert [tuple(row.values()) for row in found] == [(2, 1), (3, 2), (3, 3)]


async def test_an_entry_that_commits_late_comes_into_a_later_seal(
    trail: Trail, database: dict[str, Any]
) -> None:
    late = await asyncpg.connect(**database)
    async with late.transaction():
        await late.execute(
            "INSERT INTO audit_entry (kind, actor, request_id, operation, subjects, count,"
            " occurred_at) VALUES ('refused', 'anonymous', 'late', '', '[]', 1, now())"
        )
        await trail.entries(1)
        await trail.seal()
    await trail.seal()
    await late.close()

    found = await sql.rows("SELECT request_id FROM audit_entry ORDER BY number")
    assert [row["request_id"] for row in found] == ["request", "late"]
    assert await trail.finding() == ""


async def test_sealers_at_once_make_one_chain(trail: Trail) -> None:
    await trail.facts(40)
    await trail.entries(40)
    sealers = [Sealer(KEY, block=3) for _ in range(4)]

    while (
        await sql.value("SELECT count(*) FROM audit_entry WHERE number IS NULL")
        or (await newest()).last_seq < 40
    ):
        await asyncio.gather(*(sealer.seal(NOON) for sealer in sealers))

    verdict = await trail.verify()
    assert (verdict.finding, verdict.facts, verdict.entries) == (None, 40, 40)


async def test_a_sealer_that_dies_in_the_middle_leaves_the_chain_as_it_was(
    trail: Trail, database: dict[str, Any]
) -> None:
    await trail.facts(3)
    await trail.entries(3)
    dying = await asyncpg.connect(**database)
    death = dying.transaction()
    await death.start()
    assert await dying.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK)
    await dying.execute("UPDATE audit_entry SET number = id, place = 3")

    assert await trail.seal() == 0, "another seals"
    dying.terminate()  # as with kill -9: the server undoes what was not committed
    await sql.value("SELECT pg_advisory_xact_lock($1)", LOCK)  # waits until it has noticed

    assert await trail.seal() == 1
    assert (await trail.verify()).entries == 3
    assert await trail.finding() == ""


async def test_a_seal_that_vanishes_while_a_sealer_runs_stops_it(trail: Trail) -> None:
    await trail.facts(1)
    await trail.seal()
    await tamper("DELETE FROM audit_seal")
    await trail.facts(1)

    with pytest.raises(ChainBroken, match="seal 1"):
        await trail.seal()


async def test_entries_whose_seal_is_gone_are_never_sealed_anew(trail: Trail) -> None:
    await trail.entries(1)
    await trail.seal()
    await tamper("DELETE FROM audit_seal")
    await trail.entries(1)

    with pytest.raises(ChainBroken, match="entry 1"):
        await Sealer(KEY).seal(NOON)


async def test_numbers_that_were_taken_back_stop_the_sealer(trail: Trail) -> None:
    await trail.facts(3)
    await trail.seal()
    await tamper("UPDATE relay_state SET last_seq = 1, epoch = gen_random_uuid()")

    with pytest.raises(ChainBroken, match="fact 3"):
        await trail.seal()


async def test_an_entry_about_very_many_things_becomes_several(trail: Trail) -> None:
    many = [Subject("customer", str(new_id()), ("name",)) for _ in range(SUBJECTS_MAX + 1)]
    await trail.entries(1, subjects=tuple(many))

    sizes = await sql.rows("SELECT jsonb_array_length(subjects) AS size FROM audit_entry")
    assert [row["size"] for row in sizes] == [SUBJECTS_MAX, 1]


async def test_no_text_is_too_long_to_be_written(trail: Trail) -> None:
    long = "x" * 1_000

    await trail.entries(1, actor=long, address=long, request_id=long, operation=long, code=long)

    assert await sql.value("SELECT length(operation) FROM audit_entry") == 255


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE audit_entry SET actor = 'system'",
        "UPDATE audit_entry SET number = number + 1",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_seal SET hash = previous",
        "DELETE FROM audit_seal",
        "TRUNCATE audit_seal",
    ],
)
async def test_what_was_written_is_not_taken_back(trail: Trail, attempt: str) -> None:
    await trail.entries(1)
    await trail.seal()
    await trail.entries(1)

    with pytest.raises(Exception, match="Nothing is taken out of the audit trail"):
        await sql.execute(attempt)
