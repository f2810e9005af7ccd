"""`orderBy`: one or more columns with a direction; the id breaks ties."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any, Protocol

import strawberry

from domain.shared.errors import InvalidInput
from domain.shared.paging import Order


@strawberry.enum(description="Which way a list is sorted.")
class Direction(Enum):
    """Up or down."""

    ASC = strawberry.enum_value("asc", description="Smallest, earliest, A first.")
    DESC = strawberry.enum_value("desc", description="Largest, latest, Z first.")


class Sort(Protocol):
    """What every `orderBy` input looks like."""

    field: Any
    direction: Direction


def sorting(
    wanted: Sequence[Sort] | None, columns: Mapping[Any, Order], *, default: Order
) -> Order:
    """The order a client wants, or the list's own.

    Raises:
        InvalidInput: more than one column; ties are broken by the id already.
    """
    if not wanted:
        return default
    if len(wanted) > 1:
        raise InvalidInput("Sort by one column; the id breaks ties.", "orderBy")
    order, descending = columns[wanted[0].field], wanted[0].direction is Direction.DESC
    return replace(order, name=f"{order.column}_{wanted[0].direction.value}", descending=descending)
