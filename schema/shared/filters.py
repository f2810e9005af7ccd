"""Typed operators for `where`, and how they become conditions of the domain."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry

from domain.identity.scopes import Scope
from domain.shared.context import ActorKind, Context
from domain.shared.errors import InvalidInput
from domain.shared.filters import All, AnyOf, Condition, Is, Not, values_of
from schema.shared.ids import key_in

E = TypeVar("E", bound=Enum)
T = TypeVar("T")

NOBODYS = UUID(int=0)  # what an id of another kind stands for: no row has this key
# What somebody needs to ask for what belongs to a thing. Customers find their own alone.
NEEDED = {
    "Customer": Scope.CUSTOMERS_READ,
    "Order": Scope.ORDERS_READ,
    "StaffMember": Scope.TICKETS_READ,
    "Warehouse": Scope.INVENTORY_READ,
}
THEIRS = {"Customer", "Order"}
COMBINED = (
    ("and_", "list[{}] | None", "All of these too.", "AND"),
    ("or_", "list[{}] | None", "At least one of these.", "OR"),
    ("not_", "{} | None", "Not this.", "NOT"),
)
DEPTH_MAX = 20  # levels of AND, OR and NOT
EQ = "Exactly this."
ONE_OF = "One of these, at most 250."


@strawberry.input(description="Compare an id.")
class IDFilter:
    """Ids are equal or they are not."""

    eq: strawberry.ID | None = strawberry.field(description=EQ, default=None)
    one_of: list[strawberry.ID] | None = strawberry.field(description=ONE_OF, default=None)


@strawberry.input(description="Compare a text.")
class StringFilter:
    """Texts can also be parts of one another."""

    eq: str | None = strawberry.field(description=EQ, default=None)
    one_of: list[str] | None = strawberry.field(description=ONE_OF, default=None)
    contains: str | None = strawberry.field(
        description="Has this in it, in upper or lower case.", default=None
    )


@strawberry.input(description="From and to, both included; leave one out for an open end.")
class DateTimeRange:
    """A span of time."""

    gte: datetime | None = strawberry.field(description="At this instant or later.", default=None)
    lte: datetime | None = strawberry.field(description="At this instant or earlier.", default=None)


@strawberry.input(description="Compare a point in time.")
class DateTimeFilter:
    """Times are compared by range."""

    range: DateTimeRange | None = strawberry.field(description="Within this span.", default=None)


@strawberry.input(description="From and to, both included; leave one out for an open end.")
class IntRange:
    """A span of whole numbers."""

    gte: int | None = strawberry.field(description="This or more.", default=None)
    lte: int | None = strawberry.field(description="This or less.", default=None)


@strawberry.input(description="Compare a whole number.")
class IntFilter:
    """Numbers are equal or in a range."""

    eq: int | None = strawberry.field(description=EQ, default=None)
    range: IntRange | None = strawberry.field(description="Within this span.", default=None)


@strawberry.input(description="Compare yes with no.")
class BooleanFilter:
    """It is so, or it is not."""

    eq: bool | None = strawberry.field(description=EQ, default=None)


@strawberry.input(description="Compare a value of a fixed set.")
class EnumFilter(Generic[E]):
    """Members are equal or they are not."""

    eq: E | None = strawberry.field(description=EQ, default=None)
    one_of: list[E] | None = strawberry.field(description=ONE_OF, default=None)


def conditions(description: str, name: str | None = None) -> Any:
    """One optional field of a `where` input."""
    return strawberry.field(description=description, name=name, default=None)


def where_input(description: str) -> Callable[[type[T]], type[T]]:
    """A class of conditions that also stand in AND, OR and NOT of one another."""

    def combined(cls: type[T]) -> type[T]:
        for field, kind, said, name in COMBINED:
            cls.__annotations__[field] = kind.format(cls.__name__)
            setattr(cls, field, conditions(said, name))
        return strawberry.input(cls, description=description)

    return combined


def read(ctx: Context, where: Any, kinds: Mapping[str, str]) -> Condition | None:
    """A `where` input as one condition: all its fields, and AND, OR, NOT inside it.

    The names of the fields stay as they are; which column each one means is said once, beside
    the list's query in the domain. `kinds` says of what kind the ids of a field are; one of
    another kind is nobody's, as an unknown one is.

    What belongs to a thing is not asked for by whoever may not see such things: a hit would tell.

    Raises:
        InvalidInput: conditions inside conditions inside conditions, more than 20 deep.
        NotPermitted: things are named that the actor may not see, be they there or not.
    """
    if where is None:
        return None
    condition = _read(where, kinds, DEPTH_MAX)
    for name, kind in kinds.items():
        if name != "id" and kind in NEEDED and values_of(condition, name):
            _require_sight(ctx, kind)
    return condition


def _require_sight(ctx: Context, kind: str) -> None:
    is_theirs = ctx.customer_id is not None and kind in THEIRS
    if ctx.actor.kind is not ActorKind.ANONYMOUS and not is_theirs:
        ctx.require(NEEDED[kind])  # whoever is nobody finds nothing in any case


def _read(where: Any, kinds: Mapping[str, str], levels: int) -> Condition:
    if not levels:
        raise InvalidInput(f"Conditions stand at most {DEPTH_MAX} deep in one another.", "where")
    parts: list[Condition] = []
    for name, value in vars(where).items():
        if value is None:
            continue
        if name == "and_":
            parts.append(All([_read(inner, kinds, levels - 1) for inner in value]))
        elif name == "or_":
            parts.append(AnyOf([_read(inner, kinds, levels - 1) for inner in value]))
        elif name == "not_":
            parts.append(Not(_read(value, kinds, levels - 1)))
        else:
            parts += _compare(name, value, kinds.get(name))
    return All(parts)


def _compare(name: str, operators: Any, kind: str | None) -> list[Condition]:
    found: list[Condition] = []
    for operator, value in vars(operators).items():
        if value is None:
            continue
        if operator == "range":
            found += _compare(name, value, kind)
        else:
            found.append(Is(name, operator, _key(value, kind)))
    return found


def _key(value: Any, kind: str | None) -> object:
    if kind is None:
        return value
    if isinstance(value, list):
        return [_key(item, kind) for item in value]
    return key_in(kind, value) or NOBODYS
