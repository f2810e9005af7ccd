"""What an operation may cost: an estimate of the rows it reads, made once for each document.

A scalar costs nothing, nor does a value that stands in its owner's row; an object costs 1, a page
of a list 2 and as often what a row costs as the page has rows. How many those are is said by
`first` and `last`, perhaps in variables: so what is kept of a document is a sum in which only they
are open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNamedType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)

from domain.shared.errors import DomainError
from domain.shared.paging import PAGE_SIZE, PAGE_SIZE_MAX

COST_MAX = 1_000  # of one operation
OBJECT = 1
# They stand in a row that was read anyway.
VALUES = frozenset(
    {
        *("CollectionCondition", "Money", "NameTranslation", "QualityReason", "ShippingAddress"),
        *("RoutingConsidered", "RoutingVerdict"),
        *("AutomationAction", "AutomationComparison", "AutomationGroup", "AutomationPlan"),
    }
)
PAGE = 2  # a list of pages, besides its rows
COUNT = 1  # `totalCount`, for each row of the page beside which it stands
MUTATION = 10
SIZES = ("first", "last")  # arguments
FEW = 5  # rows that a list without pages is taken to have


class TooCostly(DomainError):
    """An operation that would read too much."""

    code = "COST_EXCEEDED"

    def __init__(self, cost: int) -> None:
        super().__init__(
            f"This costs {cost}, and an operation may cost {COST_MAX}: ask for smaller pages.",
            cost=cost,
            cost_max=COST_MAX,
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """What a selection costs: a number, and parts that are multiplied by a size known later."""

    fixed: int = 0
    parts: "tuple[tuple[Size, Cost], ...]" = ()

    def of(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables."""
        if not self.parts:
            return self.fixed
        return self.fixed + sum(
            size.of(variables) * part.of(variables) for size, part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a list has: as many as one of several variables says, or else a number.

    With each variable goes what it is where it is left out; null says nothing, there as here.
    """

    number: int
    variables: tuple[tuple[str, int | None], ...] = ()
    of_list: bool = False  # the variable is a list, and as long as that

    def of(self, variables: Mapping[str, Any]) -> int:
        """The number of rows, never more than a page may have."""
        found = [
            size
            for name, otherwise in self.variables
            if (size := self._said(variables[name]) if name in variables else otherwise) is not None
        ]
        return max(found, default=self.number)

    def _said(self, given: object) -> int | None:
        if self.of_list:
            return len(given) if isinstance(given, list) else None
        if isinstance(given, int | float):  # 100.0 is a whole number too
            return int(max(0, min(given, PAGE_SIZE_MAX)))
        return None


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Cost:
    """What an operation of a valid document costs."""
    root = schema.get_root_type(operation.operation)
    defaults = {
        each.variable.name.value: _size_in(each.default_value)
        for each in operation.variable_definitions or ()
    }
    meter = _Meter(schema, document, defaults)
    found = meter.selection(root, operation.selection_set)
    if operation.operation is OperationType.MUTATION:
        found = _sum([Cost(MUTATION), found])
    return _worked_out(found)


def _worked_out(cost: Cost) -> Cost:
    """The same, with whatever depends on no variable multiplied out."""
    fixed, parts = cost.fixed, []
    for size, part in cost.parts:
        inner = _worked_out(part)
        if size.variables or inner.parts:
            parts.append((size, inner))
        else:
            fixed += size.number * inner.fixed
    return Cost(fixed, tuple(parts))


class _Meter:
    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, defaults: Mapping[str, int | None]
    ) -> None:
        self._schema = schema
        self._defaults = defaults
        self._fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._known: dict[str, Cost] = {}

    def selection(self, kind: Any, selections: SelectionSetNode | None) -> Cost:
        """What is selected of a type; of fragments on several types, all of them."""
        found = []
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                found.append(self._field(kind, node))
            elif isinstance(node, FragmentSpreadNode):
                found.append(self._fragment(node.name.value))
            else:
                condition = getattr(node, "type_condition", None)
                inner = self._schema.type_map[condition.name.value] if condition else kind
                found.append(self.selection(inner, getattr(node, "selection_set", None)))
        return _sum(found)

    def _fragment(self, name: str) -> Cost:
        if name not in self._known:
            fragment = self._fragments[name]
            kind = self._schema.type_map[fragment.type_condition.name.value]
            self._known[name] = self.selection(kind, fragment.selection_set)
        return self._known[name]

    def _field(self, kind: Any, node: FieldNode) -> Cost:
        definition = getattr(kind, "fields", {}).get(node.name.value)
        if definition is None:  # introspection
            return Cost()
        if node.name.value == "totalCount":
            return Cost(COUNT)
        inner: GraphQLNamedType = get_named_type(definition.type)
        if not is_composite_type(inner) or inner.name in VALUES:
            return Cost()
        below = self.selection(inner, node.selection_set)
        if "first" in definition.args:
            return Cost(PAGE, ((self._page(node), below),))
        if isinstance(get_nullable_type(definition.type), GraphQLList) and not _is_of_page(kind):
            return Cost(0, ((self._list(node), _sum([Cost(OBJECT), below])),))
        if node.name.value == "pageInfo":
            return Cost()
        return _sum([Cost(OBJECT), below])

    def _list(self, node: FieldNode) -> Size:
        for argument in node.arguments or ():
            if isinstance(argument.value, ListValueNode):
                return Size(len(argument.value.values))
            if argument.name.value == "ids" and isinstance(argument.value, VariableNode):
                return Size(FEW, (self._variable(argument.value),), of_list=True)
        return Size(FEW)

    def _page(self, node: FieldNode) -> Size:
        variables = []
        for argument in node.arguments or ():
            if argument.name.value not in SIZES:
                continue
            if isinstance(argument.value, IntValueNode):
                return Size(max(0, min(int(argument.value.value), PAGE_SIZE_MAX)))
            if isinstance(argument.value, VariableNode):
                variables.append(self._variable(argument.value))
        return Size(PAGE_SIZE, tuple(variables))

    def _variable(self, node: VariableNode) -> tuple[str, int | None]:
        return node.name.value, self._defaults.get(node.name.value)


def _size_in(default: object) -> int | None:
    """What a variable's default says of a size."""
    if isinstance(default, ListValueNode):
        return len(default.values)
    if isinstance(default, IntValueNode):
        return max(0, min(int(default.value), PAGE_SIZE_MAX))
    return None


def _is_of_page(kind: Any) -> bool:
    """Whether a type is a connection: its rows were counted with it."""
    return "pageInfo" in kind.fields


def _sum(costs: Sequence[Cost]) -> Cost:
    return Cost(
        sum(each.fixed for each in costs), tuple(part for each in costs for part in each.parts)
    )
