"""Keyset paging: a page starts after a row, not after a number of rows."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.models import Model
from tortoise.queryset import QuerySet, ValuesQuery

from domain.shared import sql
from domain.shared.errors import InvalidInput
from domain.shared.inputs import COUNT_MAX, is_text

PAGE_SIZE = 20  # rows
PAGE_SIZE_MAX = 100  # rows
ID_MAX = 2**63 - 1  # what a BIGINT column holds

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Window:
    """What part of a list is asked for: `first` rows after a cursor, or `last` before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def size(self) -> int:
        """How many rows.

        Raises:
            InvalidInput: outside 1 to 100, or both directions at once.
        """
        if self.first is not None and self.last is not None:
            raise InvalidInput("Ask for first or last, not both.", "first")
        size = self.first if self.first is not None else self.last
        if size is None:
            return PAGE_SIZE
        if not 1 <= size <= PAGE_SIZE_MAX:
            name = "first" if self.first is not None else "last"
            raise InvalidInput(f"A page has 1 to {PAGE_SIZE_MAX} rows.", name)
        return size

    @property
    def backwards(self) -> bool:
        """Whether the page is counted from its end."""
        return self.last is not None


@dataclass(frozen=True, slots=True)
class Order:
    """A sort order: a column and a direction. The id breaks ties, in the same direction.

    `value` and `row_id` turn the cursor's texts back into the column's type and the id's.
    """

    name: str
    column: str
    descending: bool = False
    value: Callable[[str], object] = str
    row_id: Callable[[str], object] = UUID


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page in list order, each with its cursor."""

    rows: Sequence[M]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


def instant(text: str) -> datetime:
    """A cursor's text as a point in time."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a cursor of ours says how far from UTC it is")
    return found.astimezone(UTC)


def encode_cursor(order: Order, row: Model) -> str:
    """A row's place in a sorted list. It names the order, so it fits no other."""
    return cursor_of(order, getattr(row, order.column), row.pk)


def cursor_of(order: Order, key: object, row_id: object) -> str:
    """The same, of the two values that say where the row stands."""
    text = key.isoformat() if isinstance(key, datetime) else str(key)
    return base64.urlsafe_b64encode(orjson.dumps([order.name, text, str(row_id)])).decode()


def decode_cursor(order: Order, cursor: str, field: str) -> tuple[object, object]:
    """The key and the id that a cursor stands for.

    Raises:
        InvalidInput: not a cursor of this list in this order.
    """
    try:
        name, text, key = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
        if name != order.name:
            raise ValueError
        found = order.value(text), order.row_id(key)
        if not (_is_storable(found[0], COUNT_MAX) and _is_storable(found[1], ID_MAX)):
            raise ValueError
        return found
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidInput("This cursor does not belong to this list.", field) from None


def _is_storable(value: object, most: int) -> bool:
    """Whether a column could hold it, so that it can be compared with one."""
    if isinstance(value, int):
        return abs(value) <= most
    return not isinstance(value, str) or is_text(value)


def beyond(order: Order, cursor: str, field: str, *, later: bool) -> Q:
    """The rows later or earlier than a cursor in list order."""
    key, row_id = decode_cursor(order, cursor, field)
    sign = "gt" if later is not order.descending else "lt"
    if order.column == "id":
        return _where({f"id__{sign}": row_id})
    return _where({f"{order.column}__{sign}": key}) | _where(
        {order.column: key, f"id__{sign}": row_id}
    )


def _where(conditions: dict[str, Any]) -> Q:
    return Q(**conditions)


async def page(rows: "QuerySet[M]", window: Window, order: Order) -> Page[M]:
    """One page of a list in one statement.

    Raises:
        InvalidInput: a size outside 1 to 100, or a cursor that does not belong here.
    """
    sign = "-" if order.descending is not window.backwards else ""
    keys = [f"{sign}id"] if order.column == "id" else [f"{sign}{order.column}", f"{sign}id"]
    found = await _inside(rows, window, order).order_by(*keys).limit(window.size + 1)
    return _page(found, window, order)


async def pages(
    rows: "QuerySet[M]", parent: str, keys: Sequence[UUID], window: Window, order: Order
) -> dict[UUID, Page[M]]:
    """The same page of many lists at once, one list per parent: two statements for all.

    Raises:
        InvalidInput: a size outside 1 to 100, or a cursor that does not belong here.
    """
    size = window.size
    columns = dict.fromkeys(["id", parent, order.column])
    inner = _inside(rows.filter(**{f"{parent}__in": list(keys)}), window, order)
    listed, values = _written(inner.order_by().values(*columns))
    way = "DESC" if order.descending is not window.backwards else "ASC"
    ranked = await sql.rows(
        f"SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY {parent}"
        f" ORDER BY {order.column} {way}, id {way}) AS place FROM ({listed}) AS listed) AS ranked"
        f" WHERE place <= {size + 1}",
        *values,
    )
    found = await rows.model.filter(id__in=[row["id"] for row in ranked])
    found.sort(key=lambda row: (getattr(row, order.column), row.pk), reverse=way == "DESC")
    by_parent: dict[UUID, list[M]] = {}
    for row in found:
        by_parent.setdefault(getattr(row, parent), []).append(row)
    return {key: _page(found, window, order) for key, found in by_parent.items()}


def nothing(window: Window) -> Page[Any]:
    """A page without rows, as `page` would tell it: what is beyond its cursors is not looked at."""
    return Page(
        rows=[],
        cursors=[],
        has_next=window.backwards and window.before is not None,
        has_previous=not window.backwards and window.after is not None,
    )


async def counts(rows: "QuerySet[M]", parent: str, keys: Sequence[UUID]) -> dict[UUID, int]:
    """How long each of many lists is, in one statement."""
    counted = (
        await rows.filter(**{f"{parent}__in": list(keys)})
        .order_by()
        .annotate(total=Count("id"))
        .group_by(parent)
        .values(parent, "total")
    )
    return {row[parent]: row["total"] for row in counted}


def _written(query: ValuesQuery[Any]) -> tuple[str, list[Any]]:
    """A statement and its parameters. (Inlining them would forget those of a subquery.)"""
    query.sql()  # composes it
    return query.query.get_parameterized_sql()


def _inside(rows: "QuerySet[M]", window: Window, order: Order) -> "QuerySet[M]":
    if window.after is not None:
        rows = rows.filter(beyond(order, window.after, "after", later=True))
    if window.before is not None:
        rows = rows.filter(beyond(order, window.before, "before", later=False))
    return rows


def _page(found: list[M], window: Window, order: Order) -> Page[M]:
    size = window.size
    more, kept = len(found) > size, found[:size]
    if window.backwards:
        kept.reverse()
    return Page(
        rows=kept,
        cursors=[encode_cursor(order, row) for row in kept],
        has_next=more if not window.backwards else window.before is not None,
        has_previous=more if window.backwards else window.after is not None,
    )
