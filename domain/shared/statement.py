"""Statements that bring their rows with them: whole tables as parameters, in one round trip."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, get_args, get_type_hints
from uuid import UUID

from domain.shared import sql

Rows = Iterable[tuple[object, ...]]
KINDS: Mapping[type, str] = {UUID: "uuid", int: "bigint", str: "text", datetime: "timestamptz"}


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows that travel with a statement: what the statement calls them, and a named tuple."""

    name: str
    shape: type[tuple[Any, ...]]

    @property
    def columns(self) -> Mapping[str, str]:
        """The name and the type of each column. What may be None in Python may be null."""
        hints = get_type_hints(self.shape)
        return {name: KINDS[(get_args(hint) or (hint,))[0]] for name, hint in hints.items()}

    def unnested(self, numbers: "count[int]") -> str:
        """The part of a WITH clause that makes a table of as many arrays as there are columns."""
        arrays = ", ".join(f"${next(numbers)}::{kind}[]" for kind in self.columns.values())
        shape = f"{self.name} ({', '.join(self.columns)})"
        return f"{self.name} AS MATERIALIZED (SELECT * FROM unnest({arrays}) AS {shape})"

    def arrays(self, rows: Rows) -> list[list[object]]:
        """The rows, turned on their side."""
        turned = [list(column) for column in zip(*rows, strict=True)]
        return turned or [[] for _ in self.columns]


class Statement:
    """One statement: `body` goes on in the WITH clause that begins with the relations."""

    def __init__(self, relations: Sequence[Relation], body: str) -> None:
        numbers = count(1)
        given = ", ".join(relation.unnested(numbers) for relation in relations)
        self.relations = relations
        self.text = f"WITH {given}, {body}"

    def values(self, *tables: Rows) -> list[object]:
        """The parameters, in their order, for the rows of each relation."""
        values: list[object] = []
        for relation, rows in zip(self.relations, tables, strict=True):
            values += relation.arrays(rows)
        return values

    async def rows(self, *tables: Rows) -> list[dict[str, Any]]:
        """Run it on the current transaction's connection."""
        return await sql.rows(self.text, *self.values(*tables))
