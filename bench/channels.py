"""Real data as a channel: the whole year comes in by its file, twice, each time with a kill in the
middle, and is compared with what the source itself counts.
"""

import asyncio
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from api.database import database
from api.embedded.processes import end_of
from api.embedded.scratch import scratch_directory
from api.importing.completejourney.year import LAST_WEEK, read_year
from api.migrations import migrate
from api.settings import PROJECT, read_settings
from bench.channel_file import CHANNEL, furnish, write_list, write_orders
from bench.database import connected, looking
from bench.processes import environment
from bench.progress import Say
from bench.rows import Row, at_least, exactly
from bench.server import OURS
from domain.channels.models import SalesChannel
from domain.processes.reconcile_channel import RANGE_MAX, DifferenceKind, reconcile_channel
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config

WEEKS = int(os.environ.get("CHANNEL_WEEKS", LAST_WEEK))  # fewer, for whoever is in a hurry
FULL_MOST_SECONDS = 720
BASKETS = 155_848
POLL_SECONDS = 0.2
DEADLINE_SECONDS = 3_600
# Where the money, the goods and the facts of the orders would show that something came twice.
COUNTED = """
SELECT count(*) AS orders, count(DISTINCT external_id) AS ids, sum(total_minor) AS total,
    (SELECT count(*) FROM payment) AS payments,
    (SELECT sum(amount_minor) FROM payment_transaction) AS taken,
    (SELECT sum(quantity) FROM order_line) AS units,
    (SELECT sum(reserved) FROM inventory_level) AS reserved,
    (SELECT sum(reserved_delta) FROM stock_movement) AS moved,
    (SELECT count(*) FROM event WHERE type = 'orders.order_placed') AS told,
    (SELECT count(*) FROM channel_order WHERE status = 'imported') AS imported,
    (SELECT count(*) FROM channel_order WHERE status <> 'imported') AS others
FROM sales_order
"""
OTHERS_AT_WORK = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def measure(say: Say) -> list[Row]:
    """The year, and the year again."""
    say("reading the year")
    year = read_year()
    with scratch_directory(OURS) as directory:
        place = {"DATA_DIR": str(directory / "data")}
        orders, manifest = directory / "orders.jsonl", directory / "list.jsonl"
        with database(read_settings(place)) as credentials:
            asyncio.run(migrate(credentials))
            say("its products, and plenty of each")
            asyncio.run(_furnish(credentials, year))
            count = write_orders(year, WEEKS, orders)
            listed = write_list(year, WEEKS, manifest)
            _run(place, "--manifest", CHANNEL, str(manifest))
            say(f"{count} orders, with a kill in the middle")
            first = _twice(place, credentials, orders, count)
            before = asyncio.run(_counted(credentials))
            say("the same again, with a kill in the middle")
            again = _twice(place, credentials, orders, count)
            after = asyncio.run(_counted(credentials))
            say("reconciling")
            found, equal_hours = asyncio.run(_reconciled(credentials, year.starts_at))
    return _rows(count, listed, first, again, before, after, found, equal_hours)


def _rows(
    count: int,
    listed: int,
    first: float,
    again: float,
    before: dict[str, Any],
    after: dict[str, Any],
    found: dict[DifferenceKind, int],
    hours: tuple[int, int],
) -> list[Row]:
    how = (
        f"python -m api channel-orders, {count} of {BASKETS} baskets (the others have no line that"
        f" can be sold) as JSON Lines, killed at a half and begun anew; then all of it once more"
    )
    doubled = after["orders"] - after["ids"] + max(0, after["payments"] - after["orders"])
    return [
        exactly("channel: orders in the source's list", listed, count, "orders", how),
        exactly(
            "channel: lost, of the source's list",
            found[DifferenceKind.MISSING_HERE],
            0,
            "orders",
            f"channelReconciliation, month by month; {hours[0]} of {hours[1]} hours agree",
        ),
        exactly(
            "channel: doubled",
            doubled + found[DifferenceKind.MISSING_THERE],
            0,
            "orders",
            "orders of one external id, payments beyond one, orders that the list does not have",
        ),
        exactly(
            "channel: amounts that differ",
            found[DifferenceKind.AMOUNT_DIFFERS] + found[DifferenceKind.DUPLICATE],
            0,
            "orders",
            "channelReconciliation",
        ),
        exactly(
            "channel: money, units and facts that do not add up",
            sum(
                abs(int(one) - int(other))
                for one, other in (
                    (after["total"], after["taken"]),
                    (after["units"], after["reserved"]),
                    (after["units"], after["moved"]),
                    (after["orders"], after["told"]),
                    (after["orders"], after["imported"]),
                    (after["others"], 0),
                )
            ),
            0,
            "of anything",
            "orders against payments, lines against shelves and the ledger, facts and messages",
        ),
        exactly(
            "channel: what the second time adds",
            sum(abs(int(after[name]) - int(before[name])) for name in after),
            0,
            "rows",
            f"it took {again:.0f} seconds",
        ),
        at_least(
            "channel: orders taken in",
            round(count / first, 1),
            round(BASKETS / FULL_MOST_SECONDS, 1),
            "orders per second",
            f"{first:.0f} seconds, both starts and the kill in them",
        ),
    ]


async def _furnish(credentials: dict[str, Any], year: Any) -> None:
    async with connected(credentials) as connection:
        await furnish(connection, year, datetime.now(UTC))


def _twice(place: dict[str, str], credentials: dict[str, Any], orders: Path, count: int) -> float:
    """Begin, kill in the middle, and begin anew; seconds of both."""
    started = time.perf_counter()
    log = orders.with_suffix(".log")
    with log.open("wb") as said:
        process = subprocess.Popen(
            _command(CHANNEL, str(orders)),
            cwd=PROJECT,
            env=environment(**place),
            stdout=said,
            stderr=said,
        )
        while _done(log) < count / 2:
            if process.poll() is not None:
                raise RuntimeError(f"the import ended by itself:\n{end_of(log)}")
            time.sleep(POLL_SECONDS)
        process.kill()
        process.wait()
    asyncio.run(_left_alone(credentials))
    _run(place, CHANNEL, str(orders))
    return time.perf_counter() - started


def _done(log: Path) -> int:
    lines = [line for line in log.read_text().splitlines() if line.endswith(" messages")]
    return int(lines[-1].split()[0]) if lines else 0


async def _left_alone(credentials: dict[str, Any]) -> None:
    """Until the database has noticed that nobody is there any more."""
    async with looking(credentials) as connection:
        while await connection.fetchval(OTHERS_AT_WORK):  # noqa: ASYNC110  # others end
            await asyncio.sleep(POLL_SECONDS)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "api", "channel-orders", *arguments]


def _run(place: dict[str, str], *arguments: str) -> None:
    log = Path(place["DATA_DIR"]).parent / "channel.log"
    with log.open("wb") as said:
        done = subprocess.run(
            _command(*arguments),
            cwd=PROJECT,
            env=environment(**place),
            stdout=said,
            stderr=said,
            timeout=DEADLINE_SECONDS,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"it ended with {done.returncode}:\n{end_of(log)}")


async def _counted(credentials: dict[str, Any]) -> dict[str, Any]:
    async with looking(credentials) as connection:
        return dict(await connection.fetchrow(COUNTED))


async def _reconciled(
    credentials: dict[str, Any], start: datetime
) -> tuple[dict[DifferenceKind, int], tuple[int, int]]:
    """All differences by kind, and how many hours agree, of how many."""
    context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
    try:
        channel = await SalesChannel.get(code=CHANNEL)
        ctx, equal, hours = Context(SYSTEM, datetime.now(UTC)), 0, 0
        found = dict.fromkeys(DifferenceKind, 0)
        begin, end = start - timedelta(days=2), start + timedelta(days=400)
        while begin < end:
            part = await reconcile_channel(ctx, channel.id, begin, begin + RANGE_MAX)
            for kind, count in part.counts.items():
                found[kind] += count
            hours += len(part.hours)
            equal += sum(
                (one.here, one.here_minor) == (one.there, one.there_minor) for one in part.hours
            )
            begin += RANGE_MAX
        return found, (equal, hours)
    finally:
        await context.close_connections()
