"""A dump: made of a shop at work, verified without a server, restored beside what is there."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.recovery import making, server
from api.recovery.errors import CannotRecover, Damaged
from api.recovery.progress import quietly
from api.recovery.restoring_dump import restore_dump
from api.recovery.vault import MANIFEST, Backup, Vault
from api.recovery.verifying import verify
from domain.orders.models import Order
from domain.shared import sql
from tests import databases
from tests.api.processes import running, url_of
from tests.shop import Shop, staff
from tests.wire import SECRET, Client, serving

FEED = (
    "subscription($after: EventCursor) { orderFeed(after: $after) { kind cursor gap { reason } } }"
)
EPOCH = "SELECT epoch FROM relay_state"


def clock() -> datetime:
    return datetime.now(UTC)


async def dumped(credentials: dict[str, Any], vault: Vault) -> Backup:
    return await making.dump(credentials, vault, quietly, clock=clock)


async def bought(shop: Shop) -> Order:
    """An order of something that came to its shelf by the ledger."""
    variant = await shop.variant()
    await shop.adjust(variant, 10)
    return await shop.place((variant, 2))


def beside(credentials: dict[str, Any]) -> dict[str, Any]:
    return {**credentials, "database": f"{credentials['database']}_again"}


async def restored(vault: Vault, backup: Backup, credentials: dict[str, Any]) -> str:
    """What a restore says; it runs as in a process of its own, for it migrates."""
    loop = asyncio.get_running_loop()
    restoring = restore_dump(vault, backup, credentials, quietly)
    return (await loop.run_in_executor(None, asyncio.run, restoring)).sentence


def everything_in(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())


async def names(credentials: dict[str, Any]) -> set[str]:
    async with server.connected(credentials) as connection:
        return {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}


async def test_a_shop_comes_back_row_by_row_under_a_new_epoch(
    shop: Shop, database: dict[str, Any], vault: Vault
) -> None:
    order = await bought(shop)
    epoch = await sql.value(EPOCH)
    backup = await dumped(database, vault)
    again = beside(database)
    try:
        said = await restored(vault, backup, again)

        assert "1 orders" in said
        async with server.connected(again) as connection:
            assert await server.counts_of(connection) == backup.manifest.counts
            assert await connection.fetchval("SELECT id FROM sales_order") == order.id
            assert await connection.fetchval(EPOCH) != epoch
    finally:
        await databases.drop(again["database"])


async def test_who_followed_the_lost_shop_is_told_of_a_gap_by_the_restored_one(
    shop: Shop, database: dict[str, Any], vault: Vault
) -> None:
    admin = staff(*shop.admin.scopes)
    async with serving(database) as address, Client(address, admin).follow(FEED) as feed:
        await bought(shop)
        cursor = (await feed.next())["cursor"]
    backup = await dumped(database, vault)
    again = beside(database)
    try:
        await restored(vault, backup, again)

        async with running(
            "serve", DATABASE_URL=url_of(again), TRADEGRAPH_SECRET=SECRET
        ) as process:
            address = await process.address()
            async with Client(address, admin).follow(FEED, after=cursor) as feed:
                item = await feed.next()
        assert (item["kind"], item["gap"]["reason"]) == ("GAP", "CURSOR_UNKNOWN")
    finally:
        await databases.drop(again["database"])


async def test_a_database_that_holds_something_is_left_as_it_is(
    shop: Shop, database: dict[str, Any], vault: Vault
) -> None:
    await shop.order()
    backup = await dumped(database, vault)
    before = await shop.rows()

    with pytest.raises(CannotRecover, match="is not empty, and is left as it is"):
        await restored(vault, backup, database)

    assert await shop.rows() == before


async def test_a_damaged_dump_is_found_and_leaves_no_database(
    shop: Shop, database: dict[str, Any], vault: Vault
) -> None:
    backup = await dumped(database, vault)
    content = backup.directory / "database.dump.sealed"
    torn = bytearray(content.read_bytes())
    torn[-100] ^= 1
    content.write_bytes(torn)
    before = await names(database)

    with pytest.raises(Damaged):
        verify(vault, backup, lambda count: None)
    with pytest.raises(Damaged):
        await restored(vault, backup, beside(database))
    content.unlink()
    with pytest.raises(Damaged, match="cannot be read"):
        await restored(vault, backup, beside(database))
    assert await names(database) == before


async def test_a_manifest_that_was_changed_is_not_ours(
    shop: Shop, database: dict[str, Any], vault: Vault
) -> None:
    backup = await dumped(database, vault)
    path = backup.directory / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"last_seq": 7}))

    ours, wrong = vault.backups()

    assert ours == []
    assert ["is not what was signed" in problem for problem in wrong] == [True]


async def test_a_backup_that_did_not_come_to_its_end_is_none(
    shop: Shop, database: dict[str, Any], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(what: str, about: int | None) -> Any:
        def moved(count: int) -> None:
            assert list(vault.directory.glob("*.partial"))
            raise KeyboardInterrupt

        return moved

    with pytest.raises(KeyboardInterrupt):
        await making.dump(database, vault, interrupted, clock=clock)

    assert [path.name for path in vault.directory.iterdir()] == ["lock"]


async def test_what_a_killed_backup_left_goes_with_the_next(
    shop: Shop, database: dict[str, Any], vault: Vault
) -> None:
    left = vault.directory / "20261122T180000Z-dump-0000.partial"
    left.mkdir(parents=True)
    (left / "database.dump.sealed").write_bytes(b"half")
    (left / MANIFEST).write_text("{}")
    assert vault.backups() == ([], [])

    backup = await dumped(database, vault)

    assert not left.exists()
    assert vault.backups() == ([backup], [])


async def test_a_database_without_a_shop_is_not_backed_up(
    database: dict[str, Any], vault: Vault
) -> None:
    with pytest.raises(CannotRecover, match="holds no shop"):
        await dumped({**database, "database": "postgres"}, vault)


async def test_nothing_of_the_shop_and_no_key_stands_in_plain(
    shop: Shop, database: dict[str, Any], vault: Vault, tmp_path: Path
) -> None:
    await shop.customer(name="Cleo Unmistakable")

    await dumped(database, vault)

    written = everything_in(tmp_path)
    key = vault.keys.newest
    assert b"Unmistakable" not in written
    assert key.wrapping not in written
    assert key.signing not in written


async def test_of_two_restores_at_once_one_is_refused_and_the_other_is_whole(
    shop: Shop, database: dict[str, Any], vault: Vault
) -> None:
    await bought(shop)
    backup = await dumped(database, vault)
    again = beside(database)
    try:
        said = await asyncio.gather(
            *(restored(vault, backup, again) for _ in range(2)), return_exceptions=True
        )

        (sentence,) = (each for each in said if isinstance(each, str))
        (refusal,) = (each for each in said if isinstance(each, CannotRecover))
        assert "1 orders" in sentence
        assert "is at work" in str(refusal) or "is not empty" in str(refusal)
        assert "_restoring" not in "".join(await names(database))
    finally:
        await databases.drop(again["database"])
