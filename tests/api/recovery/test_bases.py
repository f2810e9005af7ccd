"""A base copy and the log after it: back to any instant, in a cluster of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.migrations import migrate
from api.recovery import log, making, server
from api.recovery.errors import CannotRecover
from api.recovery.forgetting import Policy, forget
from api.recovery.programs import OURS
from api.recovery.progress import quietly
from api.recovery.restoring_base import restore_base
from api.recovery.vault import Backup, Vault
from api.recovery.verifying import verify
from tests.api.recovery.conftest import ring
from tests.servers import open_directory, server_dir

__all__ = ["server_dir"]
HOUSE = (
    "INSERT INTO warehouse (id, code, name, region, priority, is_active, created_at)"
    " VALUES (gen_random_uuid(), $1, $1, '', 0, true, now())"
)
HOUSES = "SELECT code FROM warehouse ORDER BY created_at"
RECEIVED = """
SELECT EXISTS (SELECT FROM pg_stat_replication
    WHERE application_name = $1 AND write_lsn >= $2::text::pg_lsn)
"""
DEADLINE_SECONDS = 60


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Cluster:
    """A cluster of a test's own, whose log is received."""

    postgres: EmbeddedPostgres
    vault: Vault

    @property
    def credentials(self) -> dict[str, Any]:
        return self.postgres.credentials("tradegraph")

    async def base(self) -> Backup:
        return await making.base(self.credentials, self.vault, quietly, clock=clock)

    async def build(self, code: str) -> None:
        """One more warehouse."""
        async with server.connected(self.credentials) as connection:
            await connection.execute(HOUSE, code)

    async def now(self) -> datetime:
        """The server's clock."""
        async with server.connected(self.credentials) as connection:
            at: datetime = await connection.fetchval("SELECT clock_timestamp()")
            return at

    async def end_segment(self) -> None:
        async with server.connected(self.credentials) as connection:
            await connection.execute("SELECT pg_switch_wal()")

    @asynccontextmanager
    async def received(self) -> AsyncIterator[None]:
        """Its log, for as long as the block runs."""
        stop, at_work = asyncio.Event(), asyncio.Event()

        def say(what: str) -> None:
            if "is received" in what:
                at_work.set()

        following = asyncio.create_task(
            log.follow(self.credentials, self.vault, say, stop=stop, seal_seconds=0.5)
        )
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                await at_work.wait()
            yield
            await self._caught_up()
        finally:
            stop.set()
            await following

    async def _caught_up(self) -> None:
        """Return when what was written by now is received."""
        async with server.connected(self.credentials) as connection:
            written = await connection.fetchval("SELECT pg_current_wal_insert_lsn()::text")
            async with asyncio.timeout(DEADLINE_SECONDS):
                while not await connection.fetchval(RECEIVED, OURS, written):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)

    async def restored(self, backup: Backup, place: Path, at: datetime | None = None) -> list[str]:
        """The warehouses that stand in the restored one."""
        await restore_base(self.vault, backup, place, quietly, at=at)
        again = await asyncio.to_thread(start_postgres, place)
        try:
            async with server.connected(again.credentials("tradegraph")) as connection:
                return [row["code"] for row in await connection.fetch(HOUSES)]
        finally:
            await asyncio.to_thread(again.stop)


@pytest.fixture(scope="module")
def postgres() -> Iterator[EmbeddedPostgres]:
    """One cluster for this file: to make one takes longer than most tests."""
    with open_directory() as directory:
        postgres = start_postgres(directory, durable=False)
        postgres.create_database("tradegraph")
        asyncio.run(migrate(postgres.credentials("tradegraph")))
        yield postgres
        postgres.stop()


@pytest.fixture
async def cluster(postgres: EmbeddedPostgres, server_dir: Path) -> Cluster:
    cluster = Cluster(postgres, Vault(server_dir / "backups", ring()))
    async with server.connected(cluster.credentials) as connection:
        await connection.execute("DELETE FROM warehouse")
    return cluster


async def test_back_to_an_instant_or_to_the_end_of_the_log_and_no_further(
    cluster: Cluster, server_dir: Path
) -> None:
    async with cluster.received():
        backup = await cluster.base()
        await cluster.build("wanted")
        await cluster.end_segment()
        await cluster.build("wanted too")
        at = await cluster.now()
        await cluster.build("dropped by mistake")
        await cluster.end_segment()
        await cluster.build("last")

    good_for = verify(cluster.vault, backup, lambda count: None)
    assert "any instant from then" in good_for
    assert await cluster.restored(backup, server_dir / "early", at) == ["wanted", "wanted too"]
    assert await cluster.restored(backup, server_dir / "late") == [
        *("wanted", "wanted too", "dropped by mistake", "last")
    ]
    with pytest.raises(CannotRecover, match="holds a cluster, and is left as it is"):
        await cluster.restored(backup, server_dir / "late")
    with pytest.raises(CannotRecover, match="ends before"):
        await cluster.restored(backup, server_dir / "too-late", at.replace(year=2999))
    assert [path.name for path in (server_dir / "too-late").iterdir()] == ["restore.lock"]


async def test_a_restored_cluster_is_received_and_restored_in_turn(
    cluster: Cluster, server_dir: Path
) -> None:
    async with cluster.received():
        backup = await cluster.base()
        await cluster.build("kept")
        at = await cluster.now()
        await cluster.end_segment()
        await cluster.build("given up")
    place = server_dir / "second"
    await restore_base(cluster.vault, backup, place, quietly, at=at)

    second = Cluster(await asyncio.to_thread(start_postgres, place), cluster.vault)
    async with second.received():
        later = await second.base()
        await second.build("new")
    await asyncio.to_thread(second.postgres.stop)

    assert await second.restored(later, server_dir / "third") == ["kept", "new"]


async def test_the_log_that_no_copy_needs_goes_with_the_old_copies(cluster: Cluster) -> None:
    async with cluster.received():
        first = await cluster.base()
        await cluster.build("one")
        await cluster.end_segment()
        second = await cluster.base()
        await cluster.build("two")

    gone = forget(cluster.vault, Policy(last=1))

    assert gone.backups == (first.manifest.id,)
    assert gone.segments >= 1
    archive = log.Archive(cluster.vault, second.manifest.system)
    assert archive.since(second.manifest.first_segment)
    assert "any instant" in verify(cluster.vault, second, lambda count: None)


async def test_a_server_that_gives_no_log_says_what_is_missing(cluster: Cluster) -> None:
    async with server.connected(cluster.credentials) as connection:
        await connection.execute("DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN")
    clerk = cluster.credentials | {"user": "clerk"}

    with pytest.raises(CannotRecover, match="the role clerk has no REPLICATION right") as refused:
        await making.base(clerk, cluster.vault, quietly, clock=clock)

    assert "A dump is possible" in str(refused.value)
    assert cluster.vault.backups() == ([], [])


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:1000], lambda b: b + b"\0"])
async def test_a_damaged_copy_leaves_no_cluster(
    cluster: Cluster, server_dir: Path, damage: Callable[[bytes], bytes]
) -> None:
    backup = await cluster.base()
    content = backup.directory / "cluster.tar.sealed"
    content.write_bytes(damage(content.read_bytes()))

    with pytest.raises(CannotRecover, match="is damaged"):
        await restore_base(cluster.vault, backup, server_dir / "again", quietly)

    assert [path.name for path in (server_dir / "again").iterdir()] == ["restore.lock"]
