"""Conditions on a list, said without the ORM, so that the wire can speak them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from pypika_tortoise.context import SqlContext
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Term
from tortoise.exceptions import ValidationError
from tortoise.expressions import Q, ResolveContext
from tortoise.query_utils import QueryModifier

from domain.shared.errors import InvalidInput
from domain.shared.inputs import is_text

CONDITIONS_MAX = 50  # in one filter, however nested
LIST_MAX = 250  # values of one condition

# What each operator is called by the ORM.
OPERATORS = {
    "eq": "",
    "one_of": "__in",
    "gte": "__gte",
    "lte": "__lte",
    "contains": "__icontains",
    "is_null": "__isnull",
}


@dataclass(frozen=True, slots=True)
class Is:
    """One field compared with one value (or a list of them, for `one_of`)."""

    field: str
    operator: str
    value: object


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these. Empty means anything."""

    of: Sequence["Condition"]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    of: Sequence["Condition"]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    of: "Condition"


Condition = Is | All | AnyOf | Not
Column = str | Callable[[str, object], Q]


def to_q(condition: Condition | None, columns: Mapping[str, Column]) -> Q:
    """A condition over named fields as the ORM's own. A column may be computed by a function.

    Raises:
        InvalidInput: more than 50 conditions, or more than 250 values in one.
    """
    if condition is None:
        return Q()
    if _size(condition) > CONDITIONS_MAX:
        raise InvalidInput(f"A filter has at most {CONDITIONS_MAX} conditions.", "where")
    return _q(condition, columns)


def values_of(condition: Condition | None, field: str) -> list[Any]:
    """Every value that a field is compared with, anywhere in a condition."""
    if condition is None:
        return []
    if isinstance(condition, Is):
        if condition.field != field:
            return []
        return condition.value if isinstance(condition.value, list) else [condition.value]
    parts = [condition.of] if isinstance(condition, Not) else condition.of
    return [value for part in parts for value in values_of(part, field)]


def _q(condition: Condition, columns: Mapping[str, Column]) -> Q:
    if isinstance(condition, Is):
        return _leaf(condition, columns[condition.field])
    if isinstance(condition, Not):
        return _IsNot(_q(condition.of, columns))
    parts = [_q(part, columns) for part in condition.of]
    return Q(*parts, join_type=Q.OR if isinstance(condition, AnyOf) else Q.AND)


def _leaf(condition: Is, column: Column) -> Q:
    value: Any = condition.value
    if isinstance(value, list) and len(value) > LIST_MAX:
        raise InvalidInput(f"A list has at most {LIST_MAX} values.", "where", condition.field)
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and not is_text(each):
            raise InvalidInput("This has characters that are no text.", "where", condition.field)
    if isinstance(column, str):
        return _Comparison(condition.field, f"{column}{OPERATORS[condition.operator]}", value)
    return column(condition.operator, value)


class _Comparison(Q):
    """One column compared; a value that it cannot hold is refused by the field's name."""

    __slots__ = ("field",)

    def __init__(self, field: str, lookup: str, value: object) -> None:
        super().__init__(**{lookup: value})  # type: ignore[arg-type]  # the ORM's own stubs
        self.field = field

    def resolve(self, resolve_context: ResolveContext) -> QueryModifier:
        """As the ORM asks for it."""
        try:
            return super().resolve(resolve_context)
        except ValidationError:  # of the column: the text is longer than it
            raise InvalidInput("This is longer than any value here.", "where", self.field) from None


class _IsNot(Q):
    """Not so. What is not known is not so either: a product of no brand is not of this brand."""

    __slots__ = ()

    def resolve(self, resolve_context: ResolveContext) -> QueryModifier:
        """As the ORM asks for it."""
        found = super().resolve(resolve_context)
        if not found.where_criterion:
            return found  # nothing is asked
        return QueryModifier(_IsNotTrue(found.where_criterion), found.joins)


class _IsNotTrue(Criterion):
    """`NOT` in SQL leaves out rows of which a condition is null; this does not."""

    def __init__(self, term: Term) -> None:
        super().__init__()
        self.term = term

    def nodes_(self) -> Iterator[Any]:
        """As the ORM asks for it."""
        yield self
        yield from self.term.nodes_()

    def replace_table(self, current_table: Table | None, new_table: Table | None) -> Self:
        """As the ORM asks for it."""
        return type(self)(self.term.replace_table(current_table, new_table))

    def get_sql(self, ctx: SqlContext) -> str:
        """As the ORM asks for it."""
        return f"({self.term.get_sql(ctx.copy(subcriterion=False))}) IS NOT TRUE"


def _size(condition: Condition) -> int:
    if isinstance(condition, Is):
        return 1
    if isinstance(condition, Not):
        return _size(condition.of)
    return sum(_size(part) for part in condition.of)
