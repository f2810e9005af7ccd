"""Fields at the root: each is read by one statement, or resolved and then shown."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_named_type,
    get_nullable_type,
)

from domain.shared.paging import Order
from schema.engine.compiler import Compiler, Nodes
from schema.engine.mapping import All, ById, Listed, Read, Single, Uncovered
from schema.engine.pages import connection, tail
from schema.engine.rows import NeedsDatabase, Selected
from schema.engine.run import Run
from schema.engine.statement import Statement
from schema.engine.text import Later, Pieces, Value, between, pieces
from schema.shared.ids import open_id

Answer = Callable[[Run], Awaitable[Any]]
Load = Callable[[str], Callable[..., Any]]
Finish = Callable[[Load], Answer]  # a field's answer, once the code of the plan is loaded
NO_INFO: Any = GraphQLResolveInfo._make([None] * len(GraphQLResolveInfo._fields))


def root_field(
    compiler: Compiler, kind: GraphQLObjectType, nodes: Nodes, *, is_query: bool
) -> Finish:
    """Compile one field at the root."""
    name = nodes[0].name.value
    if name == "__typename":
        return lambda load: _same(kind.name)
    definition = compiler.definition(kind, nodes[0])
    how = compiler.tables.roots.get(name) if is_query else None
    if how is None:
        return _resolved(compiler, definition, nodes)
    return _WAYS[type(how)](compiler, how, definition, nodes)


def _same(value: object) -> Answer:
    async def answer(run: Run) -> object:
        return value

    return answer


def _single(compiler: Compiler, how: Single, definition: GraphQLField, nodes: Nodes) -> Finish:
    number = compiler.asked(definition, nodes[0])
    make, statement = _of_one(compiler, compiler.read(how.read), nodes, number, how.columns)

    def finish(load: Load) -> Answer:
        made = load(make)

        async def answer(run: Run) -> object:
            where = how.where(run.context, run.args(number))
            if isawaitable(where):
                where = await where
            if where is None:
                return None
            run.rows[number] = where
            rows = await statement.fetch(run)
            return made(rows[0], run) if rows else None

        return answer

    return finish


def _of_one(
    compiler: Compiler, read: Read, nodes: Nodes, number: int, columns: tuple[str, ...]
) -> tuple[str, Statement]:
    """The function and the statement of one row, found by what `run.rows` has under a number."""
    row = Selected(compiler.alias())
    make = compiler.maker(read, nodes, row)
    row.columns.update(columns)

    def shape(run: Run) -> object:
        return tuple(run.rows[number])

    def condition(run: Run) -> Pieces:
        names: Mapping[str, object] = run.rows[number]
        return between(
            " AND ",
            (pieces(f"{row.reference(name)} = ", _wanted(number, name)) for name in names),
        )

    text = pieces(
        "SELECT ",
        row.selected(),
        " FROM (",
        compiler.sources.of(read, row.columns),
        f") AS {row.alias} WHERE ",
        Later(shape, condition),
    )
    return make, Statement(text)


def _wanted(number: int, name: str) -> Value:
    return Value(lambda run: run.rows[number][name])


def _listed(compiler: Compiler, how: Listed, definition: GraphQLField, nodes: Nodes) -> Finish:
    number = compiler.asked(definition, nodes[0])
    read, row, counted = compiler.read(how.read), Selected(compiler.alias()), Selected("c")

    def order(run: Run) -> Order:
        return run.order(number, how.order)

    page = connection(compiler, read, definition, nodes, row, number, order)

    def source(there: Selected) -> Later:
        def key(run: Run) -> str:
            return order(run).column if there is row else "id"

        def written(run: Run) -> Pieces:
            rows, columns = run.rows[number], there.columns | {key(run)}
            if rows is None:
                return compiler.sources.of(read, columns)
            return compiler.sources.written(rows, columns)

        return Later(lambda run: key(run) if run.rows[number] is None else None, written)

    listing = Statement(
        pieces(
            "SELECT ",
            row.selected(),
            " FROM (",
            source(row),
            f") AS {row.alias} WHERE true",
            tail(row, number, order),
        )
    )
    counting = Statement(pieces("SELECT count(*) FROM (", source(counted), ") AS c"))

    def finish(load: Load) -> Answer:
        made = load(page.maker)

        async def answer(run: Run) -> object:
            run.part(number, order(run))  # a bad window is refused before anything is read
            run.rows[number] = await _narrowed(how, run, number)
            rows = await listing.fetch(run)
            total = (await counting.fetch(run))[0][0] if page.counts else None
            return made(rows, run, total)

        return answer

    return finish


async def _narrowed(how: Listed, run: Run, number: int) -> Any:
    """The query for the rows wanted; None for all that somebody may see."""
    args = run.args(number)
    is_asked = any(args.get(name) is not None for name in how.narrowed)
    if how.rows is None or (how.narrowed and not is_asked):
        return None
    return await how.rows(run.context.domain, args)


def _all(compiler: Compiler, how: All, definition: GraphQLField, nodes: Nodes) -> Finish:
    read, row = compiler.read(how.read), Selected(compiler.alias())
    make = compiler.maker(read, nodes, row)
    keys = ", ".join(row.reference(name) for name in how.order)
    statement = Statement(
        pieces(
            "SELECT ",
            row.selected(),
            " FROM (",
            compiler.sources.of(read, row.columns),
            f") AS {row.alias} ORDER BY {keys}",
        )
    )

    def finish(load: Load) -> Answer:
        made = load(make)

        async def answer(run: Run) -> object:
            return [made(each, run) for each in await statement.fetch(run)]

        return answer

    return finish


def _by_id(compiler: Compiler, how: ById, definition: GraphQLField, nodes: Nodes) -> Finish:
    number = compiler.asked(definition, nodes[0])
    known: dict[str, tuple[Callable[..., Any], Statement]] = {}
    compiler.is_personal = True  # what it reads, the id says, and not the document

    def reader(kind: str) -> tuple[Callable[..., Any], Statement]:
        """How to read one kind of thing; compiled when the first of its kind is asked for."""
        if kind not in known:
            fork = compiler.fork()
            make, statement = _of_one(fork, fork.read(kind), nodes, number, ())
            known[kind] = fork.code.load()(make), statement
        return known[kind]

    async def one(run: Run, value: str) -> object:
        opened = open_id(value)
        if opened is None or opened[0] not in how.kinds:
            return None
        made, statement = reader(opened[0])
        run.rows[number] = {"id": opened[1]}
        rows = await statement.fetch(run)
        return made(rows[0], run) if rows else None

    async def answer(run: Run) -> object:
        args = run.args(number)
        if "ids" not in args:
            return await one(run, args["id"])
        if len(args["ids"]) > how.most:
            raise Uncovered("too many ids")
        return [await one(run, value) for value in args["ids"]]

    return lambda load: answer


@dataclass(frozen=True, slots=True)
class Hand:
    """A row that a resolver hands out and a statement reads once more, with all that is asked."""

    number: int
    attribute: str
    statement: Statement


async def fetch_hands(hands: list[Hand], shown: object, run: Run) -> None:
    """Read what is asked of the rows in an object that a resolver made.

    Raises:
        Uncovered: one is not there any more, or not for this asker.
    """
    for hand in hands:
        child = getattr(shown, hand.attribute)
        if child is None:
            continue
        run.rows[hand.number] = {"id": child.row.id}
        rows = await hand.statement.fetch(run)
        if not rows:
            raise Uncovered(f"{hand.attribute} is gone")
        run.found[hand.number] = rows[0]


def shown(compiler: Compiler, kind: GraphQLObjectType, nodes: Nodes) -> tuple[str, list[Hand]]:
    """The function that shows an object that a resolver made, and what it needs read before."""
    hands: list[Hand] = []
    parts = [
        f"{key!r}: {_of_made(compiler, kind, found, hands)}"
        for key, found in compiler.selections.of(kind, nodes).items()
    ]
    return compiler.code.function("o, s", "return {" + ", ".join(parts) + "}"), hands


def _of_made(
    compiler: Compiler, kind: GraphQLObjectType, nodes: list[FieldNode], hands: list[Hand]
) -> str:
    try:
        return compiler.of_object(kind, nodes)
    except NeedsDatabase:
        definition = compiler.definition(kind, nodes[0])
        inner = get_named_type(definition.type)
        attribute = compiler.strawberry_field(definition).python_name
        number = compiler.asked(definition, nodes[0])
        make, statement = _of_one(compiler, compiler.read(inner.name), nodes, number, ())
        hands.append(Hand(number, attribute, statement))
        return f"(None if o.{attribute} is None else {make}(s.found[{number}], s))"


def _resolved(compiler: Compiler, definition: GraphQLField, nodes: Nodes) -> Finish:
    number = compiler.asked(definition, nodes[0])
    compiler.is_personal = True
    kind = get_named_type(definition.type)
    hands: list[Hand] = []
    is_list = isinstance(get_nullable_type(definition.type), GraphQLList)
    is_shown = isinstance(kind, GraphQLObjectType) and kind.name not in compiler.tables.reads
    if is_shown:
        assert isinstance(kind, GraphQLObjectType)
        make, hands = shown(compiler, kind, nodes)
        if is_list and hands:
            raise Uncovered(f"{nodes[0].name.value} are many things with rows of their own")
    else:
        try:
            body = f"return {compiler.value(definition.type, 'o', nodes)}"
        except NeedsDatabase:
            raise Uncovered(f"{nodes[0].name.value} has no table") from None
        make = compiler.code.function("o, s", body)
    resolve = definition.resolve
    assert resolve is not None, "Strawberry gives every field a resolver"
    info = NO_INFO._replace(schema=compiler.sources.schema)

    def finish(load: Load) -> Answer:
        made = load(make)

        async def answer(run: Run) -> object:
            given = compiler.arguments[number].given(run.variables)
            found = resolve(None, info._replace(context=run.context), **given)
            found = await found if isawaitable(found) else found
            run.made = found
            if found is None:
                return None
            if is_list and is_shown:
                return [made(each, run) for each in found]
            await fetch_hands(hands, found, run)
            return made(found, run)

        return answer

    return finish


_WAYS: Mapping[type, Callable[..., Finish]] = {
    Single: _single,
    Listed: _listed,
    All: _all,
    ById: _by_id,
}
