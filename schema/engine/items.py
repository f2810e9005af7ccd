"""The items of a subscription, shown by generated code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLObjectType, get_named_type
from graphql.execution.values import VariableValues

from schema.engine.compiler import Compiler
from schema.engine.given import Arguments
from schema.engine.mapping import Args, Uncovered
from schema.engine.news import NewsPlan, compile_news
from schema.engine.roots import Hand, fetch_hands, shown
from schema.engine.run import Run
from schema.shared.context import GraphContext


@dataclass(frozen=True, slots=True)
class Items:
    """How each item of one subscription is shown, under the key that was asked for."""

    key: str
    make: Callable[[object, Run], dict[str, Any]]
    hands: list[Hand]
    arguments: list[Arguments]
    constant: Mapping[int, Args]
    news: NewsPlan | None = None  # where they are made for many at once
    discloses: bool = False  # whether they may show personal data of others than the asker

    async def body(self, context: GraphContext, variables: VariableValues, item: object) -> bytes:
        """The bytes of one item's answer.

        Raises:
            Exception: graphql-core must show it; it says as it should be said what is wrong.
        """
        run = Run(context, variables, self.arguments, self.constant)
        await fetch_hands(self.hands, item, run)
        answer = {"data": {self.key: self.make(item, run)}}
        return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


def compile_items(compiler: Compiler, root: GraphQLObjectType, fields: Mapping[str, Any]) -> Items:
    """Compile what is selected of a subscription's items.

    Raises:
        Uncovered: graphql-core must show them.
    """
    ((key, nodes),) = fields.items()
    kind = get_named_type(compiler.definition(root, nodes[0]).type)
    if not isinstance(kind, GraphQLObjectType):
        raise Uncovered(f"{key} is no object")
    make, hands = shown(compiler, kind, nodes)
    how = compiler.tables.news.get(nodes[0].name.value)
    return Items(
        key,
        compiler.code.load()(make),
        hands,
        compiler.arguments,
        compiler.constant,
        compile_news(compiler.fork(), how, key, nodes) if how else None,
        compiler.discloses,
    )
