"""Reading what is sealed: facts and entries by their numbers, and the seals."""

from collections.abc import Mapping
from typing import Any

from domain.audit.chain import Seal
from domain.shared import sql

FACT = """seq, id, aggregate_type, aggregate_id::text, version, type, payload::text, actor,
    request_id, cause_id, historic, extract(epoch FROM occurred_at)::text"""
# Imported history has an index of its own.
FACTS = f"""
SELECT {FACT} FROM event WHERE seq BETWEEN $1 AND $2 AND NOT historic
UNION ALL SELECT {FACT} FROM event WHERE seq BETWEEN $1 AND $2 AND historic
"""
ENTRIES = """
SELECT number, id, place, kind, actor, address, request_id, operation, subjects::text, code, count,
    extract(epoch FROM occurred_at)::text
FROM audit_entry WHERE number BETWEEN $1 AND $2
"""
COLUMNS = (
    "number, epoch, first_seq, last_seq, first_entry, last_entry, leaves, facts, entries,"
    " previous, sealed_at, hash, key_id, signature"
)
BY_INDEX = "SET LOCAL enable_seqscan = off"  # there is one for everything that is read here


async def facts(first: int, last: int) -> list[Any]:
    """The facts with these numbers, in no order; the number comes first."""
    return await sql.fetch(FACTS, first, last) if first <= last else []


async def entries(first: int, last: int) -> list[Any]:
    """The same of entries."""
    return await sql.fetch(ENTRIES, first, last) if first <= last else []


async def seals(first: int, limit: int) -> list[Seal]:
    """Seals from a number on, in order."""
    found = await sql.rows(
        f"SELECT {COLUMNS} FROM audit_seal WHERE number >= $1 ORDER BY number LIMIT $2",
        *(first, limit),
    )
    return [seal_of(row) for row in found]


async def head() -> Seal | None:
    """The newest seal."""
    row = await sql.row(f"SELECT {COLUMNS} FROM audit_seal ORDER BY number DESC LIMIT 1")
    return None if row is None else seal_of(row)


def seal_of(row: Mapping[str, Any]) -> Seal:
    """A row of the table as a seal."""
    return Seal(**row)
