"""Verifying: whatever somebody does to the trail by hand is found, and the row is named."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.audit.chain import SealKey
from domain.audit.seal import Sealer
from domain.audit.verify import Expected, verify
from domain.shared import sql
from tests.domain.audit.world import KEY, NOON, OTHER_KEY, Trail, a_trail, newest, tamper

OF_A_FACT = {
    "id": "id + 1000",
    "aggregate_type": "'payment'",
    "aggregate_id": "gen_random_uuid()",
    "version": "version + 1",
    "type": "'orders.order_canceled'",
    "payload": """'{"forged": true}'""",
    "actor": "'anonymous'",
    "request_id": "'other'",
    "cause_id": "NULL",
    "historic": "true",
    "occurred_at": "occurred_at + interval '1 microsecond'",
}
OF_AN_ENTRY = {
    "place": "place - 1",
    "kind": "'refused'",
    "actor": "'anonymous'",
    "address": "NULL",
    "request_id": "'other'",
    "operation": "''",
    "subjects": "'[]'",
    "code": "NULL",
    "count": "count + 1",
    "occurred_at": "occurred_at - interval '1 microsecond'",
}
OF_A_SEAL = {
    "epoch": "gen_random_uuid()",
    "first_seq": "first_seq - 1",
    "last_seq": "last_seq + 1",
    "first_entry": "first_entry - 1",
    "last_entry": "last_entry - 1",
    "leaves": "facts",
    "facts": "entries",
    "entries": "facts",
    "previous": "facts",
    "sealed_at": "sealed_at + interval '1 second'",
    "hash": "facts",
}


@pytest.fixture
async def trail(database: dict[str, Any]) -> AsyncIterator[Trail]:
    """Three seals over twelve facts and twelve entries."""
    async with a_trail(database) as trail:
        await trail.facts(12)
        await trail.entries(12)
        await trail.seal()
        assert await trail.finding() == ""
        yield trail


async def columns(table: str) -> set[str]:
    found = await sql.rows(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1", table
    )
    return {row["name"] for row in found}


async def test_every_column_is_under_seal(trail: Trail) -> None:
    assert await columns("event") == {*OF_A_FACT, "seq"}
    assert await columns("audit_entry") == {*OF_AN_ENTRY, "id", "number"}
    assert await columns("audit_seal") == {*OF_A_SEAL, "number", "key_id", "signature"}


@pytest.mark.parametrize("column", OF_A_FACT)
async def test_a_changed_fact_is_named(trail: Trail, column: str) -> None:
    await tamper(f"UPDATE event SET {column} = {OF_A_FACT[column]} WHERE seq = 8")

    assert await trail.finding() == "fact 8: was changed"


@pytest.mark.parametrize("column", OF_AN_ENTRY)
async def test_a_changed_entry_is_named(trail: Trail, column: str) -> None:
    await tamper(f"UPDATE audit_entry SET {column} = {OF_AN_ENTRY[column]} WHERE number = 8")

    assert await trail.finding() == "entry 8: was changed"


@pytest.mark.parametrize("column", OF_A_SEAL)
async def test_a_changed_seal_is_named(trail: Trail, column: str) -> None:
    await tamper(f"UPDATE audit_seal SET {column} = {OF_A_SEAL[column]} WHERE number = 2")

    assert await trail.finding() == "seal 2: was changed"


async def test_a_signature_that_is_not_ours_is_named(trail: Trail) -> None:
    await tamper("UPDATE audit_seal SET signature = hash WHERE number = 2")

    assert await trail.finding() == "seal 2: was forged: its signature is not ours"


async def test_an_unknown_key_is_named(trail: Trail) -> None:
    await tamper("UPDATE audit_seal SET key_id = 'unknown' WHERE number = 3")

    found = await trail.finding()
    assert found == "seal 3: was signed with a key that is not known here (unknown)"


async def test_what_was_signed_with_a_former_key_stays_good(trail: Trail) -> None:
    later = SealKey.of("the secret that came after, as long as it must be")
    await trail.facts(1)
    await Sealer(later).seal(NOON)

    assert (await verify([later, KEY])).finding is None
    assert str((await verify([later])).finding).startswith("seal 1: was signed with a key")


@pytest.mark.parametrize("place", [1, 8, 12])
async def test_a_removed_fact_is_named(trail: Trail, place: int) -> None:
    await tamper("DELETE FROM event WHERE seq = $1", place)

    assert await trail.finding() == f"fact {place}: was removed"


@pytest.mark.parametrize("place", [1, 8, 12])
async def test_a_removed_entry_is_named(trail: Trail, place: int) -> None:
    await tamper("DELETE FROM audit_entry WHERE number = $1", place)

    assert await trail.finding() == f"entry {place}: was removed"


async def test_facts_that_changed_places_are_named(trail: Trail) -> None:
    await tamper("UPDATE event SET seq = -7 WHERE seq = 7")
    await tamper("UPDATE event SET seq = 7 WHERE seq = 9")
    await tamper("UPDATE event SET seq = 9 WHERE seq = -7")

    assert await trail.finding() == "fact 7: was moved: what stands here stood as 9"


async def test_entries_that_changed_places_are_named(trail: Trail) -> None:
    await tamper("UPDATE audit_entry SET number = -2 WHERE number = 2")
    await tamper("UPDATE audit_entry SET number = 2 WHERE number = 3")
    await tamper("UPDATE audit_entry SET number = 3 WHERE number = -2")

    assert await trail.finding() == "entry 2: was moved: what stands here stood as 3"


COPY = """
INSERT INTO event (seq, aggregate_type, aggregate_id, version, type, payload, actor, request_id,
    historic, occurred_at)
SELECT $1::bigint, aggregate_type, gen_random_uuid(), 1, type, payload, actor, request_id,
    true, occurred_at
FROM event WHERE seq = 8
"""


async def test_a_fact_that_was_put_between_others_is_named(trail: Trail) -> None:
    await tamper(COPY, 4)

    assert await trail.finding() == "fact 4: was inserted: 2 bear this number, and one was sealed"


async def test_what_was_put_below_the_first_number_is_noticed(trail: Trail) -> None:
    await tamper(COPY, 0)

    assert await trail.finding() == "fact or entry below 1: was inserted"


async def test_a_removed_seal_in_the_middle_is_named(trail: Trail) -> None:
    await tamper("DELETE FROM audit_seal WHERE number = 2")

    assert await trail.finding() == "seal 2: was removed"


async def test_the_last_seal_is_missed_by_the_entries_it_was_over(trail: Trail) -> None:
    await tamper("DELETE FROM audit_seal WHERE number = 3")

    assert await trail.finding() == "seal 3: was removed: entries bear its numbers"


async def test_the_end_of_the_chain_is_missed_by_whoever_noted_it(trail: Trail) -> None:
    noted = Expected(3, (await newest()).hash.hex())
    assert await trail.finding(expected=noted) == ""
    await tamper("DELETE FROM audit_seal WHERE number = 3")
    await tamper("DELETE FROM audit_entry WHERE number > 10")

    assert await trail.finding() == ""
    assert await trail.finding(expected=noted) == "seal 3: was removed: it was noted elsewhere"


async def test_a_chain_that_was_written_anew_is_not_the_one_that_was_noted(trail: Trail) -> None:
    noted = Expected(3, (await newest()).hash.hex())
    await rewritten(KEY)

    assert await trail.finding() == ""
    assert await trail.finding(expected=noted) == "seal 3: is not the one that was noted elsewhere"


async def test_who_has_the_database_alone_cannot_write_the_chain_anew(trail: Trail) -> None:
    await rewritten(OTHER_KEY)

    assert "seal 1: was signed with a key that is not known here" in await trail.finding()
    await tamper("UPDATE audit_seal SET key_id = $1", KEY.id)
    assert await trail.finding() == "seal 1: was forged: its signature is not ours"


async def test_verifying_can_begin_in_the_middle(trail: Trail) -> None:
    await tamper("UPDATE event SET actor = 'system!' WHERE seq = 1")

    assert await trail.finding(start=2) == ""
    assert (await trail.verify(start=2)).seals == 2
    assert await trail.finding(start=9) == "seal 8: there is no such seal"


async def test_it_tells_how_far_it_is(trail: Trail) -> None:
    told: list[int] = []

    await trail.verify(progress=lambda verdict: told.append(verdict.facts))

    assert told == [5, 10, 12]


async def test_facts_that_were_moved_to_their_month_stay_as_they_were_sealed(trail: Trail) -> None:
    await tamper("SET LOCAL timezone = 'Asia/Shanghai'")
    await sql.execute("UPDATE event SET payload = payload::text::jsonb")

    assert await trail.finding() == ""


async def rewritten(key: SealKey) -> None:
    """Change a fact, and make a new chain that agrees with it."""
    await tamper("UPDATE event SET actor = 'somebody else' WHERE seq = 2")
    await tamper("DELETE FROM audit_seal")
    await tamper("UPDATE audit_entry SET number = NULL, place = NULL")
    await Sealer(key, block=5).seal(NOON)
