"""The retailer's year, imported once for each machine, and small shops cut out of it.

They stay in a PostgreSQL of their own beside the project's, and later runs find them again. Only
what changes nothing is measured on them. By hand: `python -m bench.year`.
"""

import asyncio
import io
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fasteners
import psutil

from api.database import database
from api.embedded.postgres import EmbeddedPostgres, default_data_dir, start_postgres
from api.embedded.processes import end_of
from api.migrations import migrate
from api.settings import DATABASE, PROJECT, read_settings
from bench import cores
from bench.database import Connection, connected
from bench.processes import MASTER_KEYS, ItEnded, environment, leave_nothing_running, running
from bench.progress import Say

WEEKS = 53
IMPORT_SECONDS = 1_500
POLL_SECONDS = 1.0
FEW_PRODUCTS, FEW_ORDERS = 1_000, 1_500
PROGRESS = (
    "SELECT count(*) FROM import_progress WHERE source = 'completejourney' AND unit LIKE 'week %'"
)
NEVER_CLEANED = (
    "SELECT count(*) FROM pg_stat_user_tables WHERE relname = 'product' AND last_vacuum IS NULL"
)
COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
ALL_OF = ("data_key", "category", "brand", "tag", "warehouse", "sales_channel")
A_SHELF = {
    "product": "id IN (SELECT id FROM chosen)",
    "product_tag": "product_id IN (SELECT id FROM chosen)",
    "product_translation": "product_id IN (SELECT id FROM chosen)",
    "product_variant": "product_id IN (SELECT id FROM chosen)",
    "variant_price": "variant_id IN (SELECT v.id FROM product_variant v JOIN chosen c"
    " ON c.id = v.product_id)",
    "inventory_level": "variant_id IN (SELECT v.id FROM product_variant v JOIN chosen c"
    " ON c.id = v.product_id)",
}
NEWEST = f"(SELECT id FROM sales_order ORDER BY placed_at DESC, id DESC LIMIT {FEW_ORDERS})"


@dataclass(frozen=True, slots=True)
class Cut:
    """A small shop: which products it has, and which rows of further tables."""

    chosen: str
    more: Mapping[str, str]


# The first of each list are the same as in the whole year, so that both answer the same bytes.
CUTS = {
    "few_products": Cut(
        f"SELECT id FROM product WHERE status = 'published' ORDER BY name, id LIMIT {FEW_PRODUCTS}",
        {},
    ),
    "few_orders": Cut(
        "SELECT DISTINCT v.product_id AS id FROM order_line l JOIN product_variant v"
        f" ON v.id = l.variant_id WHERE l.order_id IN {NEWEST}",
        {
            "customer": f"id IN (SELECT customer_id FROM sales_order WHERE id IN {NEWEST})",
            "sales_order": f"id IN {NEWEST}",
            "order_line": f"order_id IN {NEWEST}",
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Year:
    """A running PostgreSQL with the year and the small shops."""

    server: EmbeddedPostgres

    @property
    def log(self) -> Path:
        """Where the server writes down what it is told to."""
        return self.server.data_dir / "postgres" / "postgres.log"

    def credentials(self, name: str = DATABASE) -> dict[str, Any]:
        """How to reach a database of it."""
        return self.server.credentials(name)

    def url(self, name: str = DATABASE, *, user: str = "postgres") -> str:
        """The same as an address, for the product."""
        host = quote(str(self.server.socket_dir), safe="")
        return f"postgres://{user}@:{self.server.port}/{name}?host={host}"

    def dsn(self, scheme: str = "postgres", name: str = DATABASE) -> str:
        """The same as libraries write it."""
        host = quote(str(self.server.socket_dir), safe="")
        return f"{scheme}://postgres@/{name}?host={host}&port={self.server.port}"

    @property
    def processes(self) -> list[psutil.Process]:
        """The server's, one for each connection among them."""
        return [self.server.process, *self.server.process.children()]

    def cpu_seconds(self) -> float:
        """What all processes of the server have used."""
        return sum(map(cpu_seconds, self.processes))

    async def execute(self, name: str, *statements: str) -> None:
        """Have something done in a database, each statement by itself."""
        async with connected(self.credentials(name)) as connection:
            for statement in statements:
                await connection.execute(statement)


def cpu_seconds(process: psutil.Process) -> float:
    """What a process has used until now; one that has just ended counts for nothing."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


@contextmanager
def year(say: Say) -> Iterator[Year]:
    """The year, made if this machine has none. Whoever enters is on the load's core."""
    directory = default_data_dir(PROJECT) / "bench"
    env = {"DATA_DIR": str(directory), "TRADEGRAPH_MASTER_KEYS": MASTER_KEYS}
    with cores.on(cores.LOAD), database(read_settings(env)) as credentials:
        found = Year(start_postgres(directory))
        cores.move(found.processes, cores.LOAD)  # it may run already
        with fasteners.InterProcessLock(directory / "year.lock"):
            _make(found, credentials, say)
        yield found


def _make(found: Year, credentials: dict[str, Any], say: Say) -> None:
    """Whatever of it is not there yet."""
    asyncio.run(migrate(credentials))
    if asyncio.run(_value(credentials, PROGRESS)) < WEEKS:
        with cores.on(cores.SERVER, cores.LOAD):
            _import(found.server.data_dir, credentials, say)
    if asyncio.run(_value(credentials, NEVER_CLEANED)):
        say("the year is tidied up, once")
        asyncio.run(found.execute(DATABASE, "VACUUM ANALYZE"))
    for name, cut in CUTS.items():
        if not asyncio.run(_exists(found, name)):
            say(f"a small shop, once: {name}")
            asyncio.run(_cut_out(found, name, cut))


def _import(directory: Path, credentials: dict[str, Any], say: Say) -> None:
    """The whole year, some minutes."""
    log = directory / "import.log"
    command = [sys.executable, "-m", "api", "import", "completejourney", "--full"]
    with running(command, log, environment(DATA_DIR=str(directory))) as process:
        for _ in range(int(IMPORT_SECONDS / POLL_SECONDS)):
            try:
                failed = process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                weeks = asyncio.run(_value(credentials, PROGRESS))
                say(f"the year comes in, once for each machine: {weeks} of {WEEKS} weeks")
                continue
            if failed:
                raise ItEnded(f"the import ended with {failed}:\n{end_of(log)}")
            return
    raise ItEnded(f"the year was not in after {IMPORT_SECONDS} s:\n{end_of(log)}")


async def _cut_out(found: Year, name: str, cut: Cut) -> None:
    """Made under another name first, so that it has its own only once it is whole."""
    draft = f"{name}_draft"
    await found.execute("postgres", f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
    found.server.create_database(draft)
    await migrate(found.credentials(draft))
    async with (
        connected(found.credentials()) as source,
        connected(found.credentials(draft)) as target,
    ):
        await source.execute(f"CREATE TEMPORARY TABLE chosen AS {cut.chosen}")
        for table, which in {**dict.fromkeys(ALL_OF, "true"), **A_SHELF, **cut.more}.items():
            await _carry_over(source, target, table, which)
        await target.execute("VACUUM ANALYZE")
    await found.execute("postgres", f"ALTER DATABASE {draft} RENAME TO {name}")


async def _carry_over(source: Connection, target: Connection, table: str, which: str) -> None:
    columns = [row["attname"] for row in await source.fetch(COLUMNS, table)]
    rows = io.BytesIO()
    asked = f"SELECT {', '.join(columns)} FROM {table} WHERE {which}"
    await source.copy_from_query(asked, output=rows, format="binary")
    rows.seek(0)
    await target.copy_to_table(table, source=rows, columns=columns, format="binary")


async def _value(credentials: dict[str, Any], query: str) -> Any:
    async with connected(credentials) as connection:
        return await connection.fetchval(query)


async def _exists(found: Year, name: str) -> bool:
    query = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    return bool(await _value(found.credentials("postgres"), query))


if __name__ == "__main__":
    leave_nothing_running()
    with year(print) as made:
        print(f"The year is in {made.server.data_dir}.")
