"""What a set of questions has reached, so that a test can say that it was not all about nothing."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    visit,
)

from tests.schema.engine.documents import Question
from tests.schema.engine.tiers import NOT_COMPARED, Answers
from tests.schema.shapes import SCHEMA, fields_of

Reached = tuple[str, str]  # a type and a field of it
# What no table tells how to read: it is worked out, and staff ask for it one product at a time; or
# it is come by through a table of links, or a list of ids.
WITHOUT_A_PLAN: set[Reached] = {
    *(("Product", name) for name in ("onboarding", "pendingRevision")),
    *(("Product", name) for name in ("clearanceReminder", "launchPlan")),
    *(("Product", name) for name in ("externalRefs", "quality")),
    ("ProductRevision", "changes"),
    *(("Campaign", name) for name in ("metrics", "evaluation", "isOwn")),
    *(("ChannelImport", name) for name in ("total", "unknownSkus", "differences")),
    ("Event", "actor"),
    *(("Order", name) for name in ("stepDurations", "routingExplanation", "openEdit")),
    *(("OrderEdit", name) for name in ("conflicts", "preview")),
    *(("RoutingRule", name) for name in ("warehouses", "costs")),
    ("ProductVariant", "stockPolicy"),
    *(("Promotion", name) for name in ("conditions", "effects")),
    *(("Query", name) for name in ("quote", "channelReconciliation")),
    *(("Query", name) for name in ("myNotificationPreferences", "myUnreadNotificationCount")),
    *(("Query", name) for name in ("automationTemplates", "automationDryRun")),
    ("Query", "notificationTemplatePreview"),
}


@dataclass(slots=True)
class Seen:
    """Counted over many questions. A field is reached where its value was there, and not null."""

    questions: Counter[str] = field(default_factory=Counter)  # by who asked
    documents: set[str] = field(default_factory=set)
    fields: Counter[Reached] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)  # of errors
    kinds: Counter[str] = field(default_factory=Counter)  # of answers
    fast: int = 0

    def note(self, question: Question, answers: Answers) -> None:
        """One more question, answered."""
        self.questions[question.asker] += 1
        self.documents.add(question.document)
        answer = answers.reference
        errors = answer.get("errors", [])
        self.codes.update(error["extensions"]["code"] for error in errors)
        self.kinds[kind := _kind(answer, errors)] += 1
        self.fast += answers.is_fast or (kind == "data" and _is_left(question))
        if answer.get("data"):
            self._walk(parse(question.document), question.operation, answer["data"])

    @property
    def count(self) -> int:
        """How many questions."""
        return self.questions.total()

    def share(self, wanted: set[Reached]) -> float:
        """How much of these fields was reached."""
        return len(wanted & set(self.fields)) / len(wanted)

    def _walk(self, document: DocumentNode, name: str | None, data: Any) -> None:
        fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode) and (
                name is None or (each.name and each.name.value == name)
            ):
                self._level(fragments, "Query", each.selection_set, data)

    def _level(
        self,
        fragments: dict[str, FragmentDefinitionNode],
        kind: str,
        selections: SelectionSetNode,
        data: dict[str, Any],
    ) -> None:
        for each in selections.selections:
            if isinstance(each, FieldNode):
                self._field(fragments, kind, each, data)
            elif isinstance(each, FragmentSpreadNode):
                fragment = fragments[each.name.value]
                on = fragment.type_condition.name.value
                self._level(fragments, on, fragment.selection_set, data)
            elif isinstance(each, InlineFragmentNode):
                on = each.type_condition.name.value if each.type_condition else kind
                self._level(fragments, on, each.selection_set, data)

    def _field(
        self,
        fragments: dict[str, FragmentDefinitionNode],
        kind: str,
        node: FieldNode,
        data: dict[str, Any],
    ) -> None:
        name = node.name.value
        value = data.get(node.alias.value if node.alias else name)
        owner = SCHEMA.type_map[kind]
        if value is None or not isinstance(owner, GraphQLObjectType) or name not in owner.fields:
            return
        self.fields[kind, name] += 1
        if node.selection_set is None:
            return
        inner = get_named_type(owner.fields[name].type)
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                self._level(fragments, inner.name, node.selection_set, each)


def _kind(answer: dict[str, Any], errors: list[GraphQLError]) -> str:
    if "mistake" in answer:
        return "mistake"
    if not errors:
        return "data"
    return "data and errors" if answer["data"] is not None else "errors"


def _is_left(question: Question) -> bool:
    """Whether it is graphql-core's to answer: what the schema is, or what has no plan."""
    return "__schema" in question.document or bool(_asked(question) & WITHOUT_A_PLAN)


def _asked(question: Question) -> set[Reached]:
    """The fields that a document asks for, whether there was something to show or not."""
    found: set[Reached] = set()
    info = TypeInfo(SCHEMA)

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if parent := info.get_parent_type():
                found.add((parent.name, node.name.value))

    visit(parse(question.document), TypeInfoVisitor(info, Fields()))
    return found


def readable() -> set[Reached]:
    """Every field of everything that can be asked for at the root, and is compared."""
    found: set[Reached] = set()
    root = fields_of("Query")
    todo = [get_named_type(root[name].type) for name in set(root) - NOT_COMPARED]
    seen: set[str] = set()
    while todo:
        kind = todo.pop()
        if kind.name in seen:
            continue
        seen.add(kind.name)
        if isinstance(kind, GraphQLInterfaceType):
            todo += SCHEMA.get_implementations(kind).objects
        elif isinstance(kind, GraphQLObjectType):
            found |= {(kind.name, name) for name in kind.fields}
            todo += [get_named_type(each.type) for each in kind.fields.values()]
    return found
