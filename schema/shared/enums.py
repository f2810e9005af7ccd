"""The domain's enums as the wire's, every value described."""

from enum import Enum
from typing import Any, TypeVar

import strawberry

from domain.shared.context import ActorKind

__all__ = ["ActorKind", "describe"]

E = TypeVar("E", bound=type[Enum])


def describe(enum: E, description: str, **values: str) -> E:
    """Publish an enum of the domain. Every value needs its description, and no other."""
    assert set(values) == set(enum.__members__), f"{enum.__name__}: {set(values)}"
    published: Any = strawberry.enum(enum, description=description)
    for value in published.__strawberry_definition__.values:
        value.description = values[value.name]
    return enum


describe(
    ActorKind,
    "The five kinds of somebody.",
    ANONYMOUS="Nobody is signed in.",
    CUSTOMER="A customer.",
    STAFF="Somebody who works here.",
    INTEGRATION="Another system, by its token.",
    SYSTEM="The business itself.",
)
