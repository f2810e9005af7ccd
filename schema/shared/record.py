"""Where resolvers and the engine tell what leaves no fact: who was shown, or refused, what."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from domain.audit.entries import AuditKind, Entry, entry_of, taken
from domain.shared.context import Actor

if TYPE_CHECKING:
    from schema.shared.context import GraphContext

FIELDS_MAX = 20  # fields at the root that an entry names
# Who is refused for one of these has tried to come where they do not belong.
# What is not found may be somebody else's.
AUDITED = frozenset({"FORBIDDEN", "NOT_FOUND", "SESSION_ENDED", "TOKEN_EXPIRED", "UNAUTHENTICATED"})
# Who tried to come in, or to stay.
SIGN_IN = frozenset(
    {"REFRESH_TOKEN_INVALID", "RESET_TOKEN_INVALID", "TOO_MANY_ATTEMPTS", "WRONG_CREDENTIALS"}
)


class Record(Protocol):
    """Takes entries."""

    def note(self, entry: Entry) -> None:
        """Have it written soon; nobody waits."""

    async def keep(self, *entries: Entry) -> None:
        """Return once they are written.

        Raises:
            Exception: they could not be.
        """

    async def keep_new(self, *entries: Entry) -> None:
        """The same, but for what was written of the same actor and things a moment ago."""


class Unrecorded:
    """Nobody writes anything down: for schemas that are asked without a server."""

    def note(self, entry: Entry) -> None:
        """Let it go."""

    async def keep(self, *entries: Entry) -> None:
        """Let them go."""

    async def keep_new(self, *entries: Entry) -> None:
        """Let them go."""


async def record_disclosures(context: "GraphContext", operation: str) -> None:
    """Write down what this request was shown of others' personal data, before its answer leaves."""
    if context.domain.disclosures:
        subjects, more = taken(context.domain.disclosures)
        kind = AuditKind.PERSONAL_DATA_READ
        entry = entry_of(context.domain, kind, operation, code=more, subjects=subjects)
        await context.audit.keep(entry)


def note_refusal(context: "GraphContext", code: str, operation: str) -> None:
    """Note that somebody was refused, if it is a matter of who they are."""
    if code in SIGN_IN:
        note_refused_sign_in(context, code, operation)
    elif code in AUDITED:
        context.audit.note(entry_of(context.domain, AuditKind.REFUSED, operation, code=code))


def note_act(context: "GraphContext", operation: str) -> None:
    """Note that a request changed something: the facts say what, this from where it came."""
    context.audit.note(entry_of(context.domain, AuditKind.ACTED, operation))


async def record_sign_in(context: "GraphContext", actor: Actor, operation: str) -> None:
    """Write down that somebody signed in, before they are told so."""
    entry = entry_of(context.domain, AuditKind.SIGNED_IN, operation)
    await context.audit.keep(replace(entry, actor=actor.key))


def note_refused_sign_in(
    context: "GraphContext", code: str, operation: str, actor: Actor | None = None
) -> None:
    """Note that a sign-in was refused; of whom, if it is known whose account was tried."""
    entry = entry_of(context.domain, AuditKind.SIGN_IN_REFUSED, operation, code=code)
    context.audit.note(entry if actor is None else replace(entry, actor=actor.key))


def asked_for(document: DocumentNode | None, name: str | None = None) -> str:
    """What an operation asks for, such as `query customer, orders`: never a word of the client's
    own but that it is there.
    """
    operations = [
        node
        for node in (document.definitions if document else ())
        if isinstance(node, OperationDefinitionNode)
        and (name is None or (node.name is not None and node.name.value == name))
    ]
    if document is None or not operations:
        return ""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    fields = dict.fromkeys(_roots(operations[0].selection_set, fragments, set()))
    return f"{operations[0].operation.value} {', '.join(list(fields)[:FIELDS_MAX])}"


def _roots(
    selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode], seen: set[str]
) -> Iterable[str]:
    for each in selections.selections:
        if isinstance(each, FieldNode):
            yield each.name.value
        elif isinstance(each, InlineFragmentNode):
            yield from _roots(each.selection_set, fragments, seen)
        elif isinstance(each, FragmentSpreadNode) and each.name.value not in seen:
            seen.add(each.name.value)
            if (found := fragments.get(each.name.value)) is not None:
                yield from _roots(found.selection_set, fragments, seen)
