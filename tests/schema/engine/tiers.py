"""The same question asked of every tier: graphql-core is right, and the others must agree."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import orjson
from strawberry.http import process_result
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType
from tortoise.transactions import in_transaction

from schema.root import schema
from schema.shared.context import GraphContext
from schema.shared.explanations import MISTAKES
from tests.graph import Graph, open_graph
from tests.schema.engine.documents import Question
from tests.schema.engine.furnished import Furnished, opened
from tests.schema.engine.words import filled
from tests.schema.inputs import INPUTS
from tests.schema.stage import Input

READING = frozenset({OperationType.QUERY})
POSTED = frozenset({OperationType.QUERY, OperationType.MUTATION})


@dataclass(frozen=True, slots=True)
class Answers:
    """What graphql-core says, what the fast path says, and whether that was the fast path."""

    reference: Any
    compiled: Any
    is_fast: bool


class Tiers:
    """A furnished shop that is open, and every way to ask it."""

    def __init__(self, runner: asyncio.Runner, graph: Graph, furnished: Furnished) -> None:
        self._runner = runner
        self._graph = graph
        self.furnished = furnished

    @classmethod
    @contextmanager
    def over(cls, furnished: Furnished) -> Iterator[Self]:
        """Open the shop for as long as a test asks."""
        with asyncio.Runner() as runner:
            connected = opened(furnished.credentials)
            runner.run(connected.__aenter__())
            graph = open_graph(furnished.shop, furnished.credentials)
            try:
                yield cls(runner, runner.run(graph.__aenter__()), furnished)
            finally:
                runner.run(graph.__aexit__(None, None, None))
                runner.run(connected.__aexit__(None, None, None))

    def ask(self, question: Question) -> Answers:
        """Both answers to one question, at one instant."""
        return self._runner.run(self._ask(question))

    def change(
        self,
        mutation: str,
        document: str,
        asker: str = "admin",
        inputs: Callable[[Input], Iterable[Input]] = lambda input: [input],
    ) -> list[Answers]:
        """Both answers to one mutation, from the same rows; to each of these inputs for it."""
        return self._runner.run(self._change(mutation, document, asker, inputs))

    async def _ask(self, question: Question) -> Answers:
        words = self.furnished.words
        asked = replace(
            question,
            document=filled(question.document, words),
            variables=filled(question.variables, words),
        )
        context = self._context(question)
        right = await reference(asked, context)
        said = await compiled(asked, replace(context, loaders={}))
        return Answers(right, right if said is None else said, is_fast=said is not None)

    async def _change(
        self,
        mutation: str,
        document: str,
        asker: str,
        inputs: Callable[[Input], Iterable[Input]],
    ) -> list[Answers]:
        found = []
        async with undone():
            prepared = await INPUTS[mutation](self.furnished.stage)
            for each in inputs(prepared):
                asked = Question(asker, "en", document, {"input": each})
                async with undone():
                    right = await reference(asked, self._context(asked), POSTED)
                async with undone():
                    said = await compiled(asked, self._context(asked), POSTED)
                found.append(Answers(right, right if said is None else said, said is not None))
        return found

    def _context(self, question: Question) -> GraphContext:
        asker = self.furnished.askers[question.asker]
        context = self._graph.context(replace(asker, locale=question.locale))
        gauges = context.gauges()  # some of them tell how long ago something was
        context.gauges = lambda: gauges
        return context


async def reference(
    asked: Question, context: GraphContext, allowed: frozenset[OperationType] = READING
) -> Any:
    """What graphql-core answers, as JSON; in the words of the mistake where nothing is run."""
    try:
        result = await schema.execute(
            asked.document,
            variable_values=asked.variables,
            operation_name=asked.operation,
            context_value=context,
            allowed_operation_types=allowed,
        )
    except MISTAKES as mistake:
        return {"mistake": f"{type(mistake).__name__}: {mistake}"}
    assert isinstance(result, ExecutionResult)
    return orjson.loads(orjson.dumps(process_result(result)))


async def compiled(
    asked: Question, context: GraphContext, allowed: frozenset[OperationType] = READING
) -> Any | None:
    """What the fast path answers, as JSON; None where it leaves the question to graphql-core."""
    return await reference(asked, context, allowed)


def assert_same(
    answers: Answers, place: str = "", *, but_for: Callable[[Any], Any] = lambda answer: answer
) -> None:
    """Equal data in equal order, and equal errors; nothing that broke."""
    right, said = but_for(answers.reference), but_for(answers.compiled)
    assert said == right, place
    assert orjson.dumps(said) == orjson.dumps(right), f"{place}: another order"
    codes = [error["extensions"]["code"] for error in right.get("errors", [])]
    assert "INTERNAL" not in codes, place


class _Undone(Exception):
    """Nothing of it shall stay."""


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """Whatever is written inside is rolled back."""
    try:
        async with in_transaction():
            yield
            raise _Undone
    except _Undone:
        pass
