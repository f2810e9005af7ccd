"""News of many things, each followed by somebody: the items of facts, made together.

One statement reads all the things; generated code puts each fact and its row into an answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import FieldNode, GraphQLObjectType, get_named_type
from graphql.execution.values import VariableValues

from realtime.steps import Told
from schema.engine.compiler import Compiler, Nodes
from schema.engine.given import Arguments
from schema.engine.mapping import Args, News, Uncovered
from schema.engine.rows import Selected
from schema.engine.run import Run
from schema.engine.statement import Statement
from schema.engine.text import Value, pieces
from schema.shared.context import GraphContext
from schema.shared.streams import StreamItemKind

NOTHING = "None"
# What the items of all facts have.
SHARED = {
    "cursor": "x.at.text",
    "occurredAt": "x.event.occurred_at",
    "gap": NOTHING,
    "aggregateVersion": "x.event.version",
}
THINGS = -1  # where a run has the keys of the things; fields have numbers from 0 on


@dataclass(frozen=True, slots=True)
class NewsPlan:
    """How facts become answers, under the key that was asked for."""

    key: str
    make: Callable[[Any, Told, Run], dict[str, Any]]
    statement: Statement
    arguments: list[Arguments]
    constant: Mapping[int, Args]

    async def bodies(
        self, context: GraphContext, variables: VariableValues, facts: Sequence[Told]
    ) -> list[bytes | Exception]:
        """The bytes of each fact's answer, or what is the matter with it."""
        run = Run(context, variables, self.arguments, self.constant)
        run.rows[THINGS] = list({fact.event.aggregate_id for fact in facts})
        rows = {row[0]: row for row in await self.statement.fetch(run)}
        return [self._body(fact, rows, run) for fact in facts]

    def _body(self, fact: Told, rows: Mapping[Any, Any], run: Run) -> bytes | Exception:
        row = rows.get(fact.event.aggregate_id)
        if row is None:
            return Uncovered("not there any more, or not for this asker")
        try:
            shown = self.make(row, fact, run)
            return orjson.dumps({"data": {self.key: shown}}, option=orjson.OPT_UTC_Z)
        except Exception as error:  # whatever it is, the other tier says it as it should be said
            return error


def compile_news(compiler: Compiler, how: News, key: str, nodes: Nodes) -> NewsPlan:
    """Compile what is selected of the news of one thing, for any number of things.

    Raises:
        Uncovered: they are shown one by one.
    """
    read, row = compiler.read(how.read), Selected(compiler.alias())
    row.column("id")  # the first that is selected
    root = compiler.sources.schema.subscription_type
    assert root is not None, "the schema has subscriptions"
    kind = get_named_type(compiler.definition(root, nodes[0]).type)
    assert isinstance(kind, GraphQLObjectType), "an item is an object"
    parts = []
    for name, found in compiler.selections.of(kind, nodes).items():
        if found[0].name.value == how.shows:
            code = f"{compiler.maker(read, found, row)}(r, s)"
        else:
            code = _of_fact(compiler, how, kind, found)
        parts.append(f"{name!r}: {code}")
    make = compiler.code.function("r, x, s", "return {" + ", ".join(parts) + "}")
    statement = Statement(
        pieces(
            "SELECT ",
            row.selected(),
            " FROM (",
            compiler.sources.of(read, row.columns),
            f") AS {row.alias} WHERE {row.reference('id')} = ANY(",
            Value(lambda run: run.rows[THINGS]),
            ")",
        )
    )
    made = compiler.code.load()(make)
    return NewsPlan(key, made, statement, compiler.arguments, compiler.constant)


def _of_fact(compiler: Compiler, how: News, kind: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """An expression that shows what follows from the fact alone, `x` with its place in the log."""
    name = nodes[0].name.value
    if name == "__typename":
        return repr(kind.name)
    code = SHARED.get(name)
    if name == "kind":
        code = compiler.code.value(StreamItemKind.EVENT)
    elif name in how.fields:
        code = f"{compiler.code.value(how.fields[name])}(s.context.domain, x.event)"
    if code is None:
        raise Uncovered(f"{kind.name}.{name} does not follow from a fact")
    return (
        code
        if code == NOTHING
        else compiler.value(compiler.definition(kind, nodes[0]).type, code, nodes)
    )
