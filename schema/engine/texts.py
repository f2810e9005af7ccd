"""Objects that the database writes down itself: the JSON of a row, and of what hangs below it.

A row that comes in binary is decoded value by value and shown value by value. Where Python has
nothing to add to any of them, one text for each row spares both, and is put into the answer as it
is. What PostgreSQL writes is what orjson would: it escapes the same characters.

A value that Python could not show either (an enum's that the graph does not know, a relation that
is promised and not there) breaks the statement off, as it would break the plan.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
)

from schema.engine import relations
from schema.engine.mapping import (
    Column,
    Depending,
    Expression,
    Field,
    Many,
    One,
    Part,
    Read,
    Written,
)
from schema.engine.rows import Selected, filled
from schema.engine.text import Piece, Pieces, pieces

if TYPE_CHECKING:
    from schema.engine.compiler import Compiler

UNBROKEN_MAX = 56  # bytes of which PostgreSQL writes base64 in one line
SCALARS: Mapping[str, str] = {
    "Boolean": "({value})::text",
    "CurrencyCode": "to_json({value})::text",
    "ID": "to_json({value})::text",
    "Int": "({value})::int4::text",  # which refuses what does not fit GraphQL's Int
    "String": "to_json({value})::text",
}
UUID_LENGTH = 36  # characters


class InPython(Exception):
    """Python must have a hand in this value."""


class Texts:
    """Writes the SQL of such texts, for one compiler."""

    def __init__(self, compiler: "Compiler") -> None:
        self._compiler = compiler

    def of(self, read: Read, nodes: Any, row: Selected) -> Pieces:
        """The text of an object made of one row: SQL that is never null.

        Raises:
            InPython: the database alone cannot write it.
        """
        kind = self._compiler.sources.kind(read.type)
        return joined(self._object(kind, read.fields, nodes, row))

    def _object(
        self,
        kind: GraphQLObjectType,
        fields: Mapping[str, Field],
        nodes: Any,
        row: Selected,
    ) -> Pieces:
        written = pieces("'{'")
        comma = ""
        for key, found in self._compiler.selections.of(kind, nodes).items():
            value = self._value(kind, fields, found, row)
            written = pieces(written, f""" || '{comma}"{key}":' || """, value)
            comma = ","
        return pieces(written, " || '}'")

    def _value(
        self,
        kind: GraphQLObjectType,
        fields: Mapping[str, Field],
        nodes: list[FieldNode],
        row: Selected,
    ) -> Pieces:
        name = nodes[0].name.value
        if name == "__typename":
            return (f"""'"{kind.name}"'""",)
        definition = self._compiler.definition(kind, nodes[0])
        if name == "id" and "id" not in fields:
            return (global_id_sql(kind.name, row.reference("id")),)
        how = fields.get(name) or self._compiler.plain(kind, name, definition)
        write = self._WAYS.get(type(how))
        if write is None:
            raise InPython(name)
        return write(self, how, definition, nodes, row)

    def _column(
        self, how: Column, definition: GraphQLField, nodes: list[FieldNode], row: Selected
    ) -> Pieces:
        value = (row.reference(how.name),)
        return self._leaf(definition, value, is_null=_may_be_null(definition))

    def _expression(
        self, how: Expression, definition: GraphQLField, nodes: list[FieldNode], row: Selected
    ) -> Pieces:
        self._compiler.reads.update(how.reads)
        asked = self._compiler.asked_values(how.asked, definition, nodes)
        return self._leaf(definition, row.worked_out(how, asked))

    def _written(
        self, how: Written, definition: GraphQLField, nodes: list[FieldNode], row: Selected
    ) -> Pieces:
        if not how.sql:
            raise InPython(nodes[0].name.value)
        given = {
            str(place): (row.reference(each),)
            if isinstance(each, str)
            else row.worked_out(each, {})
            for place, each in enumerate(how.of)
        }
        return pieces("""'"' || """, filled(how.sql, given), """ || '"'""")

    def _part(
        self, how: Part, definition: GraphQLField, nodes: list[FieldNode], row: Selected
    ) -> Pieces:
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType), "a part is an object"
        return self._object(kind, how.fields, nodes, row)

    def _one(
        self, how: One, definition: GraphQLField, nodes: list[FieldNode], row: Selected
    ) -> Pieces:
        there, key = self._compiler.there(), row.reference(how.key)
        body = relations.one(
            self._compiler, how, there, row, self.of(self._read(how), nodes, there)
        )
        missing = "'null'" if _may_be_null(definition) else f"concat('? ', {key})::int::text"
        return pieces("coalesce((", body, f"), {missing})")

    def _many(
        self, how: Many, definition: GraphQLField, nodes: list[FieldNode], row: Selected
    ) -> Pieces:
        if how.asked:  # Python hands it to the expressions inside
            raise InPython(how.read)
        there = self._compiler.there(how.by, row)
        text = self.of(self._read(how), nodes, there)
        if how.only_first:
            body = relations.many(self._compiler, how, definition, nodes, there, row, text)
            return pieces("coalesce((", body, " LIMIT 1), 'null')")
        text = pieces(text, " AS text")
        body = relations.many(self._compiler, how, definition, nodes, there, row, text)
        name = self._compiler.alias()
        joined = f"SELECT string_agg({name}.text, ',') FROM ("
        return pieces("'[' || coalesce((", joined, body, f") AS {name}), '') || ']'")

    def _depending(
        self, how: Depending, definition: GraphQLField, nodes: list[FieldNode], row: Selected
    ) -> Pieces:
        return self._many(relations.chosen(how, nodes), definition, nodes, row)

    def _read(self, how: One | Many) -> Read:
        return self._compiler.read(how.read)

    def _leaf(self, definition: GraphQLField, value: Pieces, *, is_null: bool = True) -> Pieces:
        """A value; `is_null` where it may be."""
        kind = definition.type
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        if isinstance(kind, GraphQLEnumType):
            return self._enum(kind, value)
        template = SCALARS.get(kind.name) if isinstance(kind, GraphQLScalarType) else None
        if template is None:
            raise InPython(str(kind))
        written = filled(template, {"value": value})
        return pieces("coalesce(", written, ", 'null')") if is_null else written

    def _enum(self, kind: GraphQLEnumType, value: Pieces) -> Pieces:
        names = {
            each: name
            for each, name in self._compiler.sources.names(kind).items()
            if type(each) is str  # as the column has it; members stand for themselves
        }
        cases = "".join(f""" WHEN '{each}' THEN '"{name}"'""" for each, name in names.items())
        (column,) = value if len(value) == 1 else (None,)
        if column is None or any("'" in each for each in names):
            raise InPython(kind.name)
        unknown = f"('? ' || {column})::int::text"
        return (f"CASE {column}{cases} ELSE coalesce({unknown}, 'null') END",)

    _WAYS: Mapping[type, Callable[..., Pieces]] = {
        Column: _column,
        Expression: _expression,
        Written: _written,
        Part: _part,
        One: _one,
        Many: _many,
        Depending: _depending,
    }


def _may_be_null(definition: GraphQLField) -> bool:
    """Whether the graph says that a field may be null; columns keep what it promises."""
    return not isinstance(definition.type, GraphQLNonNull)


def joined(parts: Pieces) -> Pieces:
    """The same with literals that stand side by side made one."""
    found: list[Piece] = []
    for part in parts:
        if found and isinstance(found[-1], str) and isinstance(part, str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(part.replace("' || '", "") if isinstance(part, str) else part for part in found)


def global_id_sql(kind: str, key: str) -> str:
    """A row's global id, as `values.global_id` writes it."""
    prefix = f"{kind}:"
    written = f"encode(textsend('{prefix}' || {key}), 'base64')"
    if len(prefix) + UUID_LENGTH > UNBROKEN_MAX:
        written = rf"replace({written}, E'\n', '')"
    return f"""'"' || {written} || '"'"""
