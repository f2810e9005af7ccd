"""Where the values of one row come from while a plan is compiled: a statement, or a model."""

from collections.abc import Mapping
from typing import Protocol

from schema.engine.mapping import Expression
from schema.engine.text import Piece, Pieces, Value, between, pieces

LIST_OF_ROWS = "ARRAY(SELECT ROW("  # as lists of rows begin


class NeedsDatabase(Exception):
    """A model in hand does not have this value; a statement would."""


class Row(Protocol):
    """One row: each value it is asked for becomes an expression in Python over `r`."""

    def column(self, name: str) -> str:
        """A column."""

    def expression(self, wanted: Expression, asked: Mapping[str, Value]) -> str:
        """What the database works out."""


class Selected:
    """A row of a statement: values by their place in what is selected.

    Where it was come by as one of the rows that name another in `by`, that other is `above` it.
    """

    def __init__(self, alias: str, by: str = "", above: "Selected | None" = None) -> None:
        self.alias = alias
        self.columns: set[str] = {"id"}  # what the row's source must have
        self._slots: dict[Pieces, int] = {}
        self._by = by
        self._above = above

    @property
    def slots(self) -> list[Pieces]:
        """What is selected, in order; never nothing."""
        return list(self._slots) or [(self.reference("id"),)]

    def selected(self) -> Pieces:
        """All of it as columns of a statement.

        The driver learns how lists of rows are read from a statement that has such a column, and
        not from one that has them inside of rows only: then it is shown one, without a value.
        """
        columns = between(", ", self.slots)
        text = "".join(part for part in columns if isinstance(part, str))
        return pieces(columns, ", NULL::record[]") if LIST_OF_ROWS in text else columns

    def record(self) -> Pieces:
        """All of it as one value."""
        return pieces("ROW(", between(", ", self.slots), ")")

    def reference(self, name: str) -> str:
        """A column in SQL."""
        self.columns.add(name)
        return self.named(name)

    def named(self, name: str) -> str:
        """The same of a column that only this run needs, and that its source has then."""
        return f'{self.alias}."{name}"'

    def slot(self, wanted: Pieces) -> str:
        """Select something; twice the same is selected once."""
        return f"r[{self._slots.setdefault(wanted, len(self._slots))}]"

    def column(self, name: str) -> str:
        """A column."""
        return self.slot((self.reference(name),))

    def expression(self, wanted: Expression, asked: Mapping[str, Value]) -> str:
        """What the database works out."""
        return self.slot(self.worked_out(wanted, asked))

    def worked_out(self, wanted: Expression, asked: Mapping[str, Value]) -> Pieces:
        """The same in SQL."""
        if self._above is not None and wanted.above is not None and wanted.above[0] == self._by:
            return (self._above.reference(wanted.above[1]),)
        self.columns.update(wanted.columns)
        return filled(wanted.sql, {"row": self.alias, **asked})


class InHand:
    """A row that was read already: values are attributes of the model."""

    def column(self, name: str) -> str:
        """A column."""
        return f"r.{name}"

    def expression(self, wanted: Expression, asked: Mapping[str, Value]) -> str:
        """What the model works out too.

        Raises:
            NeedsDatabase: it cannot.
        """
        if wanted.attribute is None:
            raise NeedsDatabase(wanted.sql)
        return f"r.{wanted.attribute}"


def filled(template: str, values: Mapping[str, Piece | Pieces]) -> Pieces:
    """A template with its `{names}` in place."""
    parts = enumerate(template.replace("}", "{").split("{"))
    return pieces(*(values[part] if number % 2 else part for number, part in parts if part))
