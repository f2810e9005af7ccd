"""A condition as JSON, for work that is done later than it is asked for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.shared.filters import All, AnyOf, Condition, Is, Not


def kept(condition: Condition | None) -> Any:
    """A condition as JSON can carry it."""
    match condition:
        case None:
            return None
        case Is(field, operator, value):
            return ["is", field, operator, _kept(value)]
        case Not(of):
            return ["not", kept(of)]
        case All(several):
            return ["all", *map(kept, several)]
        case AnyOf(several):
            return ["any", *map(kept, several)]


def unkept(said: Any) -> Condition | None:
    """The condition that `kept` wrote."""
    match said:
        case None:
            return None
        case ["is", str(field), str(operator), value]:
            return Is(field, operator, _unkept(value))
        case ["not", of]:
            return Not(_there(of))
        case ["all", *several]:
            return All([_there(each) for each in several])
        case ["any", *several]:
            return AnyOf([_there(each) for each in several])
    raise ValueError("this is no condition")


def _there(said: Any) -> Condition:
    found = unkept(said)
    assert found is not None, "inside a condition there is one"
    return found


def _kept(value: object) -> object:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, UUID):
        return {"id": str(value)}
    return [_kept(each) for each in value] if isinstance(value, list | tuple) else value


def _unkept(value: Any) -> object:
    match value:
        case {"at": text}:
            return datetime.fromisoformat(text)
        case {"id": text}:
            return UUID(text)
        case [*several]:
            return [_unkept(each) for each in several]
    return value
