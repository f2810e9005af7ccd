"""The engine: answers by plans, and leaves to graphql-core what they do not cover."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues

from domain.shared.errors import DomainError
from realtime.outage import AWAY
from realtime.steps import Told
from schema.engine.given import Variables
from schema.engine.items import Items
from schema.engine.mapping import Tables, Uncovered
from schema.engine.plan import Plan, compile_operation
from schema.engine.selection import CONDITIONS
from schema.engine.shelves import Shelves
from schema.engine.sources import Right, right_of
from schema.shared.context import Done, GraphContext
from schema.shared.cost import COST_MAX, Cost, cost_of
from schema.shared.limits import INTROSPECTION
from schema.shared.record import asked_for, record_disclosures

log = logging.getLogger("tradegraph.engine")
EXPECTED = (DomainError, GraphQLError, Uncovered, *AWAY)  # what a plan may raise
# Of facts about many things, what is shown of each; None: it must be shown by itself.
Tell = Callable[[GraphContext, Sequence[Told]], Awaitable[list[bytes | None]]]
Show = Callable[[object], Awaitable[bytes | None]]  # of an item; None: graphql-core must show it


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A document that is valid, the operation meant, the variables that it declares and those
    that skip or include, what it costs, whether it asks the schema to describe itself, and what it
    asks for in the words of the audit trail."""

    name: tuple[str, str | None]
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Variables
    choosing: tuple[str, ...]
    cost: Cost
    introspects: bool
    asked_for: str


@dataclass(frozen=True, slots=True, eq=False)
class Faulty:
    """What is wrong with a document that cannot be run. Nothing else of it is kept."""

    errors: tuple[GraphQLError, ...]

    @classmethod
    def by(cls, errors: Iterable[GraphQLError]) -> "Faulty":
        """By these errors, without the parts of the document that they hold on to."""
        return cls(tuple(_bare(each) for each in errors))

    def told(self) -> list[GraphQLError]:
        """What is wrong, to be said to somebody once more."""
        return [_bare(each) for each in self.errors]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What answers an operation: a plan, the variables it is run with, what that costs, and what
    is asked for."""

    plan: Plan
    values: VariableValues
    cost: int
    asked_for: str


@dataclass(frozen=True, slots=True)
class Left:
    """What graphql-core must answer, and why."""

    reason: str


class Engine:
    """Keeps plans: for every document, choice of what is skipped, and right."""

    def __init__(self, schema: Any, tables: Tables) -> None:
        self._schema = schema  # schema.shared.schema.Schema
        self._tables = tables
        self._plans = Shelves(self._compile)  # of one document perhaps several: one for each right
        self.answered: Counter[str] = Counter()  # operations, by the tier that answered

    async def answer(
        self,
        query: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        context: GraphContext,
        *,
        posted: bool = True,
    ) -> bytes | None:
        """The body of an answer without errors; None where graphql-core must answer.

        A mutation that ran leaves what came of it in `context.done`, so that it never runs twice.

        Raises:
            DomainError: the asker has spent what there was.
        """
        found = self.prepare(query, variables, operation_name, context, posted=posted)
        if found is None:
            self.answered["core"] += 1
            return None
        context.pay(found.cost)
        plan = found.plan
        run = plan.begin(context, found.values)
        try:
            data = await plan.answer(run)
            answer = {"data": data, "extensions": {"cost": context.told_of(found.cost)}}
            body = orjson.dumps(answer, option=orjson.OPT_UTC_Z)
            if context.domain.disclosures:
                await record_disclosures(context, found.asked_for)
        except Exception as error:  # whatever it is, the other tier says it as it should be said
            if not plan.is_query:
                context.done = Done(run.made, None if run.made is not None else error)
            self.leave(error)
            return None
        if not plan.is_query:
            context.done = Done(run.made)
        self.answered["plan"] += 1
        return body

    def leave(self, error: Exception) -> None:
        """Leave to graphql-core what raised. What is no refusal is a fault of ours, and slow."""
        if isinstance(error, EXPECTED):
            self.answered["core"] += 1
            return
        self.answered["failed"] += 1
        log.error("A plan failed; graphql-core answers", exc_info=error)

    def prepare(
        self,
        query: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        context: GraphContext,
        *,
        posted: bool = True,
    ) -> Prepared | None:
        """The plan of an operation, and what it is run with; None where there is none."""
        checked: Checked | None = self._schema.checked(query, operation_name)
        if checked is None or not _may(checked.operation.operation, posted=posted):
            return None
        cost = checked.cost.of(variables or {})
        if cost > COST_MAX:
            return None
        values = checked.variables.of(variables)
        if values is None:
            return None
        plan = self.plan(checked, values, context)
        return Prepared(plan, values, cost, checked.asked_for) if isinstance(plan, Plan) else None

    def shared(
        self,
        query: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        context: GraphContext,
    ) -> Set[str]:
        """The tables whose rows alone decide what everybody of the same right and language is
        answered; none where more does.
        """
        found = self.prepare(query, variables, operation_name, context, posted=False)
        return frozenset() if found is None or found.plan.is_personal else found.plan.reads

    def cost(
        self, query: str, operation_name: str | None, variables: Mapping[str, Any] | None
    ) -> int | None:
        """What a valid operation costs; None of a faulty one."""
        checked: Checked | None = self._schema.checked(query, operation_name)
        return None if checked is None else checked.cost.of(variables or {})

    def is_too_costly(
        self, query: str, operation_name: str | None, variables: Mapping[str, Any] | None
    ) -> bool:
        """Whether a valid operation costs more than one may."""
        checked: Checked | None = self._schema.checked(query, operation_name)
        return checked is not None and checked.cost.of(variables or {}) > COST_MAX

    def showing(
        self, checked: Checked, variables: Mapping[str, Any], context: GraphContext
    ) -> Show | None:
        """How the items of a subscription are shown; None where graphql-core must show them."""
        values = checked.variables.of(variables)
        items = None if values is None else self.plan(checked, values, context)
        if values is None or not isinstance(items, Items):
            return None

        async def show(item: object) -> bytes | None:
            try:
                body = await items.body(context, values, item)
            except Exception as error:  # whatever it is, the other tier says it as it should be
                self.leave(error)
                return None
            self.answered["item"] += 1
            return body

        return show

    def telling(
        self, checked: Checked, variables: Mapping[str, Any], context: GraphContext
    ) -> Tell | None:
        """How the news of many things are shown together; None where each is shown by itself."""
        values = checked.variables.of(variables)
        items = None if values is None else self.plan(checked, values, context)
        if values is None or not isinstance(items, Items) or items.news is None:
            return None
        if items.discloses:  # who is shown what of whom must be known, of each by itself
            return None
        news = items.news

        async def tell(context: GraphContext, facts: Sequence[Told]) -> list[bytes | None]:
            try:
                found = await news.bodies(context, values, facts)
            except AWAY:  # and so it is for each of them
                raise
            except Exception as error:  # whatever it is, each of them says it by itself
                self.leave(error)
                return [None] * len(facts)
            for each in found:
                if isinstance(each, Exception):
                    self.leave(each)
            bodies = [None if isinstance(each, Exception) else each for each in found]
            self.answered["item"] += len(bodies) - bodies.count(None)
            return bodies

        return tell

    def plan(
        self, checked: Checked, values: VariableValues, context: GraphContext
    ) -> Plan | Items | Left:
        """The plan of a document for whoever asks, or why there is none."""
        find = self._plans.of(checked.name)
        plan: Plan | Items | Left = find(
            checked, _choices(checked, values), right_of(context.domain)
        )
        return plan

    def compile(
        self, checked: Checked, values: VariableValues, right: Right
    ) -> Plan | Items | Left:
        """The same, made anew."""
        return self._compile(checked, _choices(checked, values), right)

    def _compile(
        self, checked: Checked, choices: tuple[object, ...], right: Right
    ) -> Plan | Items | Left:
        try:
            return compile_operation(
                self._schema.schema_converter,
                self._schema._schema,
                self._tables,
                checked.document,
                checked.operation,
                dict(zip(checked.choosing, choices, strict=True)),
                right,
            )
        except Uncovered as reason:
            return Left(str(reason))


def _bare(error: GraphQLError) -> GraphQLError:
    """The same error, by its message and its place in the text."""
    return GraphQLError(error.message, source=error.source, positions=error.positions)


def check(
    schema: GraphQLSchema,
    name: tuple[str, str | None],
    document: DocumentNode,
    operation: OperationDefinitionNode,
) -> Checked:
    """What is known of a valid document."""
    marks = _Marks()
    visit(document, marks)
    variables, cost = Variables(schema, operation), cost_of(schema, document, operation)
    choosing = tuple(sorted(marks.choosing))
    return Checked(
        name,
        document,
        operation,
        variables,
        choosing,
        cost,
        marks.introspects,
        asked_for(document, name[1]),
    )


def _choices(checked: Checked, values: VariableValues) -> tuple[object, ...]:
    if not checked.choosing:
        return ()
    return tuple(values.coerced.get(name) for name in checked.choosing)


class _Marks(Visitor):
    """What a document has that matters wherever it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.choosing: set[str] = set()  # variables that skip or include
        self.introspects = False

    def enter_directive(self, node: Any, *_: Any) -> None:
        """Perhaps a choice."""
        if node.name.value in CONDITIONS:
            self.choosing.update(
                each.value.name.value
                for each in node.arguments or ()
                if isinstance(each.value, VariableNode)
            )

    def enter_field(self, node: Any, *_: Any) -> None:
        """Perhaps a question about the schema."""
        self.introspects |= node.name.value in INTROSPECTION


def _may(operation: OperationType, *, posted: bool) -> bool:
    return operation is OperationType.QUERY or (posted and operation is OperationType.MUTATION)
