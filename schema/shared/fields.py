"""Fields that read like a table: a column and its description."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

import strawberry

from schema.shared.ids import global_id

R = TypeVar("R")

ID_DESCRIPTION = "The global id: opaque, unique over all kinds of things."


def column(description: str) -> Any:
    """A field that is the row's attribute of the same name."""
    return strawberry.field(description=description, default=None)


def resolve(source: Any, name: str) -> object:
    """Strawberry's default resolver: from the row behind a type, else from the object itself."""
    row = getattr(source, "row", None)
    return getattr(source if row is None else row, name)


@strawberry.interface(description="Anything with a global id.")
class Node:
    """Relay's object identification."""

    @strawberry.field(description=ID_DESCRIPTION)
    def id(self) -> strawberry.ID:
        row: Any = self.row  # type: ignore[attr-defined]  # every implementation has one
        return global_id(type(self).__name__, row.id)


# Types by name, so that two that refer to each other need not import each other.
SHOWN: dict[str, Any] = {}


@dataclass(kw_only=True)
class Backed(Generic[R]):
    """A type that shows a row."""

    row: strawberry.Private[R]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        SHOWN[cls.__name__] = cls

    @classmethod
    def of(cls, row: R) -> Self:
        """The type that shows this row."""
        return cls(row=row)

    @classmethod
    def maybe(cls, row: R | None) -> Self | None:
        """The same, where there may be none."""
        return None if row is None else cls.of(row)

    @classmethod
    def each(cls, rows: list[R]) -> list[Self]:
        """The same, for a list."""
        return [cls.of(row) for row in rows]


def row_key(source: Any) -> UUID:
    """The key of the row behind a type."""
    key: UUID = source.row.id
    return key


def show(kind: str, row: object) -> Any:
    """A row as the type of this name, which may be defined higher up; None stays None."""
    return SHOWN[kind].maybe(row)


def show_each(kind: str, rows: Sequence[object]) -> Any:
    """The same, for a list."""
    return [SHOWN[kind].of(row) for row in rows]
