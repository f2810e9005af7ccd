"""Enums as the wire writes them."""

from enum import Enum
from typing import Any

from graphql import GraphQLEnumType


def names_of(kind: GraphQLEnumType) -> dict[object, str | None]:
    """What an enum's values are called on the wire, whether a member or its value is at hand."""
    found: dict[object, str | None] = {None: None}
    strawberry: Any = kind
    members: type[Enum] = strawberry.wrapped_cls
    for name, value in kind.values.items():
        found[value.value] = found[members[name]] = name
    return found
