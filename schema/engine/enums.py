"""Enums as the wire writes them."""

from enum import Enum

from graphql import GraphQLEnumType


def names_of(kind: GraphQLEnumType) -> dict[object, str | None]:
    """What an enum's values are called on the wire, whether a member or its value is at hand."""
    found: dict[object, str | None] = {None: None}
    for name, value in kind.values.items():
        member = value.value
        found[member] = name
        if isinstance(member, Enum):
            found[member.value] = name
    return found
