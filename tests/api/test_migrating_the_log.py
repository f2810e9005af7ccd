"""The log goes into months with every fact as it was, and goes on where it stopped."""

from typing import Any

import asyncpg
import pytest

from api.migrations import migrate
from tests.api.test_migrations import _applied, _ask, _do, fresh

__all__ = ["fresh"]

BEFORE = "0004_import_progress"
# Things with one to seven facts over two years, at the very edges of months, told and untold.
FACTS = """
INSERT INTO event (seq, aggregate_type, aggregate_id, version, type, payload, actor, request_id,
    cause_id, historic, occurred_at)
SELECT CASE WHEN thing % 5 < 3 THEN row_number() OVER (ORDER BY version, thing) END,
    CASE WHEN thing % 2 = 0 THEN 'order' ELSE 'product' END, md5(thing::text)::uuid, version,
    'orders.order_noted', jsonb_build_object('thing', thing, 'says', repeat('é', thing % 50)),
    'system', 'r' || thing, CASE WHEN thing % 7 = 0 THEN 'cause' END, thing % 3 = 0,
    CASE thing % 4 WHEN 0 THEN date_trunc('month', at, 'UTC')
        WHEN 1 THEN date_trunc('month', at, 'UTC') - interval '1 microsecond' ELSE at END
FROM generate_series(1, 3000) thing, generate_series(1, thing % 7 + 1) version,
    LATERAL (SELECT now() - thing * interval '6 hours' + version * interval '3 days' AS at) times;
UPDATE relay_state SET last_seq = (SELECT max(seq) FROM event);
DELETE FROM event WHERE aggregate_id = md5('10')::uuid;
"""
INSERT = (
    "INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor, request_id,"
    " historic, occurred_at) VALUES ('product', md5('13')::uuid, {version}, 't', '{{}}', 's', 'r',"
    " false, {at}) RETURNING id"
)
CHECKSUM = "SELECT count(*) || ' ' || sum(hashtextextended(e::text, 0)) FROM event e"
NEWEST = (
    "SELECT count(*) || ' ' || sum(hashtextextended((aggregate_type, aggregate_id, version)::text,"
    " 0)) FROM {source}"
)
BY_HISTORY = (
    "(SELECT aggregate_type, aggregate_id, max(version) AS version FROM event GROUP BY 1, 2) e"
)


@pytest.fixture
async def filled(fresh: dict[str, Any]) -> dict[str, Any]:
    """A database of the revision before, with some thousands of facts."""
    await migrate(fresh, target=BEFORE)
    await _do(fresh, FACTS)
    return fresh


async def test_every_fact_is_there_as_it_was_and_in_its_month(filled: dict[str, Any]) -> None:
    before = await _ask(filled, CHECKSUM)
    history = await _ask(filled, NEWEST.format(source=BY_HISTORY))

    await migrate(filled)

    assert await _ask(filled, CHECKSUM) == before
    assert await _ask(filled, NEWEST.format(source="aggregate_version")) == history
    assert await _ask(filled, "SELECT count(*) FROM event_default") == [0]
    misplaced = (
        "SELECT count(*) FROM event WHERE tableoid::regclass::text"
        " <> 'event_' || to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY_MM')"
    )
    assert await _ask(filled, misplaced) == [0]
    assert (await _ask(filled, "SELECT count(DISTINCT tableoid) FROM event"))[0] > 20


async def test_the_log_goes_on_where_it_stopped(filled: dict[str, Any]) -> None:
    [last] = await _ask(filled, "SELECT max(id) FROM event")

    await migrate(filled)

    assert await _ask(filled, INSERT.format(version=8, at="now()")) == [last + 1]
    with pytest.raises(asyncpg.UniqueViolationError, match="is at version 8"):
        await _ask(filled, INSERT.format(version=8, at="now() - interval '1 year'"))
    with pytest.raises(asyncpg.UniqueViolationError, match="is at version 8"):
        await _ask(filled, INSERT.format(version=10, at="now()"))
    with pytest.raises(asyncpg.NotNullViolationError):
        await _ask(filled, INSERT.format(version=9, at="NULL"))


async def test_the_bell_still_rings(filled: dict[str, Any]) -> None:
    await migrate(filled)
    listener = await asyncpg.connect(**filled)
    try:
        rung: list[object] = []
        await listener.add_listener("tradegraph_events", lambda *said: rung.append(said))

        await _ask(filled, INSERT.format(version=8, at="now()"))
        await listener.fetchval("SELECT 1")  # what was told before comes with it

        assert len(rung) == 1
    finally:
        await listener.close()


async def test_a_log_without_facts_gets_this_month_and_the_next_two(fresh: dict[str, Any]) -> None:
    await migrate(fresh)

    months = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event'::regclass"
    ahead = (
        "SELECT 'event_' || to_char(now() AT TIME ZONE 'UTC' + ahead * interval '1 month',"
        " 'YYYY_MM') FROM generate_series(0, 2) ahead"
    )
    assert set(await _ask(fresh, months)) == {"event_default", *await _ask(fresh, ahead)}
    assert (await _applied(fresh))[-1] >= "0005"


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT * FROM event WHERE seq > 10 AND NOT historic ORDER BY seq LIMIT 5", "replayable"),
        ("SELECT 1 FROM event WHERE seq IS NULL ORDER BY id LIMIT 5", "id_idx"),
        (
            "SELECT * FROM event WHERE aggregate_type = 'order' AND aggregate_id = md5('14')::uuid"
            " ORDER BY version",
            "history",
        ),
    ],
)
async def test_the_reads_of_the_log_use_the_index_made_for_them_in_every_month(
    filled: dict[str, Any], query: str, index: str
) -> None:
    await migrate(filled)

    plan = await _ask(filled, f"EXPLAIN {query}")

    scans = [line for line in plan if " on event_" in line and index in line]
    assert len(scans) > 20, "\n".join(plan)  # but for months of a handful of facts
