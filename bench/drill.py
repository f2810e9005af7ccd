"""The drill: `python -m bench.drill` loses a database under load, restores it, and counts.

Two rounds: the log received as it comes, and with PostgreSQL waiting for it at each commit. A round
ends on a fresh cluster, made of a base copy and the log, by the commands that anybody would use.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
from rich.console import Console

from api.database_urls import url_of
from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.embedded.processes import kill_all, servers_in
from api.embedded.scratch import scratch_directory, sweep
from api.recovery import checks, keys
from api.recovery.programs import OURS as RECEIVER
from api.settings import DATABASE, PROJECT
from bench.answers import Refused
from bench.database import connected
from bench.processes import environment, leave_nothing_running, running, wait_for
from bench.progress import Say
from bench.rows import Row, at_most, broken, exactly, more_than, table, write
from bench.server import OURS, SECRET, Server, customer, staff
from bench.shop import Shop
from domain.identity.scopes import Role
from schema.shared.ids import key_of

RESULTS: Final = PROJECT / "bench" / "results" / "drill.json"
CLIENTS: Final = 6
SECONDS: Final = 6.0  # of load, before the disk is lost
SCARCE: Final = 20  # units of what everybody wants
PLENTY: Final = 1_000_000
START_SECONDS: Final = 300  # on a core that others use too
RTO_SECONDS_MAX: Final = 60  # on a shop of this size
RPO_MS_MAX: Final = 5_000  # where nothing is promised; to be waited for promises 0
AGAIN: Final = 5  # orders asked for once more, each under its key
FEED: Final = (
    "subscription($after: EventCursor) { orderFeed(after: $after) { kind cursor gap { reason } } }"
)
GAP: Final = "GAP CURSOR_UNKNOWN"
SYNCHRONOUS: Final = "synchronous"
RECOVERY_POINT: Final = r"as of (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC"
NEVER: Final = datetime.min.replace(tzinfo=UTC)
IN_STEP: Final = "SELECT sync_state FROM pg_stat_replication WHERE application_name = $1"
SOLD: Final = "SELECT coalesce(sum(quantity - canceled), 0) FROM order_line WHERE variant_id = $1"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An order that a client was told of, and when."""

    buyer: UUID
    input: dict[str, Any]
    id: str
    at: datetime


@dataclass
class Outcome:
    """What a round came to."""

    kind: str
    acknowledged: list[Acknowledged] = field(default_factory=list)
    killed_at: datetime = NEVER
    recovery_point: datetime = NEVER
    lost_before: int = 0
    lost_after: int = 0
    rpo_ms: float = 0.0
    rto_seconds: float = 0.0
    findings: list[str] = field(default_factory=list)
    oversold: int = 0
    gap: str = ""
    done_twice: int = 0

    def count_the_lost(self, there: set[Any]) -> None:
        """Given the orders that are there again: which of the acknowledged are not."""
        lost = [each for each in self.acknowledged if key_of("Order", each.id) not in there]
        self.lost_before = sum(each.at < self.recovery_point for each in lost)
        self.lost_after = len(lost) - self.lost_before
        latest = max((each.at for each in lost), default=self.recovery_point)
        behind = max(timedelta(), latest - self.recovery_point)
        self.rpo_ms = behind / timedelta(milliseconds=1)

    @property
    def sentence(self) -> str:
        """For people."""
        return (
            f"{self.kind}: {len(self.acknowledged):,} orders were acknowledged before the disk was"
            f" lost. Of those from before the recovery point {self.lost_before} are missing, of"
            f" those after it {self.lost_after} (RPO {self.rpo_ms:.0f} ms). The shop answered"
            f" again after {self.rto_seconds:.1f} s (RTO); {self.oversold} units oversold; whoever"
            f" came back with a cursor was told {self.gap or 'nothing'}."
        )


def main() -> int:
    """Both rounds; 1 where a row does not hold."""
    leave_nothing_running()
    console, began = Console(), time.monotonic()
    sweep(OURS)

    def say(what: str) -> None:
        console.print(f"{time.monotonic() - began:6.1f} s  {what}", highlight=False)

    try:
        found = measure(say)
    except Exception as error:
        console.print_exception()
        found = [broken("drill", error)]
    write(found, RESULTS)
    console.print(table(found, "The drill"))
    return 1 if any(row.holds is False for row in found) else 0


def measure(say: Say) -> list[Row]:
    """Play both rounds."""
    found = []
    for at_once in (False, True):
        outcome = play(say, at_once=at_once)
        say(outcome.sentence)
        found += rows(outcome)
    return found


def play(say: Say, *, at_once: bool, seconds: float = SECONDS, clients: int = CLIENTS) -> Outcome:
    """One round: a shop under load, its disk lost, the shop restored and looked at."""
    kind = SYNCHRONOUS if at_once else "streamed"
    with scratch_directory(OURS) as directory:
        postgres = start_postgres(directory / "data")
        postgres.create_database(DATABASE)
        settings = {
            "DATABASE_URL": url_of(postgres.credentials(DATABASE)),
            "DATA_DIR": str(directory / "own"),
            "TRADEGRAPH_SECRET": SECRET,
            "BACKUP_DIR": str(directory / "backups"),
            "BACKUP_KEY": keys.fresh(),
            "PORT": "0",
        }
        outcome = Outcome(kind)
        return asyncio.run(
            _Round(say, directory, settings, outcome, clients).run(postgres, seconds)
        )


@dataclass
class _Round:
    say: Say
    directory: Path
    settings: Mapping[str, str]
    outcome: Outcome
    clients: int

    @property
    def at_once(self) -> bool:
        return self.outcome.kind == SYNCHRONOUS

    async def run(self, postgres: EmbeddedPostgres, seconds: float) -> Outcome:
        with self._serving("before") as server:
            async with Shop(server) as shop:
                with self._receiving():
                    await self._copy(postgres)
                    scarce, plenty = await shop.variant(SCARCE), await shop.variant(PLENTY)
                    cursor = await self._under_load(shop, postgres, (scarce, plenty), seconds)
                await self._restored(key_of("ProductVariant", scarce), cursor)
        return self.outcome

    @contextmanager
    def _serving(self, name: str, **changed: str) -> Iterator[Server]:
        log, env = self.directory / f"{name}.log", environment(**{**self.settings, **changed})
        with running([sys.executable, "-m", "api", "serve"], log, env) as process:
            said = wait_for(r"answers at (http://\S+)/graphql", process, log, START_SECONDS)
            try:
                yield Server(said[1], self.directory)
            finally:
                with suppress(ProcessLookupError):  # what it would do at its end needs a database
                    os.killpg(process.pid, signal.SIGKILL)

    @contextmanager
    def _receiving(self) -> Iterator[None]:
        """The log is received for as long as the block runs, and sealed at its end."""
        log = self.directory / "follow.log"
        options = ["--synchronous"] if self.at_once else []
        command = [sys.executable, "-m", "api", "backup", "follow", *options]
        with running(command, log, environment(**self.settings)) as process:
            wait_for("is received", process, log, START_SECONDS)
            yield

    async def _copy(self, postgres: EmbeddedPostgres) -> None:
        if self.at_once:
            async with connected(postgres.credentials(DATABASE)) as database:
                await database.execute(f"ALTER SYSTEM SET synchronous_standby_names = {RECEIVER}")
                await database.execute("SELECT pg_reload_conf()")
                while await database.fetchval(IN_STEP, RECEIVER) != "sync":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        said = await asyncio.to_thread(self._command, "backup", "--base")
        self.say(said.strip().splitlines()[-1])

    async def _under_load(
        self, shop: Shop, postgres: EmbeddedPostgres, variants: tuple[str, str], seconds: float
    ) -> str:
        """Many order; after a while the postmaster is killed and its directory thrown away."""
        buyers = [(await shop.customer())[1] for _ in range(self.clients)]
        async with shop.admin.follow(FEED) as feed:
            load = [asyncio.create_task(self._buy(shop, each, variants)) for each in buyers]
            cursor = str((await feed.next())["cursor"])
            await asyncio.sleep(seconds)
        cluster = postgres.data_dir / "postgres"
        crew = servers_in(cluster, "postgres")  # a lost machine takes them along
        self.outcome.killed_at = datetime.now(UTC)
        os.kill(postgres.pid, signal.SIGKILL)
        kill_all(crew)
        shutil.rmtree(cluster, ignore_errors=True)
        self.say(f"{len(self.outcome.acknowledged):,} orders acknowledged; the disk is lost")
        for task in load:
            task.cancel()
        await asyncio.gather(*load, return_exceptions=True)
        return cursor

    async def _buy(self, shop: Shop, buyer: UUID, variants: tuple[str, str]) -> None:
        (scarce, plenty), client = variants, await shop.signed_in(buyer)
        while True:
            number = shop.number()
            lines = [(plenty, 1)] if number % 4 else [(plenty, 1), (scarce, 1)]
            wanted = shop.order(*lines)
            try:
                payload = await client.try_("orderCreate", wanted, "order { id }")
            except (Refused, httpx.HTTPError, ValueError):
                return  # nobody knows what became of this one
            if payload["order"]:
                told = Acknowledged(buyer, wanted, payload["order"]["id"], datetime.now(UTC))
                self.outcome.acknowledged.append(told)

    async def _restored(self, scarce: Any, cursor: str) -> None:
        outcome, fresh = self.outcome, self.directory / "fresh"
        said = await asyncio.to_thread(self._command, "restore", "--into", str(fresh))
        self.say(said.strip().splitlines()[-1])
        found = re.search(RECOVERY_POINT, said)
        assert found, said
        outcome.recovery_point = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
        with self._serving("after", DATABASE_URL="", DATA_DIR=str(fresh)) as server:
            async with server.client() as anybody:
                await anybody.ask("{ viewer { kind } }")
            outcome.rto_seconds = (datetime.now(UTC) - outcome.killed_at).total_seconds()
            async with connected(server_credentials(fresh)) as database:
                rows = await database.fetch("SELECT id FROM sales_order")
                outcome.count_the_lost({row["id"] for row in rows})
                outcome.findings = await checks.broken(database)
                outcome.oversold = max(0, await database.fetchval(SOLD, scarce) - SCARCE)
            await self._come_back(server, cursor)

    async def _come_back(self, server: Server, cursor: str) -> None:
        """With a cursor of before, and with the last orders of before, each under its key."""
        async with (
            server.client(staff(Role.ADMIN)) as admin,
            admin.follow(FEED, after=cursor) as feed,
        ):
            item = await feed.next()
        self.outcome.gap = " ".join(filter(None, [item["kind"], (item["gap"] or {}).get("reason")]))
        early = [it for it in self.outcome.acknowledged if it.at < self.outcome.recovery_point]
        for each in early[-AGAIN:]:
            async with server.client(customer(each.buyer)) as buyer:
                payload = await buyer.try_("orderCreate", each.input, "order { id }")
            self.outcome.done_twice += (payload["order"] or {}).get("id") != each.id

    def _command(self, *words: str) -> str:
        """One of ours, to its end; what it said."""
        ended = subprocess.run(
            [sys.executable, "-m", "api", *words],
            cwd=PROJECT,
            env=environment(**self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise RuntimeError(f"{' '.join(words)} failed: {ended.stdout}")
        return ended.stdout


def server_credentials(data_dir: Path) -> dict[str, Any]:
    """How to reach the embedded server that runs there."""
    return start_postgres(data_dir).credentials(DATABASE)


def rows(outcome: Outcome) -> list[Row]:
    """What must hold of a round."""
    about = f"drill, {outcome.kind}"
    how = (
        f"{CLIENTS} clients order over HTTP, the postmaster is killed (SIGKILL) and its directory"
        " removed, the base copy and the log received are restored on a fresh cluster;"
        f" {outcome.sentence}"
    )
    found = [
        more_than(f"{about}: orders acknowledged", len(outcome.acknowledged), 0, "orders", how),
        exactly(f"{about}: missing from before", outcome.lost_before, 0, "orders", how),
        at_most(f"{about}: RPO", outcome.rpo_ms, RPO_MS_MAX, "ms", how),
        at_most(f"{about}: RTO", outcome.rto_seconds, RTO_SECONDS_MAX, "s", how),
        exactly(f"{about}: oversold", outcome.oversold, 0, "units", how),
        exactly(
            f"{about}: rules that do not hold",
            len(outcome.findings),
            0,
            "rules",
            "; ".join([how, *outcome.findings]),
        ),
        exactly(f"{about}: cursors met with silence", int(outcome.gap != GAP), 0, "cursors", how),
        exactly(f"{about}: orders done twice", outcome.done_twice, 0, "orders", how),
    ]
    if outcome.kind == SYNCHRONOUS:
        lost = outcome.lost_after
        found.append(exactly(f"{about}: missing from after it", lost, 0, "orders", how))
    return found


if __name__ == "__main__":
    sys.exit(main())
