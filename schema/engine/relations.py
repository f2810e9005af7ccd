"""The statements behind relations: the row that a key names, and the rows that name a row."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from graphql import GraphQLField

from schema.engine.mapping import Asked, Depending, Link, Many, One, Read
from schema.engine.rows import Selected, filled
from schema.engine.run import Run
from schema.engine.text import Later, Pieces, Value, pieces

if TYPE_CHECKING:
    from schema.engine.compiler import Compiler


def one(
    compiler: "Compiler", how: One, there: Selected, here: Selected, selected: Pieces
) -> Pieces:
    """What is selected of the row that a key names."""
    among = f" WHERE {there.reference('id')} = {here.reference(how.key)}"
    rows = source(compiler, compiler.read(how.read), there)
    return pieces("SELECT ", selected, " FROM ", rows, among)


def many(
    compiler: "Compiler",
    how: Many,
    definition: GraphQLField,
    nodes: Any,
    there: Selected,
    here: Selected,
    selected: Pieces,
) -> Pieces:
    """What is selected of all rows that name this one."""
    there.columns.update(how.columns)
    among = f" WHERE {there.reference(how.by)} = {here.reference('id')}" if how.by else ""
    order = ", ".join(_sorted(there, each) for each in how.order)
    if how.link:
        among, order = _linked(how.link, compiler.alias(), there, here)
    conditions = _conditions(compiler, how, there, definition, nodes)
    rows = source(compiler, compiler.read(how.read), there)
    return pieces("SELECT ", selected, " FROM ", rows, among, conditions, " ORDER BY ", order)


def chosen(how: Depending, nodes: Any) -> Many:
    """The way that the arguments of a field call for, as they are written."""
    written = {argument.name.value for argument in nodes[0].arguments or ()}
    return how.otherwise if written.isdisjoint(how.on) else how.written


def source(
    compiler: "Compiler", read: Read, row: Selected, narrow: Callable[..., Any] | None = None
) -> Pieces:
    """The rows of a table that may be seen, under the name of one of them."""
    return pieces("(", compiler.sources.of(read, row.columns, narrow), f") AS {row.alias}")


def _conditions(
    compiler: "Compiler", how: Many, there: Selected, definition: GraphQLField, nodes: Any
) -> Pieces:
    found: Pieces = ()
    if how.where:
        found = pieces(" AND ", filled(how.where, {"row": there.alias}))
    if how.equals:
        found += equal(how.equals, there, compiler.asked(definition, nodes[0]))
    return found


def equal(equals: Mapping[str, Asked], there: Selected, number: int) -> Pieces:
    """Conditions on columns, each only there where its argument is given."""
    return tuple(_equals(there.reference(name), of, number) for name, of in equals.items())


def _linked(link: Link, alias: str, there: Selected, here: Selected) -> tuple[str, str]:
    """The links from a row to others: what stands behind the others' table, and in which order."""
    joined = f" JOIN {link.table} AS {alias} ON {alias}.{link.there} = {there.reference('id')}"
    order = ", ".join(f"{alias}.{column}" for column in link.order)
    return f"{joined} WHERE {alias}.{link.here} = {here.reference('id')}", order


def _sorted(row: Selected, column: str) -> str:
    """A column to sort by, last first if it begins with a hyphen; or an expression of the row."""
    way = " DESC" if column.startswith("-") else ""
    name = column.removeprefix("-")
    if "{row}" in name:
        return name.replace("{row}", row.alias) + way
    return row.reference(name) + way


def _equals(column: str, of: Asked, number: int) -> Later:
    """A condition that is only there where something is asked for."""

    def asked(run: Run) -> object:
        return of(run.context, run.args(number))

    there: Pieces = (f" AND {column} = ", Value(asked))
    return Later(
        lambda run: asked(run) is not None, lambda run: () if asked(run) is None else there
    )
