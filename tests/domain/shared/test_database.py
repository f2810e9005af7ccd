"""Connections come back to the pool as they are: it costs nothing, for nothing is left on them."""

from typing import Any

import asyncpg
import pytest
from tortoise import connections
from tortoise.transactions import in_transaction

from domain.shared import sql
from tests.pooled import idle, left_behind
from tests.shop import Shop


async def sent_while(work: Any) -> list[str]:
    """What one connection sent meanwhile, the pool's own words included."""
    sent: list[str] = []

    def note(record: asyncpg.connection.LoggedQuery) -> None:
        sent.append(record.query)

    looked_at = idle()
    for connection in looked_at:
        connection.add_query_logger(note)
    try:
        await work
    finally:
        for connection in looked_at:
            connection.remove_query_logger(note)
    return sent


async def test_a_statement_is_all_that_is_sent(shop: Shop) -> None:
    await sql.value("SELECT 1")

    assert await sent_while(sql.value("SELECT 1")) == ["SELECT 1"]


async def test_locks_and_settings_of_a_transaction_end_with_it(shop: Shop) -> None:
    async with in_transaction():
        await sql.value("SELECT pg_advisory_xact_lock(1)")
        await sql.execute("SET LOCAL lock_timeout = '1s'")
        await sql.execute("CREATE TEMPORARY TABLE staged (id int) ON COMMIT DROP")

    assert await left_behind() == []


async def test_a_transaction_that_somebody_left_open_is_rolled_back(shop: Shop) -> None:
    client: Any = connections.get("default")
    async with client.acquire_connection() as connection:
        await connection.transaction().start()
        await connection.execute("DELETE FROM warehouse")

    assert await sql.value("SELECT count(*) FROM warehouse") > 0


@pytest.mark.parametrize(
    ("careless", "left"),
    [
        ("SET lock_timeout = '1s'", "the setting lock_timeout"),
        ("SELECT pg_advisory_lock(1)", "an advisory lock"),
        ("LISTEN careless", "the channel careless"),
        ("CREATE TEMPORARY TABLE careless (id int)", "the table careless"),
    ],
)
async def test_whoever_leaves_something_is_found_out(shop: Shop, careless: str, left: str) -> None:
    client: Any = connections.get("default")
    async with client.acquire_connection() as connection:
        await connection.execute(careless)

    assert await left_behind() == [left]

    for each in idle():
        await each.close()
