"""One run of a plan: who asks, with which variables, and what follows from the arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues

from domain.shared.paging import Order, Window, decode_cursor
from schema.engine.given import Arguments
from schema.engine.mapping import Args
from schema.shared.context import GraphContext


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
        "orders",
        "parts",
        "rows",
        "trace",
        "variables",
    )

    def __init__(
        self,
        context: GraphContext,
        variables: VariableValues | None,
        arguments: list[Arguments],
        constant: Mapping[int, Args],
    ) -> None:
        self.context = context
        self.variables = variables
        self._arguments = arguments
        self._constant = constant
        self._args: dict[int, Args] = {}
        self.orders: dict[int, Order] = {}  # of lists
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

    def order(self, number: int, of: Callable[[Args], Order]) -> Order:
        """How a list is sorted, by its arguments."""
        known = self.orders.get(number)
        if known is None:
            known = self.orders[number] = of(self.args(number))
        return known

    def part(self, number: int, order: Order) -> Part:
        """What part of a list is wanted."""
        known = self.parts.get(number)
        if known is None:
            known = self.parts[number] = Part.of(self.args(number), order)
        return known
