"""Reading the trail: facts and entries as one list, newest first, for whoever may see it.

A line's place is how far the log went, and its number among the entries: a fact stands at its own
number, an entry behind the newest fact of the moment at which it was numbered. That order never
changes, and needs no index but those that are there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from domain.audit.entries import AuditKind
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.paging import Order, Page, Window, cursor_of, decode_cursor

PLACES = Order("TRAIL", "place", descending=True, row_id=int)
PLACE_DIGITS_MAX = 18  # so that a BIGINT column holds it
# What both kinds of lines have; the second is of facts.
ENTRY = """
SELECT place, number, kind, actor, address, request_id, operation, subjects, code, count,
    occurred_at, NULL::jsonb AS payload, NULL::integer AS version
FROM audit_entry
"""
FACT = """
SELECT seq AS place, 0::bigint AS number, 'fact' AS kind, actor, NULL AS address, request_id,
    type AS operation,
    jsonb_build_array(jsonb_build_object('type', aggregate_type, 'id', aggregate_id)) AS subjects,
    NULL AS code, 1 AS count, occurred_at, payload, version
FROM event
"""
# Where a fact's request came from, an entry says; and which seal it is under, the seals.
SHOWN = """
SELECT line.*,
    coalesce(line.address, CASE WHEN line.number = 0 THEN (
        SELECT address FROM audit_entry acted WHERE acted.request_id = line.request_id
            AND acted.actor = line.actor AND acted.kind = 'acted' LIMIT 1) END) AS from_address,
    CASE WHEN line.number = 0
        THEN (SELECT number FROM audit_seal WHERE last_seq >= line.place
            ORDER BY last_seq, number LIMIT 1)
        ELSE (SELECT number FROM audit_seal WHERE last_entry >= line.number
            ORDER BY last_entry, number LIMIT 1) END AS sealed_in
FROM ({lines}) line ORDER BY place {way}, number {way} LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which lines. What is None or empty is not asked about.

    `actor` and `subject` are written as everywhere in the log: `staff:018f…`, and a kind of thing
    with the thing's key.
    """

    actor: str | None = None
    subject: tuple[str, str] | None = None
    kinds: frozenset[AuditKind] = frozenset()
    since: datetime | None = None  # this instant or later
    until: datetime | None = None  # this instant or earlier
    request_id: str | None = None


EVERYTHING = TrailFilter()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail. A fact has number 0, a payload and a version."""

    place: int
    number: int
    kind: AuditKind
    actor: str
    address: str | None
    request_id: str
    operation: str
    subjects: Sequence[dict[str, Any]]
    code: str | None
    count: int
    occurred_at: datetime
    payload: dict[str, Any] | None
    version: int | None
    sealed_in: int | None

    @property
    def cursor(self) -> str:
        """Its place in the list."""
        return cursor_of(PLACES, self.place, self.number)


async def trail_page(ctx: Context, window: Window, where: TrailFilter = EVERYTHING) -> Page[Any]:
    """One page of the trail.

    Raises:
        NotSignedIn, NotPermitted: it is for whoever may read it.
        InvalidInput: a bad window.
    """
    ctx.require(Scope.AUDIT_READ)
    size, question = window.size, _Question(window)
    limit = size + 1
    parts = [question.entries(where, limit)]
    if not where.kinds or AuditKind.FACT in where.kinds:
        parts += [
            question.facts(where, limit, historic=each) for each in ("NOT historic", "historic")
        ]
    text = SHOWN.format(
        lines=" UNION ALL ".join(f"({part})" for part in parts), way=question.way, limit=limit
    )
    found = [_line(row) for row in await sql.rows(text, *question.values)]
    more, kept = len(found) > size, found[:size]
    if window.backwards:
        kept.reverse()
    return Page(
        rows=kept,
        cursors=[line.cursor for line in kept],
        has_next=window.before is not None if window.backwards else more,
        has_previous=more if window.backwards else window.after is not None,
    )


async def count_trail(ctx: Context, where: TrailFilter = EVERYTHING) -> int:
    """How many lines a filter leaves.

    Raises:
        NotSignedIn, NotPermitted: it is for whoever may read it.
    """
    ctx.require(Scope.AUDIT_READ)
    question = _Question(Window())
    parts = [question.entries(where, None)]
    if not where.kinds or AuditKind.FACT in where.kinds:
        parts.append(question.facts(where, None, historic="true"))
    lines = " UNION ALL ".join(f"({part})" for part in parts)
    counted: int = await sql.value(f"SELECT count(*) FROM ({lines}) line", *question.values)
    return counted


class _Question:
    """A statement in the making: its values, and how far the page reaches."""

    def __init__(self, window: Window) -> None:
        self.values: list[object] = []
        self.way = "ASC" if window.backwards else "DESC"
        self._after = _opened(window.after, "after")
        self._before = _opened(window.before, "before")

    def entries(self, where: TrailFilter, limit: int | None) -> str:
        """The entries that a filter leaves, once they have their number."""
        conditions = ["number IS NOT NULL", *self._common(where)]
        kinds = where.kinds - {AuditKind.FACT}
        if where.kinds:
            conditions.append(f"kind = ANY({self._value([kind.value for kind in kinds])}::text[])")
        if where.subject is not None:
            kind, key = where.subject
            conditions.append(
                "subjects @> jsonb_build_array(jsonb_build_object("
                f"'type', {self._value(kind)}::text, 'id', {self._value(key)}::text))"
            )
        for bound, sign in ((self._after, "<"), (self._before, ">")):
            if bound is not None:
                place, number = bound
                conditions.append(
                    f"(place, number) {sign} ({self._value(place)}::bigint,"
                    f" {self._value(number)}::bigint)"
                )
        return self._text(ENTRY, conditions, "number", limit)

    def facts(self, where: TrailFilter, limit: int | None, *, historic: str) -> str:
        """The facts that a filter leaves."""
        conditions = ["seq IS NOT NULL", historic, *self._common(where)]
        if where.subject is not None:
            kind, key = where.subject
            conditions.append(
                f"aggregate_type = {self._value(kind)} AND"
                f" aggregate_id = {self._value(key)}::text::uuid"
            )
        if self._after is not None:  # a fact stands before all entries of its place
            place, number = self._after
            conditions.append(f"seq {'<=' if number else '<'} {self._value(place)}::bigint")
        if self._before is not None:
            conditions.append(f"seq > {self._value(self._before[0])}::bigint")
        return self._text(FACT, conditions, "seq", limit)

    def _common(self, where: TrailFilter) -> list[str]:
        found = []
        for column, sign, value in (
            ("actor", "=", where.actor),
            ("request_id", "=", where.request_id),
            ("occurred_at", ">=", where.since),
            ("occurred_at", "<=", where.until),
        ):
            if value is not None:
                found.append(f"{column} {sign} {self._value(value)}")
        return found

    def _text(self, select: str, conditions: list[str], order: str, limit: int | None) -> str:
        text = f"{select} WHERE {' AND '.join(conditions)}"
        return text if limit is None else f"{text} ORDER BY {order} {self.way} LIMIT {limit}"

    def _value(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def _opened(cursor: str | None, field: str) -> tuple[int, int] | None:
    if cursor is None:
        return None
    place, number = map(str, decode_cursor(PLACES, cursor, field))
    if not (place.isascii() and place.isdigit() and len(place) <= PLACE_DIGITS_MAX):
        raise InvalidInput("This cursor does not belong to this list.", field)
    return int(place), int(number)


def _line(row: dict[str, Any]) -> Line:
    return Line(
        place=row["place"],
        number=row["number"],
        kind=AuditKind(row["kind"]),
        actor=row["actor"],
        address=row["from_address"],
        request_id=row["request_id"],
        operation=row["operation"],
        subjects=_loaded(row["subjects"]),
        code=row["code"],
        count=row["count"],
        occurred_at=row["occurred_at"],
        payload=_loaded(row["payload"]),
        version=row["version"],
        sealed_in=row["sealed_in"],
    )


def _loaded(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value
