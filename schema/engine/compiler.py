"""From a document to a plan: by the tables, field by field."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from domain.shared.errors import InvalidInput
from domain.shared.paging import Order
from schema.engine import relations, values
from schema.engine.code import Code
from schema.engine.given import Arguments
from schema.engine.mapping import (
    Asked,
    Column,
    Computed,
    Depending,
    Expression,
    Field,
    Many,
    Masked,
    One,
    Pages,
    Part,
    Read,
    Stated,
    Tables,
    Uncovered,
    Written,
)
from schema.engine.pages import connection, tail
from schema.engine.rows import InHand, NeedsDatabase, Row, Selected
from schema.engine.run import Part as PartOfList
from schema.engine.run import Run
from schema.engine.selection import Selections
from schema.engine.sources import Sources
from schema.engine.text import Pieces, Value, pieces
from schema.engine.texts import InPython, Texts
from schema.shared.fields import SHOWN

Nodes = Sequence[FieldNode]


class Compiler:
    """The compiler of one document for one right."""

    def __init__(
        self,
        converter: GraphQLCoreConverter,
        tables: Tables,
        selections: Selections,
        sources: Sources,
    ) -> None:
        self.tables = tables
        self.selections = selections
        self.sources = sources
        self.code = Code()
        self.arguments: list[Arguments] = []
        self.constant: dict[int, Mapping[str, Any]] = {}
        self.reads: set[str] = set()  # the tables of what this document reads
        self.is_personal = False  # whether the answer depends on more than rows
        self.discloses = False  # whether it may show personal data of others than the asker
        self._converter = converter
        self._asked_above: dict[str, Value] = {}  # of the relation whose rows are compiled
        self._texts = Texts(self)
        self._aliases = 0

    def fork(self) -> "Compiler":
        """Another one for the same document, with code of its own."""
        fork = Compiler(self._converter, self.tables, self.selections, self.sources)
        fork.arguments, fork.constant, fork.reads = self.arguments, self.constant, self.reads
        return fork

    # Fields and their arguments

    def definition(self, kind: GraphQLObjectType, node: FieldNode) -> GraphQLField:
        """What the schema says of a field."""
        found: GraphQLField | None = kind.fields.get(node.name.value)
        if found is None:
            raise Uncovered(node.name.value)  # introspection
        return found

    def strawberry_field(self, definition: GraphQLField) -> Any:
        """What Strawberry says of it."""
        return definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]

    def asked(self, definition: GraphQLField, node: FieldNode) -> int:
        """The number under which a run knows this field's arguments."""
        number = len(self.arguments)
        field = self.strawberry_field(definition)
        converter = self._converter
        entry = Arguments(definition, node, field, converter.scalar_registry, converter.config)
        self.arguments.append(entry)
        if entry.are_fixed:
            self.constant[number] = entry.read(None)
        return number

    def alias(self) -> str:
        """A name for one more row of a statement."""
        self._aliases += 1
        return f"t{self._aliases}"

    def there(self, by: str = "", above: Selected | None = None) -> Selected:
        """One more row of a statement; perhaps one of those that name another."""
        return Selected(self.alias(), by, above)

    def text(self, read: Read, nodes: Nodes, row: Selected) -> Pieces | None:
        """The JSON of an object made of a row, in SQL, if the database can write it."""
        try:
            return self._texts.of(read, nodes, row)
        except InPython:
            return None

    def read(self, name: str) -> Read:
        """A table."""
        read = self.tables.reads.get(name)
        if read is None:
            raise Uncovered(f"{name} has no table")
        self.reads.add(name)
        return read

    # Objects made of a row

    def object(
        self, kind: GraphQLObjectType, fields: Mapping[str, Field], nodes: Nodes, row: Row
    ) -> str:
        """An expression that makes an object of one row, `r`."""
        parts = [
            f"{key!r}: {self._of_row(kind, fields, found, row)}"
            for key, found in self.selections.of(kind, nodes).items()
        ]
        return "{" + ", ".join(parts) + "}"

    def maker(self, read: Read, nodes: Nodes, row: Row) -> str:
        """The name of a function that makes an object of a row."""
        kind = self.sources.kind(read.type)
        return self.code.function("r, s", f"return {self.object(kind, read.fields, nodes, row)}")

    def _of_row(
        self, kind: GraphQLObjectType, fields: Mapping[str, Field], nodes: Nodes, row: Row
    ) -> str:
        node = nodes[0]
        name = node.name.value
        if name == "__typename":
            return repr(kind.name)
        definition = self.definition(kind, node)
        how = fields.get(name) or self.plain(kind, name, definition)
        if name == "id" and "id" not in fields:
            prefix = f"{kind.name}:".encode()
            return f"{self.code.value(values.global_id)}({prefix!r}, {row.column('id')})"
        return self._WAYS[type(how)](self, how, definition, nodes, row)

    def plain(self, kind: GraphQLObjectType, name: str, definition: GraphQLField) -> Field:
        """A field without a row in the table: the column of the same name, or a resolver."""
        field = self.strawberry_field(definition)
        if field.base_resolver is not None and name != "id":
            raise Uncovered(f"{kind.name}.{name} has a resolver")
        return Column(field.python_name)

    def _column(self, how: Column, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        return self.value(definition.type, row.column(how.name), nodes)

    def _expression(self, how: Expression, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        self.reads.update(how.reads)
        found = row.expression(how, self.asked_values(how.asked, definition, nodes))
        if get_named_type(definition.type).name == "Int":
            found = f"{self.code.value(values.small)}({found})"
        return self.value(definition.type, found, nodes)

    def _computed(self, how: Computed, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        given = [self._given(each, row) for each in how.of]
        made = f"{self.code.value(how.make)}({', '.join(['s.context', *given])})"
        self.is_personal = self.is_personal or how.is_personal
        self.discloses |= self.sources.allows(how.discloses)
        for each in how.of:
            self.reads.update(() if isinstance(each, str) else each.reads)
        return self.value(definition.type, made, nodes)

    def _written(self, how: Written, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        given = ", ".join(self._given(each, row) for each in how.of)
        return f"{self.code.value(how.make)}({given})"

    def _masked(self, how: Masked, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        self.discloses |= self.sources.allows(how.unless)
        self.is_personal = self.is_personal or not self.sources.allows(how.unless)
        owner, shown = row.column(how.owner), row.column(how.column)
        shown = f"{self.code.value(how.make)}(s.context.domain, {owner}, {shown})"
        return self.value(definition.type, shown, nodes)

    def _given(self, wanted: str | Expression, row: Row) -> str:
        if isinstance(wanted, str):
            return row.column(wanted)
        return row.expression(wanted, self._asked_above)

    def _stated(self, how: Stated, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        self.is_personal = True
        return self.value(definition.type, f"{self.code.value(how.make)}(s.context)", nodes)

    def _part(self, how: Part, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType), "a part is an object"
        return self.object(kind, how.fields, nodes, row)

    def _one(self, how: One, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        here = _in_statement(row)
        there, selected, show = self._shown(how.read, nodes)
        record = here.slot(pieces("(", relations.one(self, how, there, here, selected()), ")"))
        return _maybe(definition.type, show, record)

    def _many(self, how: Many, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        here = _in_statement(row)
        outside = self._asked_above
        if how.asked:
            self.is_personal = True
            self._asked_above = self.asked_values(how.asked, definition, nodes)
        there, selected, show = self._shown(how.read, nodes, how.by, here)
        self._asked_above = outside
        body = relations.many(self, how, definition, nodes, there, here, selected())
        if how.only_first:
            return _maybe(definition.type, show, here.slot(pieces("(", body, " LIMIT 1)")))
        rows = here.slot(pieces("ARRAY(", body, ")"))
        return f"[{show('x')} for x in {rows}]"

    def _depending(self, how: Depending, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        return self._many(relations.chosen(how, nodes), definition, nodes, row)

    def _shown(
        self, name: str, nodes: Nodes, by: str = "", above: Selected | None = None
    ) -> tuple[Selected, Callable[[], Pieces], Callable[[str], str]]:
        """A row of a table, what is selected of it, and code that shows what was."""
        read, there = self.read(name), self.there(by, above)
        text = self.text(read, nodes, there)
        if text is not None:
            return there, lambda: text, self.fragment
        there = self.there(by, above)
        make = self.maker(read, nodes, there)
        return there, there.record, lambda record: f"{make}({record}, s)"

    def fragment(self, text: str) -> str:
        """Code that puts a text into the answer as it is."""
        return f"{self.code.value(orjson.Fragment)}({text})"

    def _pages(self, how: Pages, definition: GraphQLField, nodes: Nodes, row: Row) -> str:
        here = _in_statement(row)
        read, there = self.read(how.read), self.there(how.by, here)
        number = self.asked(definition, nodes[0])

        def order(_: Run) -> Order:
            return how.order

        fixed = self._fixed(number, how.order)
        page = connection(
            self, read, definition, nodes, there, number, order, fixed=fixed, in_text=True
        )
        among = pieces(f" WHERE {there.reference(how.by)} = {here.reference('id')}")
        among += relations.equal(how.equals, there, number)
        counted = "None"
        if page.counts:
            other = self.there()
            theirs = pieces(f" WHERE {other.reference(how.by)} = {here.reference('id')}")
            theirs += relations.equal(how.equals, other, number)
            source = relations.source(self, read, other, how.narrow)
            counted = here.slot(pieces("(SELECT count(*) FROM ", source, theirs, ")"))
        there.columns.add(how.order.column)
        rows = here.slot(
            pieces(
                "ARRAY(SELECT ",
                page.text or there.record(),
                " FROM ",
                relations.source(self, read, there, how.narrow),
                among,
                tail(there, number, order, fixed),
                ")",
            )
        )
        return f"{page.maker}({rows}, s, {counted})"

    def _fixed(self, number: int, order: Order) -> PartOfList | None:
        """The part of a list that is wanted each time; None where it depends on variables."""
        args = self.constant.get(number)
        try:
            return None if args is None else PartOfList.of(args, order)
        except InvalidInput:  # to be refused by each run
            return None

    def asked_values(
        self, wanted: Mapping[str, Asked], definition: GraphQLField, nodes: Nodes
    ) -> dict[str, Value]:
        if not wanted:
            return {}
        number = self.asked(definition, nodes[0])

        def value(of: Asked) -> Value:
            return Value(lambda run: of(run.context, run.args(number)))

        return {name: value(of) for name, of in wanted.items()}

    # Values that Python has in hand

    def value(self, kind: GraphQLOutputType, code: str, nodes: Nodes) -> str:
        """An expression that writes a value down as its type is written."""
        is_needed = isinstance(kind, GraphQLNonNull)
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        if isinstance(kind, GraphQLList):
            item = self.code.fresh("x")
            each = f"[{self.value(kind.of_type, item, nodes)} for {item} in {code}]"
            return each if is_needed else f"(None if {code} is None else {each})"
        if isinstance(kind, GraphQLEnumType):
            return f"{self.code.value(self.sources.names(kind))}[{code}]"
        if isinstance(kind, GraphQLScalarType):
            writer = values.WRITERS.get(kind.name)
            return f"{self.code.value(writer)}({code})" if writer else code
        return f"{self._shower(kind, nodes)}({code}, s)"

    def _shower(self, kind: Any, nodes: Nodes) -> str:
        """The name of a function that shows an object in hand, or None."""
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            table = {
                possible.name: self._one_of_several(possible, nodes)
                for possible in self.sources.schema.get_possible_types(kind)
            }
            pairs = ", ".join(f"{name!r}: {function}" for name, function in table.items())
            body = f"return None if o is None else {{{pairs}}}[type(o).__name__](o, s)"
            return self.code.function("o, s", body)
        read = self.tables.reads.get(kind.name)
        if read is not None:
            self.reads.add(kind.name)
            made = self.object(kind, read.fields, nodes, InHand())
            return self.code.function(
                "o, s", "if o is None: return None", "r = o.row", f"return {made}"
            )
        parts = [
            f"{key!r}: {self.of_object(kind, found)}"
            for key, found in self.selections.of(kind, nodes).items()
        ]
        body = "return None if o is None else {" + ", ".join(parts) + "}"
        return self.code.function("o, s", body)

    def _one_of_several(self, kind: GraphQLObjectType, nodes: Nodes) -> str:
        """The same for one type of several; what cannot be shown matters only if it comes."""
        try:
            return self._shower(kind, nodes)
        except (Uncovered, NeedsDatabase) as reason:
            uncovered = self.code.value(Uncovered)
            return self.code.function("o, s", f"raise {uncovered}({str(reason)!r})")

    def of_object(self, kind: GraphQLObjectType, nodes: Nodes) -> str:
        """An expression that shows one field of an object in hand, `o`."""
        if nodes[0].name.value == "__typename":
            return repr(kind.name)
        definition = self.definition(kind, nodes[0])
        field = self.strawberry_field(definition)
        if field.base_resolver is not None:
            raise Uncovered(f"{kind.name}.{nodes[0].name.value} has a resolver")
        source = "o.row" if kind.name in SHOWN else "o"
        return self.value(definition.type, f"{source}.{field.python_name}", nodes)

    _WAYS: Mapping[type, Callable[..., str]] = {
        Column: _column,
        Expression: _expression,
        Computed: _computed,
        Written: _written,
        Masked: _masked,
        Stated: _stated,
        Part: _part,
        One: _one,
        Many: _many,
        Depending: _depending,
        Pages: _pages,
    }


def _in_statement(row: Row) -> Selected:
    if not isinstance(row, Selected):
        raise NeedsDatabase("a relation")
    return row


def _maybe(kind: GraphQLOutputType, show: Callable[[str], str], record: str) -> str:
    shown = show(record)
    if isinstance(kind, GraphQLNonNull):
        return shown
    return f"(None if {record} is None else {shown})"
