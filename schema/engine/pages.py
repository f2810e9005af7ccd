"""Connections: a page of rows with its cursors, in one part of a statement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type

from domain.shared.paging import Order
from schema.engine import values
from schema.engine.mapping import Read, Uncovered
from schema.engine.rows import Selected
from schema.engine.run import Part, Run
from schema.engine.statement import limit_of
from schema.engine.text import Later, Pieces, Value

if TYPE_CHECKING:
    from schema.engine.compiler import Compiler

Ordering = Callable[[Run], Order]


@dataclass(frozen=True, slots=True)
class Page:
    """A connection that was compiled: what makes it of rows, and whether it counts them all. Where
    the database writes down what is shown of a row, `text` is that, and all that it needs of it.
    """

    maker: str
    counts: bool
    text: Pieces | None


def connection(
    compiler: "Compiler",
    read: Read,
    definition: GraphQLField,
    nodes: list[FieldNode] | Any,
    row: Selected,
    number: int,
    order: Ordering,
    *,
    fixed: Part | None = None,
    in_text: bool = False,
) -> Page:
    """Compile a connection over rows of a table; `number` is that of its arguments. The part that
    is shown may be `fixed`. With `in_text` the database writes the rows down, if nothing but them
    is shown and it can.
    """
    kind = get_named_type(definition.type)
    assert isinstance(kind, GraphQLObjectType), "a connection is an object"
    selected = compiler.selections.of(kind, nodes)
    alone = [found for found in selected.values() if found[0].name.value == "nodes"]
    is_alone = in_text and len(alone) == len(selected) == 1
    text = compiler.text(read, alone[0], row) if is_alone else None
    builder = _Connection(compiler, read, row, order, text)
    parts = [f"{key!r}: {builder.field(kind, found)}" for key, found in selected.items()]
    taken = compiler.code.value(take)
    if fixed is None:
        wanted = f"o = {compiler.code.value(order)}(s)", f"p = s.part({number}, o)"
    else:
        wanted = f"p = {compiler.code.value(fixed)}", "o = p.order"
    maker = compiler.code.function(
        "rows, s, total",
        *wanted,
        f"rows, more = {taken}(rows, p)",
        "return {" + ", ".join(parts) + "}",
    )
    return Page(maker, builder.counts, text)


class _Connection:
    """What is selected of a connection, as expressions over `rows`, `more`, `p`, `o`, `total`."""

    def __init__(
        self,
        compiler: "Compiler",
        read: Read,
        row: Selected,
        order: Ordering,
        text: Pieces | None,
    ) -> None:
        self._compiler = compiler
        self._text = text
        self._read = read
        self._row = row
        self._key = Later(
            lambda run: order(run).column, lambda run: (row.reference(order(run).column),)
        )
        self.counts = False

    def field(self, kind: GraphQLObjectType, nodes: Any) -> str:
        name = nodes[0].name.value
        match name:
            case "__typename":
                return repr(kind.name)
            case "nodes" if self._text is not None:
                return f"[{self._compiler.fragment('x')} for x in rows]"
            case "nodes":
                make = self._compiler.maker(self._read, nodes, self._row)
                return f"[{make}(x, s) for x in rows]"
            case "edges":
                return f"[{self._edge(kind, nodes)} for x in rows]"
            case "pageInfo":
                return self._page_info(kind, nodes)
            case "totalCount":
                self.counts = True
                return f"{self._compiler.code.value(values.small)}(total)"
        raise Uncovered(f"{kind.name}.{name}")

    def _edge(self, kind: GraphQLObjectType, nodes: Any) -> str:
        edge = get_named_type(self._compiler.definition(kind, nodes[0]).type)
        assert isinstance(edge, GraphQLObjectType), "an edge is an object"
        parts = []
        for key, found in self._compiler.selections.of(edge, nodes).items():
            match found[0].name.value:
                case "cursor":
                    made = self._cursor("x")
                case "node":
                    made = f"{self._compiler.maker(self._read, found, self._row)}(x, s)"
                case "__typename":
                    made = repr(edge.name)
                case name:
                    raise Uncovered(f"{edge.name}.{name}")
            parts.append(f"{key!r}: {made}")
        return "{" + ", ".join(parts) + "}"

    def _page_info(self, kind: GraphQLObjectType, nodes: Any) -> str:
        info = get_named_type(self._compiler.definition(kind, nodes[0]).type)
        assert isinstance(info, GraphQLObjectType), "page information is an object"
        ways: dict[str, Callable[[], str]] = {
            "hasNextPage": lambda: "(p.before is not None if p.backwards else more)",
            "hasPreviousPage": lambda: "(more if p.backwards else p.after is not None)",
            "startCursor": lambda: f"({self._cursor('rows[0]')} if rows else None)",
            "endCursor": lambda: f"({self._cursor('rows[-1]')} if rows else None)",
            "__typename": lambda: repr(info.name),
        }
        parts = [
            f"{key!r}: {ways[found[0].name.value]()}"
            for key, found in self._compiler.selections.of(info, nodes).items()
        ]
        return "{" + ", ".join(parts) + "}"

    def _cursor(self, record: str) -> str:
        """A row's cursor: of the column that the list is sorted by, and the id."""
        key = self._row.slot((self._key,)).removeprefix("r")
        row_id = self._row.column("id").removeprefix("r")
        cursor = self._compiler.code.value(values.cursor)
        return f"{cursor}(o, {record}{key}, {record}{row_id})"


def take(rows: list[Any], part: Part) -> tuple[list[Any], bool]:
    """The rows of a page out of those that were asked for, in list order, and whether more follow
    in the direction of reading."""
    more = len(rows) > part.size
    if more:
        rows = rows[: part.size]
    if part.backwards:
        rows = rows[::-1]
    return rows, more


def tail(row: Selected, number: int, order: Ordering, fixed: Part | None = None) -> Later | Pieces:
    """The end of a statement over a list: where the page begins, its order, and its size."""

    def part(run: Run | None) -> Part:
        return fixed or run.part(number, order(run))  # type: ignore[union-attr,arg-type]

    def bound(which: str, place: int) -> Value:
        return Value(lambda run: getattr(part(run), which)[place])

    def shape(run: Run) -> object:
        wanted = part(run)
        cut = wanted.after is not None, wanted.before is not None
        return wanted.order.name, limit_of(wanted), wanted.backwards, cut

    def written(run: Run | None) -> Pieces:
        wanted = part(run)
        sort, limit = wanted.order, limit_of(wanted)
        # What a run is sorted by, another run's source need not have.
        named = row.reference if run is None else row.named
        columns = [named(name) for name in dict.fromkeys([sort.column, "id"])]
        texts: list[str | Value] = []
        for name, later in (("after", True), ("before", False)):
            if getattr(wanted, name) is not None:
                sign = ">" if later is not sort.descending else "<"
                texts += [f" AND ({', '.join(columns)}) {sign} ("]
                if len(columns) > 1:
                    texts += [bound(name, 0), ", "]
                texts += [bound(name, 1), ")"]
        way = " DESC" if sort.descending is not wanted.backwards else ""
        keys = ", ".join(column + way for column in columns)
        return (*texts, f" ORDER BY {keys} LIMIT {limit}")

    return Later(shape, written) if fixed is None else written(None)
