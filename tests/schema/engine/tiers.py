"""The same question asked of every tier: graphql-core is right, and the others must agree."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
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

Allowed = set[OperationType]
# Tells how long each part took, which is never the same; test_explain.py is about it. A dry run of
# a rule reads what is known at that instant, by one statement of its own.
NEVER_THE_SAME = {"auditHead", "auditTrail", "explain", "pricingRulePreview", "routingPreview"}
# Left to graphql-core as a whole, which would be compared with itself.
NEVER_BY_PLAN = {
    *("promotionEvaluate", "search", "searchSuggest"),
    *("automationDryRun", "channelReconciliation", "mergeCandidates", "shippingQuotes"),
}
NOT_COMPARED = NEVER_THE_SAME | NEVER_BY_PLAN
READING = {OperationType.QUERY}
POSTED = {OperationType.QUERY, OperationType.MUTATION}


@dataclass(frozen=True, slots=True)
class Answers:
    """What graphql-core says, what a client is told, and whether a plan alone said that."""

    reference: Any
    served: Any
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
            stack = AsyncExitStack()
            runner.run(stack.enter_async_context(opened(furnished.credentials)))
            entering = open_graph(furnished.shop, furnished.credentials)
            graph = runner.run(stack.enter_async_context(entering))
            try:
                yield cls(runner, graph, furnished)
            finally:
                runner.run(stack.aclose())

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
        right = await executed(asked, replace(context, loaders={}), READING)
        return Answers(right, *await served(asked, context, READING))

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
                context = self._context(asked)
                async with undone():
                    right = await executed(asked, replace(context, loaders={}), POSTED)
                async with undone():
                    found.append(Answers(right, *await served(asked, context, POSTED)))
        return found

    def _context(self, question: Question) -> GraphContext:
        asker = self.furnished.askers[question.asker]
        context = self._graph.context(replace(asker, locale=question.locale))
        gauges = context.gauges()  # some of them tell how long ago something was
        context.gauges = lambda: gauges
        return context


async def served(asked: Question, context: GraphContext, allowed: Allowed) -> tuple[Any, bool]:
    """What a client is told, as JSON, and whether a plan alone said it."""
    posted = OperationType.MUTATION in allowed
    body = await schema.engine.answer(
        asked.document, asked.variables, asked.operation, context, posted=posted
    )
    if body is not None:
        return orjson.loads(body), True
    return await executed(asked, context, allowed), False


async def executed(asked: Question, context: GraphContext, allowed: Allowed) -> Any:
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


def assert_same(
    answers: Answers, place: str = "", *, but_for: Callable[[Any], Any] = lambda answer: answer
) -> None:
    """Equal data in equal order, and equal errors; nothing that broke."""
    right, said = but_for(answers.reference), but_for(answers.served)
    if orjson.dumps(said) != orjson.dumps(right):
        raise AssertionError(f"{place}: {difference(right, said)}")
    codes = [error["extensions"]["code"] for error in right.get("errors", [])]
    assert "INTERNAL" not in codes, place


def difference(right: Any, said: Any, path: str = "the answer") -> str:
    """Where two answers differ first, and how."""
    if isinstance(right, dict) and isinstance(said, dict):
        if list(right) != list(said):
            return f"{path} has {list(right)}, not {list(said)}"
        pairs = [(f"{path}.{name}", right[name], said[name]) for name in right]
    elif isinstance(right, list) and isinstance(said, list) and len(right) == len(said):
        pairs = [
            (f"{path}[{place}]", *both) for place, both in enumerate(zip(right, said, strict=True))
        ]
    else:
        return f"{path} is {right!r}, not {said!r}"
    return next(difference(*both, at) for at, *both in pairs if both[0] != both[1])


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
