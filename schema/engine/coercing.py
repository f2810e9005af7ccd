"""Values from JSON as their types say: graphql-core's way, by what is known of a type beforehand.

Whatever is not as it should be, and whatever is rare, is left to graphql-core: it says what is
wrong.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
    Undefined,
    is_required_input_field,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from schema.engine.values import INT_MAX

DEPTH_MAX = 20  # levels of objects and lists; what lies deeper is graphql-core's to refuse
Fits = Callable[[Any], bool]
Take = Callable[[Any, int], Any]  # of a value, and how deep it lies


class Unusual(Exception):
    """Something for graphql-core."""


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_small(value: Any) -> bool:
    return type(value) is int and -INT_MAX - 1 <= value <= INT_MAX


def _is_true_or_false(value: Any) -> bool:
    return type(value) is bool


# The types whose values stay what they are, and which values those are.
PLAIN: Mapping[Any, Fits] = {
    GraphQLBoolean: _is_true_or_false,
    GraphQLID: _is_text,
    GraphQLInt: _is_small,
    GraphQLString: _is_text,
}


def taker(kind: Any) -> Take:
    """What makes values of a type of what was sent.

    It raises `Unusual` where graphql-core must look at it.
    """
    if isinstance(kind, GraphQLNonNull):
        return _needed(taker(kind.of_type))
    if isinstance(kind, GraphQLList):
        return _list(taker(kind.of_type))
    if isinstance(kind, GraphQLInputObjectType):
        return _Object(kind).take
    fits = PLAIN.get(kind)
    return _other(kind) if fits is None else _plain(fits)


def _needed(take: Take) -> Take:
    def needed(value: Any, depth: int) -> Any:
        if value is None:
            raise Unusual
        return take(value, depth)

    return needed


def _list(take: Take) -> Take:
    def each(value: Any, depth: int) -> Any:
        if value is None:
            return None
        if type(value) is not list or depth > DEPTH_MAX:
            raise Unusual
        return [take(item, depth + 1) for item in value]

    return each


def _plain(fits: Fits) -> Take:
    def plain(value: Any, depth: int) -> Any:
        if value is None or fits(value):
            return value
        raise Unusual

    return plain


def _other(kind: Any) -> Take:
    """An enum, or a scalar with rules of its own."""

    def other(value: Any, depth: int) -> Any:
        if value is None:
            return None
        try:
            found = kind.coerce_input_value(value)
        except Exception:  # whatever it is, graphql-core says it as it should be said
            raise Unusual from None
        if found is Undefined:
            raise Unusual
        return found

    return other


class _Object:
    """Makes inputs of one type."""

    def __init__(self, kind: GraphQLInputObjectType) -> None:
        self._kind = kind

    @cached_property
    def _fields(self) -> list[tuple[str, str, Take, bool, Any]]:
        """Found when the first value comes: a type may have fields of itself."""
        return [
            (name, each.out_name or name, taker(each.type), is_required_input_field(each), each)
            for name, each in self._kind.fields.items()
        ]

    def take(self, value: Any, depth: int) -> Any:
        if value is None:
            return None
        if type(value) is not dict or depth > DEPTH_MAX or self._kind.is_one_of:
            raise Unusual
        found: dict[str, Any] = {}
        given = 0
        for name, inside, take, is_required, field in self._fields:
            if name in value:
                given += 1
                found[inside] = take(value[name], depth + 1)
                continue
            if is_required:
                raise Unusual
            default = coerce_default_value(field)
            if default is not Undefined:
                found[inside] = default
        if given < len(value):  # there are others
            raise Unusual
        try:
            return self._kind.out_type(found)
        except Exception:  # whatever it is, graphql-core says it as it should be said
            raise Unusual from None
