"""What a subscription asks for: its document checked once, its items made once for whoever asks
the same in the same right.

The items come from the subscription's own resolver; each is executed as GraphQL has it, and put
into the bytes of its answer.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Hashable, Mapping, Sequence, Set
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Self, cast

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    Executor,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    create_source_event_stream,
    execute_subscription_event,
    get_named_type,
    visit,
)

from domain.audit.entries import AuditKind, entry_of, taken
from domain.shared.context import Context
from domain.shared.disclosures import Disclosures
from domain.shared.ids import new_id
from realtime import topics
from realtime.cursor import Cursor
from realtime.items import Batch, Item, Witness
from realtime.outage import AWAY
from realtime.parts import Alone, Given, Live, Part
from realtime.past import WhenSlow
from realtime.selection import Own
from realtime.steps import Step
from schema.engine.engine import Checked, Show, Tell
from schema.engine.mapping import News
from schema.shared.context import GraphContext
from schema.shared.explanations import explain
from schema.shared.ids import key_in
from schema.shared.kin import GraphKin
from schema.shared.record import asked_for
from schema.shared.streams import StreamItem, StreamItemKind
from schema.shared.together import anybody_like

FOLLOWED = StreamItem.__name__  # what follows facts sends items with a cursor
Telling = Callable[[Mapping[str, Any], GraphContext], Tell | None]  # the same of many things
Showing = Callable[[Mapping[str, Any], GraphContext], Show | None]  # of variables, for somebody
WHERE_TO_BEGIN = {"after", "initial"}  # arguments that say nothing about what happens later


@dataclass(frozen=True, slots=True)
class One:
    """A document that follows one thing: the variable that names it, and how news are told."""

    how: News
    variable: str
    telling: Telling

    @classmethod
    def of(cls, how: News, variables: Set[str], telling: Telling) -> Self | None:
        """None where no variable is there just to name the thing."""
        return next((cls(how, variable, telling) for variable in variables), None)


@dataclass(frozen=True, slots=True)
class Document:
    """A subscription's document, valid. `deciding` are the variables that decide what is told:
    those that are declared, but for those that only say where to begin. `showing` says how its
    items are shown by generated code, if they can be.

    `name` is what tells it apart: its text, and which of its operations is meant. Not every
    subscription follows facts.
    """

    schema: GraphQLSchema
    name: tuple[str, str | None]
    node: DocumentNode
    deciding: frozenset[str]
    follows: bool
    showing: Showing
    one: One | None

    @classmethod
    def of(
        cls,
        schema: GraphQLSchema,
        checked: Checked,
        *,
        news: Mapping[str, News],
        showing: Showing,
        telling: Telling,
    ) -> Self:
        """What a document is about."""
        node, operation, name = checked.document, checked.operation, checked.name
        field = _root_field(node, operation.selection_set)
        declared = {each.variable.name.value for each in operation.variable_definitions or ()}
        uses = Counter(_used(node))
        deciding = frozenset(declared - _only_in(field, WHERE_TO_BEGIN, uses))
        how = news.get(field.name.value)
        one = None if how is None else One.of(how, _only_in(field, {"id"}, uses), telling)
        return cls(schema, name, node, deciding, _follows(schema, field), showing, one)


class GraphSelection:
    """A subscription of somebody. Made by `Schema.selection`."""

    def __init__(
        self, document: Document, variables: Mapping[str, Any], context: GraphContext
    ) -> None:
        self._document = document
        self._variables = dict(variables)
        self._context = context
        self.key = self._key(document.deciding)

    @property
    def is_sound(self) -> bool:
        """Whether its variables are what the document declares."""
        return isinstance(self._executor(self._context), Executor)

    def of(self, context: GraphContext) -> "GraphSelection":
        """The same, asked by somebody else."""
        return GraphSelection(self._document, self._variables, context)

    def executed(self) -> "GraphSelection":
        """The same, every item executed by graphql-core."""
        document = replace(self._document, showing=lambda variables, context: None, one=None)
        return GraphSelection(document, self._variables, self._context)

    def live(self, on_air: Callable[[WhenSlow], None]) -> AsyncGenerator[Batch]:
        """What happens from now on, for everybody with this right: in nobody's name."""
        return self._run(Live(on_air), self._nobody)

    def given(self, steps: Sequence[Step]) -> AsyncGenerator[Batch]:
        """The same of what has happened already."""
        return self._run(Given(steps), self._nobody)

    @property
    def own(self) -> Own | None:
        """The one thing that is followed, if it is told together with others'."""
        one = self._document.one
        named = None if one is None else self._variables.get(one.variable)
        if one is None or not isinstance(named, str):
            return None
        thing = key_in(one.how.read, named)
        tell = one.telling(self._variables, self._context)
        if thing is None or tell is None:
            return None
        kin = GraphKin(
            self._key(self._document.deciding - {one.variable}),
            replace(self._context, domain=self._nobody, part=None),
            tell,
        )
        return Own(thing, topics.one(one.how.kind, thing), kin, WhenSlow.SNAPSHOT)

    @property
    def _nobody(self) -> Context:
        domain = self._context.domain
        return replace(domain, actor=anybody_like(domain.actor), request_id=str(new_id()))

    def _key(self, names: Set[str]) -> Hashable:
        asked = {name: each for name, each in self._variables.items() if name in names}
        return (
            self._document.name,
            orjson.dumps(asked, option=orjson.OPT_SORT_KEYS),
            _right(self._context.domain),
        )

    def alone(self, part: Alone) -> AsyncGenerator[Batch]:
        """What is for this one alone."""
        return self._run(part, self._context.domain)

    async def _witness(self, context: GraphContext, part: Part) -> Witness | None:
        """Have it written down to whom was shown what of others' personal data: at once where the
        items are for this one alone, else of everybody in the group as it is told.
        """
        if not context.domain.disclosures:
            return None
        subjects, more = taken(context.domain.disclosures)
        operation = asked_for(self._document.node, self._document.name[1])
        now = context.domain.now

        async def witness(told: Collection[GraphSelection]) -> None:
            await context.audit.keep_new(
                *(
                    entry_of(
                        each._context.domain.at(now),
                        AuditKind.PERSONAL_DATA_READ,
                        operation,
                        code=more,
                        subjects=subjects,
                    )
                    for each in told
                )
            )

        if isinstance(part, Live | Given):
            return witness
        await witness([self])
        return None

    def _executor(self, context: GraphContext) -> Executor[Any] | list[GraphQLError]:
        return Executor.build(
            self._document.schema,
            self._document.node,
            context_value=context,
            raw_variable_values=self._variables,
            operation_name=self._document.name[1],
        )

    async def _run(self, part: Part, domain: Context) -> AsyncGenerator[Batch]:
        domain = replace(domain, disclosures=Disclosures())
        context = replace(self._context, domain=domain, part=part, loaders={})
        executor = self._executor(context)
        assert isinstance(executor, Executor), "only sound selections are run"
        show = self._document.showing(self._variables, context)
        together: list[StreamItem] = []
        try:
            source: Any = create_source_event_stream(executor)
            if executor.is_awaitable(source):
                source = await source
            if isinstance(source, ExecutionResult):
                yield Batch([_failure(context, source.errors or [], refusal=True)])
                return
            async with aclosing(source):
                async for item in source:
                    together.append(item)
                    if not item.place.more_follow:
                        made = await _made(executor, context, show, together)
                        yield Batch(made, await self._witness(context, part))
                        together = []
        except AWAY:  # nothing is wrong with what was asked; whoever comes back is told
            raise
        except Exception as error:  # whatever it is, whoever asked must hear of it
            yield Batch([failure(context, error)])


async def _made(
    executor: Executor[Any],
    context: GraphContext,
    show: Show | None,
    items: Sequence[StreamItem],
) -> list[Item]:
    if len(items) == 1:
        return [await _make(executor, context, show, items[0])]
    return await asyncio.gather(*(_make(executor, context, show, each) for each in items))


async def _make(
    executor: Executor[Any],
    context: GraphContext,
    show: Show | None,
    shown: StreamItem,
) -> Item:
    body = None if show is None else await show(shown)
    if body is None:
        body = await _executed(executor, context, shown)
    place = shown.place
    assert place is not None, "`follow` places every item"
    return Item(
        body,
        place.at,
        subject=place.subject,
        version=cast("Any", shown).aggregate_version,
        is_fact=shown.kind is StreamItemKind.EVENT,
        is_gap=shown.kind is StreamItemKind.GAP,
        closes=place.closes,
        ends=place.ends,
    )


async def _executed(executor: Executor[Any], context: GraphContext, shown: StreamItem) -> bytes:
    """An item's answer as graphql-core has it."""
    result = execute_subscription_event(executor.build_per_event_executor(shown))
    if executor.is_awaitable(result):
        result = await result
    result = cast("ExecutionResult", result)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        _must_not_be_away(result.errors)
        answer["errors"] = _explained(context, result.errors)
    return orjson.dumps(answer)


def _must_not_be_away(errors: Sequence[GraphQLError]) -> None:
    """Raise what an item that could not be read for want of a database would have hidden."""
    for error in errors:
        if isinstance(error.original_error, AWAY):
            raise error.original_error


def failure(context: GraphContext, error: Exception) -> Item:
    """What is sent in place of everything that would have followed."""
    if not isinstance(error, GraphQLError):
        error = GraphQLError(str(error), original_error=error)
    return _failure(context, [error])


def _failure(
    context: GraphContext, errors: Sequence[GraphQLError], *, refusal: bool = False
) -> Item:
    at = Cursor(context.hub.epoch, context.hub.position)
    body = orjson.dumps({"errors": _explained(context, errors)})
    return Item(body, at, closes=False, ends=True, is_failure=True, refusal=refusal)


def _explained(context: GraphContext, errors: Sequence[GraphQLError]) -> list[Any]:
    for error in errors:
        explain(error, context)
    return [error.formatted for error in errors]


def _right(domain: Context) -> tuple[object, ...]:
    """What decides what somebody sees: their kind and scopes, whose things, and the language."""
    actor = anybody_like(domain.actor)
    return actor.kind, actor.id, actor.scopes, domain.locale


def _root_field(node: DocumentNode, selections: SelectionSetNode) -> FieldNode:
    """The one field at the root, wherever it is written."""
    (first, *_) = selections.selections
    while not isinstance(first, FieldNode):
        inner = first if isinstance(first, InlineFragmentNode) else _fragment(node, first)
        (first, *_) = inner.selection_set.selections
    return first


def _fragment(node: DocumentNode, spread: SelectionNode) -> FragmentDefinitionNode:
    assert isinstance(spread, FragmentSpreadNode), "there is no fourth kind of selection"
    (found,) = (
        each
        for each in node.definitions
        if isinstance(each, FragmentDefinitionNode) and each.name.value == spread.name.value
    )
    return found


def _follows(schema: GraphQLSchema, field: FieldNode) -> bool:
    root = schema.subscription_type
    assert root is not None, "the schema has subscriptions"
    kind = get_named_type(root.fields[field.name.value].type)
    return isinstance(kind, GraphQLObjectType) and any(
        each.name == FOLLOWED for each in kind.interfaces
    )


def _only_in(field: FieldNode, arguments: Set[str], uses: Counter[str]) -> frozenset[str]:
    """The variables that are used once, for one of these arguments of a field."""
    return frozenset(
        argument.value.name.value
        for argument in field.arguments or ()
        if argument.name.value in arguments
        and isinstance(argument.value, VariableNode)
        and uses[argument.value.name.value] == 2  # where it is declared, and here
    )


def _used(node: DocumentNode) -> list[str]:
    names: list[str] = []

    class Names(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            names.append(variable.name.value)

    visit(node, Names())
    return names
