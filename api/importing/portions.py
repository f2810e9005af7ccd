"""Portions: what comes in together, in one transaction, and is remembered in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from api.importing.facts import FactRow, append_history, keep_months
from api.importing.rows import TABLES, ProductRow, Row

STAGED_PRODUCTS = """
CREATE TEMPORARY TABLE staged_product ON COMMIT DROP AS
    SELECT {columns} FROM product WITH NO DATA;
ALTER TABLE staged_product ALTER COLUMN search TYPE text
"""
SHELVE_PRODUCTS = """
INSERT INTO product ({columns})
SELECT {values} FROM staged_product
"""


@dataclass(slots=True)
class Portion:
    """Rows by table, facts, and what is to be said of the source's rows, by reason. `then` is done
    when the rows are in, in the same transaction.
    """

    source: str
    unit: str
    rows: dict[type[Row], list[Row]] = field(default_factory=lambda: defaultdict(list))
    facts: list[FactRow] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    then: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows[type(row)].append(row)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows by table, and how many of the source's rows by reason."""
        tables = {TABLES[kind]: len(rows) for kind, rows in self.rows.items()}
        notes = {str(reason): count for reason, count in self.notes.items() if count}
        return {"rows": tables | {"event": len(self.facts)}, "notes": notes}


async def done(connection: "asyncpg.Connection[Any]", source: str) -> dict[str, Any]:
    """The portions of a source that are in, with their counts."""
    rows = await connection.fetch(
        "SELECT unit, counts FROM import_progress WHERE source = $1 ORDER BY id", source
    )
    return {row["unit"]: orjson.loads(row["counts"]) for row in rows}


async def claim(
    connection: "asyncpg.Connection[Any]",
    source: str,
    unit: str,
    counts: Mapping[str, object],
    *,
    now: datetime,
) -> bool:
    """Remember a portion, in the transaction that brings it in. False if it is in already.

    Two imports at once: the second waits here for the first to end.
    """
    row = await connection.fetchval(
        "INSERT INTO import_progress (source, unit, done_at, counts) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT DO NOTHING RETURNING id",
        *(source, unit, now, orjson.dumps(counts).decode()),
    )
    return row is not None


async def load(connection: "asyncpg.Connection[Any]", portion: Portion, *, now: datetime) -> bool:
    """Bring a portion in, all of it or nothing. False if it is in already."""
    await keep_months(connection, portion.facts)
    async with connection.transaction():
        if not await claim(connection, portion.source, portion.unit, portion.counts, now=now):
            return False
        for kind, table in TABLES.items():
            if not (rows := portion.rows.get(kind)):
                continue
            if kind is ProductRow:
                await _shelve_products(connection, rows)
            else:
                await connection.copy_records_to_table(table, records=rows, columns=kind._fields)
        for statement in portion.then:
            await connection.execute(statement)
        await append_history(connection, portion.facts)
        return True


async def _shelve_products(connection: "asyncpg.Connection[Any]", rows: list[Row]) -> None:
    """COPY speaks binary, and has no words for a tsvector: they come as text and are cast."""
    columns = ", ".join(ProductRow._fields)
    await connection.execute(STAGED_PRODUCTS.format(columns=columns))
    await connection.copy_records_to_table(
        "staged_product", records=rows, columns=ProductRow._fields
    )
    await connection.execute(
        SHELVE_PRODUCTS.format(
            columns=columns, values=columns.replace("search", "search::tsvector")
        )
    )
