"""What others ask, from a CSV file: `sku, competitor, amount, currency, observed_at`.

Each row is noted by itself, so a file that was killed half way is simply read again: what is noted
already is noted once.
"""

import asyncio
import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from api.settings import BadSetting
from domain.catalog.queries import variant_by_sku
from domain.pricing.report_competitor_price import Source, report_competitor_price
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config
from domain.shared.errors import DomainError, NotFound
from domain.shared.money import Money

COLUMNS = ("sku", "competitor", "amount", "currency", "observed_at")
FAULTS_MAX = 100  # rows that are named; more are counted

Row = Mapping[str, str | None]


@dataclass(slots=True)
class Report:
    """How many rows there were, how many stand in the books, and what was odd about others."""

    rows: int = 0
    taken: int = 0
    faults: list[str] = field(default_factory=list)


def run(path: Path, credentials: Mapping[str, Any]) -> Report:
    """Note all rows of a file.

    Raises:
        BadSetting: there is no such file, or it has other columns.
    """

    async def work() -> Report:
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        try:
            with path.open(newline="", encoding="utf-8-sig") as file:
                return await note_all(csv.DictReader(file), datetime.now(UTC))
        finally:
            await context.close_connections()

    if not path.is_file():
        raise BadSetting(f"There is no file {path}.")
    return asyncio.run(work())


async def note_all(rows: "Iterable[Row]", now: datetime) -> Report:
    """The same of rows, where the ORM runs already.

    Raises:
        BadSetting: a row lacks a column.
    """
    ctx, report = Context(SYSTEM, now), Report()
    for row in rows:
        if any(row.get(name) is None for name in COLUMNS):
            raise BadSetting(f"The file has the columns {', '.join(COLUMNS)}.")
        report.rows += 1
        try:
            await _note(ctx, row)
            report.taken += 1
        except (DomainError, ValueError) as fault:
            if len(report.faults) < FAULTS_MAX:
                report.faults.append(f"row {report.rows}: {fault}")
    return report


async def _note(ctx: Context, row: Row) -> None:
    sku, competitor, amount, currency, observed = (str(row[name]).strip() for name in COLUMNS)
    variant = await variant_by_sku(ctx, sku)
    if variant is None:
        raise NotFound("variant", sku)
    observed_at = datetime.fromisoformat(observed)
    if observed_at.tzinfo is None:
        observed_at = observed_at.replace(tzinfo=UTC)
    await report_competitor_price(
        ctx,
        variant.id,
        Money.parse(amount, currency),
        competitor=competitor,
        observed_at=observed_at,
        source=Source.FILE,
    )
