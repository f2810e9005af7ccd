"""One run of a plan: who asks, with which variables, and what follows from the arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, get_argument_values
from graphql.execution.values import VariableValues
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from domain.shared.paging import Order, Window, decode_cursor
from schema.engine.mapping import Args
from schema.shared.context import GraphContext


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one field of a document. Those without variables are read once."""

    definition: GraphQLField
    node: FieldNode
    field: StrawberryField
    scalars: Any
    config: Any

    def given(self, variables: VariableValues | None) -> dict[str, Any]:
        """The arguments as GraphQL names them."""
        return get_argument_values(self.definition, self.node, variables)

    def read(self, variables: VariableValues | None) -> Args:
        """The arguments as Python names them."""
        given = self.given(variables)
        return convert_arguments(given, self.field.arguments, self.scalars, self.config)


@dataclass(slots=True)
class Part:
    """What part of a list is wanted in one run, its cursors opened."""

    size: int
    backwards: bool
    after: tuple[object, object] | None
    before: tuple[object, object] | None
    order: Order

    @classmethod
    def of(cls, args: Args, order: Order) -> "Part":
        """What the four arguments of paging say.

        Raises:
            InvalidInput: a size outside 1 to 100, or a cursor that does not belong here.
        """
        window = Window(*(args.get(name) for name in ("first", "after", "last", "before")))
        after, before = window.after, window.before
        return cls(
            window.size,
            window.backwards,
            None if after is None else decode_cursor(order, after, "after"),
            None if before is None else decode_cursor(order, before, "before"),
            order,
        )


class Run:
    """What the statements and the generated code of a plan ask while it runs."""

    __slots__ = (
        "_args",
        "_arguments",
        "_constant",
        "context",
        "found",
        "made",
        "parts",
        "rows",
        "trace",
        "variables",
    )

    def __init__(
        self,
        context: GraphContext,
        variables: VariableValues | None,
        arguments: "list[Arguments]",
        constant: Mapping[int, Args],
    ) -> None:
        self.context = context
        self.variables = variables
        self._arguments = arguments
        self._constant = constant
        self._args: dict[int, Args] = {}
        self.parts: dict[int, Part] = {}  # of lists
        self.rows: dict[int, Any] = {}  # what a field at the root is to be found by
        self.made: Any = None  # what the last resolver at the root made
        self.found: dict[int, Any] = {}  # rows read for them
        self.trace: Callable[[str, list[object], int, float], None] | None = (
            None  # told of each statement
        )

    def args(self, number: int) -> Args:
        """The arguments of a field."""
        known = self._constant.get(number)
        if known is not None:
            return known
        if number not in self._args:
            self._args[number] = self._arguments[number].read(self.variables)
        return self._args[number]

    def part(self, number: int, order: Order) -> Part:
        """What part of a list is wanted."""
        if number not in self.parts:
            self.parts[number] = Part.of(self.args(number), order)
        return self.parts[number]
