"""A shop with its rows in reach: the ORM connected here, and real processes of the product beside.

What goes in through the graph is asked over HTTP of `python -m api serve`; what must be there
before anybody asks is put there by the domain's own verbs.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from api.database_urls import url_of
from api.embedded.postgres import start_postgres
from api.embedded.scratch import scratch_directory
from api.migrations import migrate
from api.personal_data import hold_keys
from api.settings import DATABASE, PROJECT
from bench.processes import MASTER_KEYS, end, environment, running, wait_for
from bench.server import OURS, START_SECONDS
from domain.shared.database import orm_config
from domain.shared.master_keys import MasterKeys
from tests.shop import Shop
from tests.wire import SECRET

ANSWERS = r"answers at (http://[^/\s]+)"
WORKS = "The worker is at work"


@dataclass(frozen=True)
class Process:
    """One of ours that runs; `address` is empty where it answers nobody."""

    popen: "subprocess.Popen[bytes]"
    log: Path
    address: str = ""

    def kill(self) -> None:
        """SIGKILL: it gets to finish nothing."""
        os.kill(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    @property
    def said(self) -> str:
        """All of its log."""
        return self.log.read_text("utf-8", "replace")


@dataclass(frozen=True)
class Stand:
    """A database, and how to set processes beside it."""

    directory: Path
    credentials: dict[str, Any]
    shop: Shop

    @property
    def data_dir(self) -> Path:
        """Where the database lies."""
        return self.directory / "data"

    @property
    def settings(self) -> dict[str, str]:
        """What every process of the product is told here."""
        return environment(
            DATABASE_URL=url_of(self.credentials),
            DATA_DIR=str(self.directory / "own"),
            TRADEGRAPH_MASTER_KEYS=MASTER_KEYS,
            TRADEGRAPH_SECRET=SECRET,
            PORT="0",
        )

    @asynccontextmanager
    async def process(
        self, name: str, *words: str, until: str = ANSWERS, **settings: str
    ) -> AsyncIterator[Process]:
        """`python -m api ...` for as long as the block runs; its log bears the name."""
        log = self.directory / f"{name}.log"
        command = [sys.executable, "-m", "api", *words]
        with running(command, log, self.settings | settings) as popen:
            said = await asyncio.to_thread(wait_for, until, popen, log, START_SECONDS)
            try:
                yield Process(popen, log, said[1] if said.groups() else "")
            finally:
                await asyncio.to_thread(end, popen)

    def server(self, name: str, **settings: str) -> Any:
        """A server without a worker."""
        return self.process(name, "serve", "--no-worker", **settings)

    def worker(self, name: str, **settings: str) -> Any:
        """A worker alone."""
        return self.process(name, "worker", until=WORKS, **settings)

    async def command(self, *words: str) -> tuple[int, str]:
        """A command to its end: its exit status, and what it said."""
        ended = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "api", *words],
            cwd=PROJECT,
            env=self.settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout


@asynccontextmanager
async def standing(*, furnished: bool = True) -> AsyncIterator[Stand]:
    """A small shop at this hour, on an embedded PostgreSQL of its own; or without a row."""
    with _database() as (directory, credentials):
        await migrate(credentials)
        hold_keys(credentials, lambda: MasterKeys.read(MASTER_KEYS))
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        with context:
            try:
                shop = await Shop.open() if furnished else Shop()
                shop.now = datetime.now(UTC)
                yield Stand(directory, credentials, shop)
            finally:
                await context.close_connections()


@contextmanager
def _database() -> Iterator[tuple[Path, dict[str, Any]]]:
    with scratch_directory(OURS) as directory:
        postgres = start_postgres(directory / "data")
        try:
            postgres.create_database(DATABASE)
            yield directory, postgres.credentials(DATABASE)
        finally:
            postgres.stop()
