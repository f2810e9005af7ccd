"""The migration that seals: nothing is lost, nothing stays in clear, and a kill changes nothing."""

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import orjson
import pytest

from api.migrations import migrate
from api.personal_data.keeping import read_keys
from api.personal_data.keys import add_key
from api.personal_data.rotating import rewrap, rotate
from api.settings import PROJECT
from domain.shared.ids import new_id
from domain.shared.master_keys import MasterKeys
from domain.shared.personal import sealed_columns
from domain.shared.sealing import KeyPurpose, Ring, blind_with, blind_words_with
from tests import databases, servers
from tests.api.personal_data.world import BEFORE, PEOPLE, ask, dump, fill

# What that revision had; what came later is sealed from its beginning, or by its own migration.
TABLES = ("customer", "address", "sales_order", "ticket_message")
LATER = {"district", "gift_message"}
AT_FIRST = {
    name: [column for column in sealed_columns()[name] if column not in LATER] for name in TABLES
}
IN_CLEAR = ("Cleo", "Park", "@example.test", "+86138", "Leaf Lane", "Hangzhou", "310000")
DEADLINE_SECONDS = 60

# Seals, and dies by its own hand after so many batches.
DYING = """
import asyncio, json, os, signal, sys
from api.migrations import migrate
from api.personal_data import rotating, sealing_rows
from domain.shared import master_keys
from tests.databases import MASTERS
what, credentials, batches = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
def step(*said):
    global batches
    batches -= 1
    if not batches:
        os.kill(os.getpid(), signal.SIGKILL)
master_keys.use(lambda: MASTERS)
if what == "migrate":
    sealing_rows.BATCH, sealing_rows.logger.info = 5, step
    asyncio.run(migrate(credentials))
else:
    asyncio.run(rotating.rotate(credentials, MASTERS, progress=step, batch=5))
"""


@pytest.fixture(scope="module")
def before() -> Iterator[str]:
    """A shop of the revision before, with people in clear, to be copied."""
    name = "before_" + databases.own_name()
    asyncio.run(databases.create(name))
    asyncio.run(migrate(servers.credentials(name), target=BEFORE))
    asyncio.run(fill(servers.credentials(name)))
    yield name
    asyncio.run(databases.drop(name))


@pytest.fixture
def filled(before: str) -> Iterator[dict[str, Any]]:
    """Credentials of such a shop."""
    name = "sealing_" + databases.own_name()
    asyncio.run(databases.clone(before, name))
    yield servers.credentials(name)
    asyncio.run(databases.drop(name))


@contextmanager
def opening(credentials: dict[str, Any]) -> Iterator[Ring]:
    """The keys of that database, beside those of this process."""
    yield Ring(lambda: read_keys(credentials, databases.MASTERS))


async def dies(what: str, credentials: dict[str, Any], batches: int) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", DYING, what, json.dumps(credentials), str(batches)), cwd=PROJECT
    )
    async with asyncio.timeout(DEADLINE_SECONDS):
        assert await process.wait() == -signal.SIGKILL


async def everything(credentials: dict[str, Any]) -> dict[str, list[Any]]:
    """All that is sealed, in the clear."""
    found: dict[str, list[Any]] = {}
    with opening(credentials) as ring:
        for table, columns in AT_FIRST.items():
            for row in await ask(credentials, f"SELECT * FROM {table} ORDER BY id"):
                found.setdefault(table, []).append(
                    [
                        ring.open(f"{table}.{column}", row["id"], row[column])
                        if (row[column] or "").startswith("v1.")
                        else row[column]
                        for column in columns
                    ]
                )
    return found


async def in_clear(credentials: dict[str, Any]) -> dict[str, list[Any]]:
    """The same before anything was sealed."""
    return {
        table: [list(row) for row in await ask(credentials, f"{select} FROM {table} ORDER BY id")]
        for table, columns in AT_FIRST.items()
        if (select := f"SELECT {', '.join(columns)}")
    }


def comparable(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Addresses of orders were JSON of another spacing."""
    orders = [[address and orjson.loads(address)] for (address,) in found["sales_order"]]
    return found | {"sales_order": orders}


async def test_every_row_is_there_and_none_is_in_clear(filled: dict[str, Any]) -> None:
    before = await in_clear(filled)
    whole = await dump(filled)
    assert [word for word in IN_CLEAR if word not in whole] == []

    await migrate(filled)

    whole = await dump(filled)
    assert [word for word in IN_CLEAR if word in whole] == []
    assert "Sun Li" in whole  # a colleague
    assert comparable(await everything(filled)) == comparable(before)


async def test_people_are_found_again_by_their_indexes(filled: dict[str, Any]) -> None:
    await migrate(filled)

    with opening(filled) as ring:
        email = blind_with(ring, "customer.email", "CLEO7@example.test")
        phone = blind_with(ring, "customer.phone", "+8613810000007")
        words = blind_words_with(ring, "customer.name", "cleo park7")
    for condition, value in (
        ("email_index = $1", email),
        ("phone_index = $1", phone),
        ("name_index @> $1", words),
    ):
        found = await ask(filled, f"SELECT number FROM customer WHERE {condition}", value)
        assert [row["number"] for row in found] == ["C-7"]


@pytest.mark.parametrize("batches", [1, 7])
async def test_a_kill_in_the_middle_leaves_all_as_it_was(
    filled: dict[str, Any], batches: int
) -> None:
    before = await in_clear(filled)

    await dies("migrate", filled, batches)

    assert await in_clear(filled) == before
    await migrate(filled)
    assert comparable(await everything(filled)) == comparable(before)


async def test_a_shop_without_anybody_needs_no_key(filled: dict[str, Any]) -> None:
    await ask(filled, "TRUNCATE customer, address, sales_order, ticket, ticket_message CASCADE")

    await migrate(filled)

    assert await ask(filled, "SELECT * FROM data_key") == []


async def test_a_rotation_that_is_killed_leaves_everything_readable_and_goes_on(
    filled: dict[str, Any],
) -> None:
    before = await in_clear(filled)
    await migrate(filled)

    await dies("rotate", filled, 4)

    assert comparable(await everything(filled)) == comparable(before)
    sealed = [row[0] for row in await ask(filled, "SELECT left(line1, 5) FROM address")]
    assert len(set(sealed)) == 2  # some with the old key, some with the new one
    await rotate(filled, databases.MASTERS, batch=5)
    assert comparable(await everything(filled)) == comparable(before)
    keys = await ask(filled, "SELECT * FROM data_key WHERE purpose = 'seal' ORDER BY id")
    assert [key["retired_at"] is None for key in keys] == [False, True]
    assert f"v1.{keys[0]['id']}." not in await dump(filled)


async def test_what_is_written_during_a_rotation_stays_as_it_was_written(
    filled: dict[str, Any],
) -> None:
    await migrate(filled)
    connection = await asyncpg.connect(**filled)
    with opening(filled) as ring:
        key = (await ask(filled, "SELECT id FROM customer WHERE number = 'C-7'"))[0]["id"]
        renamed = ring.seal("customer.name", key, "Dan Wu")
        await add_key(connection.fetch, databases.MASTERS, KeyPurpose.SEAL, now=await _now(filled))

        async with connection.transaction():
            await connection.execute("UPDATE customer SET name = $1 WHERE number = 'C-7'", renamed)
            rotating = asyncio.create_task(rotate(filled, databases.MASTERS))
            while not await ask(filled, "SELECT 1 FROM pg_locks WHERE NOT granted"):
                assert not rotating.done()
        assert await rotating >= PEOPLE
    await connection.close()

    names = [row[0] for row in (await everything(filled))["customer"]]
    assert names.count("Dan Wu") == 1
    assert "Cleo Park7" not in names


async def test_a_letter_that_was_asked_for_before_is_sealed_and_can_be_sent(
    filled: dict[str, Any],
) -> None:
    await migrate(filled, target="0011_signing_in_by_provider")
    await ask(
        filled,
        "INSERT INTO reset_request (id, kind, email, locale, created_at, due_at, tries)"
        " VALUES (gen_random_uuid(), 'customer', 'dan@example.test', 'en', now(), now(), 0)",
    )

    await migrate(filled)

    assert "dan@example.test" not in await dump(filled)
    (row,) = await ask(filled, "SELECT * FROM reset_request")
    with opening(filled) as ring:
        assert ring.open("reset_request.email", row["id"], row["email"]) == "dan@example.test"
        assert row["email_index"] == blind_with(ring, "reset_request.email", "Dan@example.test")


async def test_secrets_of_webhooks_are_sealed_anew_with_the_rest(filled: dict[str, Any]) -> None:
    await migrate(filled)
    key, place = new_id(), "webhook.secret_sealed"
    with opening(filled) as ring:
        sealed = ring.seal(place, key, "whsec_x")
    await ask(
        filled,
        "INSERT INTO webhook (id, version, url, description, event_types, status, secret_sealed,"
        " cursor_seq, failures, openings, created_at, updated_at) VALUES ($1, 1, 'https://x', '',"
        " '[]', 'active', $2, 0, 0, 0, now(), now())",
        *(key, sealed),
    )

    await rotate(filled, databases.MASTERS)

    (row,) = await ask(filled, "SELECT * FROM webhook")
    assert row["secret_sealed"][:5] != sealed[:5]
    with opening(filled) as ring:
        assert ring.open(place, key, row["secret_sealed"]) == "whsec_x"


async def test_a_new_master_key_wraps_what_the_old_one_wrapped(filled: dict[str, Any]) -> None:
    await migrate(filled)
    both = MasterKeys({"next": bytes(32), "tests": bytes(range(32))})

    assert await rewrap(filled, both) == 2
    assert await rewrap(filled, both) == 0

    keys = await asyncio.to_thread(read_keys, filled, MasterKeys({"next": bytes(32)}))
    assert {key.purpose for key in keys} == set(KeyPurpose)


async def _now(credentials: dict[str, Any]) -> Any:
    return (await ask(credentials, "SELECT now()"))[0][0]
