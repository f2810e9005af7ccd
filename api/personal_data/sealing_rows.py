"""Sealing what a database had in clear, from a revision that did not seal.

Migrations 0008 and 0012 run this, on whatever shop they find: it stays as it is. The names of
tables, columns and places stand here for themselves. Only the form of what is sealed is shared
with the rest: today's code must open it, whenever it was written (`sealing.VERSION` names it).

All of it belongs to the transaction of the migration. The sealed values are put beside a table
first, in batches; then the table is written anew with them, and what was in clear goes with the
old file.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from api.personal_data.keys import ensure_keys
from domain.shared import master_keys, sql
from domain.shared.sealing import Ring, blind_with, blind_words_with

BATCH: Final = 5_000  # rows
CUSTOMER_NAME: Final = "customer.name"
CUSTOMER_EMAIL: Final = "customer.email"
CUSTOMER_PHONE: Final = "customer.phone"
SHIPPING_ADDRESS: Final = "sales_order.shipping_address"
AUTHOR_NAME: Final = "ticket_message.author_name"
RESET_EMAIL: Final = "reset_request.email"
ADDRESS_COLUMNS: Final = ("recipient", "phone", "line1", "line2", "city", "region", "postal_code")

logger = logging.getLogger(__name__)
Row = Mapping[str, Any]
Values = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Table:
    """Which columns of a table become what `seal` makes of a row: a text each, or null."""

    name: str
    reads: tuple[str, ...]
    columns: tuple[str, ...]
    seal: Callable[[Ring, Row], Values]
    where: str = "true"
    lists: frozenset[str] = frozenset()  # columns that hold several texts; made with blanks between


def _customer(ring: Ring, row: Row) -> Values:
    key, name, email, phone = row["id"], row["name"], row["email"], row["phone"]
    return (
        _sealed(ring, CUSTOMER_NAME, key, name),
        " ".join(blind_words_with(ring, CUSTOMER_NAME, name)),
        _sealed(ring, CUSTOMER_EMAIL, key, email),
        blind_with(ring, CUSTOMER_EMAIL, email) if email else None,
        _sealed(ring, CUSTOMER_PHONE, key, phone),
        blind_with(ring, CUSTOMER_PHONE, phone) if phone else None,
    )


def _address(ring: Ring, row: Row) -> Values:
    key = row["id"]
    return tuple(_sealed(ring, f"address.{name}", key, row[name]) for name in ADDRESS_COLUMNS)


def _order(ring: Ring, row: Row) -> Values:
    return (_sealed(ring, SHIPPING_ADDRESS, row["id"], row["shipping_address"]),)


def _message(ring: Ring, row: Row) -> Values:
    return (_sealed(ring, AUTHOR_NAME, row["id"], row["author_name"]),)


def _request(ring: Ring, row: Row) -> Values:
    email = row["email"]
    return (
        _sealed(ring, RESET_EMAIL, row["id"], email),
        blind_with(ring, RESET_EMAIL, email) if email else None,
    )


TABLES: Final = (
    Table(
        "customer",
        ("name", "email", "phone"),
        ("name", "name_index", "email", "email_index", "phone", "phone_index"),
        _customer,
        lists=frozenset({"name_index"}),
    ),
    Table("address", ADDRESS_COLUMNS, ADDRESS_COLUMNS, _address),
    Table(
        "sales_order",
        ("shipping_address",),
        ("shipping_address",),
        _order,
        "shipping_address IS NOT NULL",
    ),
    Table(
        "ticket_message", ("author_name",), ("author_name",), _message, "author_kind = 'customer'"
    ),
)

REQUESTS: Final = Table("reset_request", ("email",), ("email", "email_index"), _request)


async def seal_what_is_there(apps: object, editor: object) -> None:
    """Seal every row of every table (0008). Without rows no key is needed, and none is made."""
    await _seal(TABLES)


async def seal_reset_requests(apps: object, editor: object) -> None:
    """Seal the addresses that letters were asked for (0012)."""
    await _seal([REQUESTS])


async def _seal(tables: Sequence[Table]) -> None:
    ring: Ring | None = None
    for table in tables:
        total = await sql.value(f"SELECT count(*) FROM {table.name} WHERE {table.where}")
        if not total:
            continue
        if ring is None:
            keys = await ensure_keys(sql.rows, master_keys.held(), now=datetime.now(UTC))
            ring = Ring(lambda keys=keys: keys)  # type: ignore[misc]  # bound, so that it lasts
        await _stage(ring, table, total)
        await _write_anew(table)


async def _stage(ring: Ring, table: Table, total: int) -> None:
    await sql.execute(
        "CREATE TEMPORARY TABLE sealed_row (id uuid PRIMARY KEY, made text[]) ON COMMIT DROP"
    )
    read = ", ".join(("id", *table.reads))
    last, done = UUID(int=0), 0
    while True:
        rows = await sql.rows(
            f"SELECT {read} FROM {table.name} WHERE id > $1 AND {table.where} ORDER BY id LIMIT $2",
            *(last, BATCH),
        )
        if not rows:
            return
        made = [table.seal(ring, row) for row in rows]
        columns = ", ".join(f"c{place}" for place, _ in enumerate(table.columns))
        parameters = ", ".join(f"${place + 2}::text[]" for place, _ in enumerate(table.columns))
        await sql.execute(
            f"INSERT INTO sealed_row SELECT id, ARRAY[{columns}]"
            f" FROM unnest($1::uuid[], {parameters}) AS made (id, {columns})",
            *([row["id"] for row in rows], *map(list, zip(*made, strict=True))),
        )
        last, done = rows[-1]["id"], done + len(rows)
        logger.info("sealed %s of %s rows of %s", done, total, table.name)


async def _write_anew(table: Table) -> None:
    """The table in a new file, with what was made of its rows in place of what was in clear."""
    await sql.execute("ANALYZE sealed_row")
    await sql.execute(
        "CREATE FUNCTION pg_temp.made_of(key uuid, place integer) RETURNS text LANGUAGE sql STABLE"
        " AS 'SELECT made[place] FROM sealed_row WHERE id = key'"
    )
    clauses = []
    for place, column in enumerate(table.columns, 1):
        made, kind = f"pg_temp.made_of(id, {place})", "text"
        if column in table.lists:
            made, kind = f"coalesce(string_to_array({made}, ' '), '{{}}')", "text[]"
        elif column.endswith("_index"):
            kind = "varchar(32)"
        kept = made if table.where == "true" else f"CASE WHEN {table.where} THEN {made}"
        kept = kept if table.where == "true" else f"{kept} ELSE {column} END"
        clauses.append(f"ALTER COLUMN {column} TYPE {kind} USING {kept}")
    await sql.execute(f"ALTER TABLE {table.name} {', '.join(clauses)}")
    await sql.execute("DROP FUNCTION pg_temp.made_of")
    await sql.execute("DROP TABLE sealed_row")


def _sealed(ring: Ring, place: str, key: UUID, value: str | None) -> str | None:
    return ring.seal(place, key, value) if value else value
