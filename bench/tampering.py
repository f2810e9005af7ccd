"""Ways to tamper with the trail, as somebody would who owns the database: one statement each."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.domain.audit.test_verifying import COPY, OF_A_FACT, OF_A_SEAL, OF_AN_ENTRY

PLACE = 8  # of the fact and the entry that suffer, among twelve
SEAL = 2  # of three
COPY_OF_AN_ENTRY = """
INSERT INTO audit_entry (number, place, kind, actor, address, request_id, operation, subjects,
    code, count, occurred_at)
SELECT 0, place, kind, actor, address, request_id, operation, subjects,
    code, count, occurred_at
FROM audit_entry WHERE number = 8
"""


@dataclass(frozen=True, slots=True)
class Tampering:
    """What is done, and what verifying must name for it."""

    statements: tuple[str, ...]
    where: str
    what: str  # how it begins


def every_tampering() -> dict[str, Tampering]:
    """Each by its name."""
    return dict([*_changes(), *_removals(), *_swaps(), *_insertions(), *_forgeries()])


Named = Iterator[tuple[str, Tampering]]


def _changes() -> Named:
    for table, number, columns, kind, place in (
        ("event", "seq", OF_A_FACT, "fact", PLACE),
        ("audit_entry", "number", OF_AN_ENTRY, "entry", PLACE),
        ("audit_seal", "number", OF_A_SEAL, "seal", SEAL),
    ):
        for column, value in columns.items():
            statement = f"UPDATE {table} SET {column} = {value} WHERE {number} = {place}"
            yield f"{kind}: {column}", Tampering((statement,), f"{kind} {place}", "was changed")


def _removals() -> Named:
    for kind, table, number in (("fact", "event", "seq"), ("entry", "audit_entry", "number")):
        for place in (1, PLACE, 12):
            statement = f"DELETE FROM {table} WHERE {number} = {place}"
            removed = Tampering((statement,), f"{kind} {place}", "was removed")
            yield f"{kind} {place} removed", removed
    for place in (1, SEAL, 3):
        statement = f"DELETE FROM audit_seal WHERE number = {place}"
        yield f"seal {place} removed", Tampering((statement,), f"seal {place}", "was removed")


def _swaps() -> Named:
    for kind, table, number in (("fact", "event", "seq"), ("entry", "audit_entry", "number")):
        steps = tuple(
            f"UPDATE {table} SET {number} = {new} WHERE {number} = {old}"
            for old, new in ((7, -7), (9, 7), (-7, 9))
        )
        yield f"{kind}: swapped", Tampering(steps, f"{kind} 7", "was moved")


def _insertions() -> Named:
    between = COPY.replace("$1::bigint", "4")
    yield "fact: inserted", Tampering((between,), "fact 4", "was inserted")
    below = COPY.replace("$1::bigint", "0")
    yield "fact: inserted below", Tampering((below,), "fact or entry below 1", "was inserted")
    entry = Tampering((COPY_OF_AN_ENTRY,), "fact or entry below 1", "was inserted")
    yield "entry: inserted below", entry


def _forgeries() -> Named:
    for name, change, what in (
        ("signature", "signature = hash", "was forged"),
        ("unknown key", "key_id = 'unknown'", "was signed with a key that is not known"),
    ):
        statement = f"UPDATE audit_seal SET {change} WHERE number = {SEAL}"
        yield f"seal: {name}", Tampering((statement,), f"seal {SEAL}", what)
