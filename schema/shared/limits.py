"""How large a document may be, counted before anything else looks at it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    Token,
    TokenKind,
)
from strawberry.extensions import SchemaExtension

from domain.shared.errors import DomainError

TOKENS_MAX = 3_000
DEPTH_MAX = 12  # levels of fields, those without a selection too; the agent's one document has 10
INTROSPECTION_DEPTH_MAX = 20  # levels inside `__schema` and `__type`; tools ask for 15
FIELDS_MAX = 1_000  # with every fragment written out where it is spread
ROOT_FIELDS_MAX = 20  # of one operation
ALIASES_MAX = 50  # of one operation, with every fragment written out
DIRECTIVES_MAX = 50  # of one document
FRAGMENTS_MAX = 50  # of one document
OPERATIONS_MAX = 20  # of one document
TOO_MANY_TOKENS = f"A document has at most {TOKENS_MAX} tokens."
# Appendix B of the specification: a name, a number, a text, a mark; comments do not count.
TOKEN = re.compile(
    r'''#[^\n\r]*|[_A-Za-z]\w*|"""(?:[^"\\]|\\"""|\\|"(?!""))*"""|"(?:[^"\\\n\r]|\\.)*"'''
    r"|\.\.\.|-?\d[\d.eE+-]*|[!$&()\[\]{}:=@|]",
    re.ASCII,
)
INTROSPECTION = ("__schema", "__type")


class IntrospectionOff(DomainError):
    """The schema does not describe itself here: it is published as `schema.graphql`."""

    code = "INTROSPECTION_OFF"

    def __init__(self) -> None:
        super().__init__("Introspection is off here. Read schema.graphql instead.")


@dataclass(frozen=True, slots=True)
class Size:
    """How deep a selection goes, and how many fields and aliases it comes to."""

    depth: int
    fields: int
    aliases: int


class Limits(SchemaExtension):
    """Refuses a document that is too large, before validation walks it.

    Each fragment is measured once, however often it is spread, so that measuring costs no more
    than reading.
    """

    def on_validate(self) -> Iterator[None]:
        """Measure, and refuse in place of validating."""
        document = self.execution_context.graphql_document
        assert document is not None, "it was parsed before it is validated"
        context = self.execution_context
        is_known = context.pre_execution_errors is not None
        if not is_known and (refusal := too_large(document)):
            context.pre_execution_errors = [GraphQLError(refusal)]
        yield


def has_too_many_tokens(query: str) -> bool:
    """Whether a document would be refused once it was read; found out fifty times as fast."""
    if len(query) <= TOKENS_MAX:
        return False
    tokens = (each for each in TOKEN.finditer(query) if each[0][0] != "#")
    return next(islice(tokens, TOKENS_MAX, None), None) is not None


def too_large(document: DocumentNode) -> str | None:
    """Why a document is refused, or None."""
    kinds = Counter(type(each) for each in document.definitions)
    if kinds[OperationDefinitionNode] > OPERATIONS_MAX:
        return f"A document has at most {OPERATIONS_MAX} operations."
    if kinds[FragmentDefinitionNode] > FRAGMENTS_MAX:
        return f"A document has at most {FRAGMENTS_MAX} fragments."
    if _directives(document) > DIRECTIVES_MAX:
        return f"A document has at most {DIRECTIVES_MAX} directives."
    measure = _Measure(document)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            refusal = _too_large(measure, definition.selection_set)
            if refusal is not None:
                return refusal
    return None


def _too_large(measure: "_Measure", selections: SelectionSetNode) -> str | None:
    size = measure.size(selections)
    if measure.endless:
        return "A fragment spreads itself."
    if size.depth > DEPTH_MAX:
        return f"This goes {size.depth} levels deep; {DEPTH_MAX} are allowed."
    if measure.introspected > INTROSPECTION_DEPTH_MAX:
        return f"Introspection goes at most {INTROSPECTION_DEPTH_MAX} levels deep."
    if size.fields > FIELDS_MAX:
        return f"This asks for more than {FIELDS_MAX} fields."
    if size.aliases > ALIASES_MAX:
        return f"This has more than {ALIASES_MAX} aliases."
    if measure.width(selections) > ROOT_FIELDS_MAX:
        return f"An operation has at most {ROOT_FIELDS_MAX} fields at its root."
    return None


def forget_the_way_back(document: DocumentNode | None) -> None:
    """Let the tokens of a document know only the next one: so nothing of it goes in circles, and it
    is gone when it is forgotten, not when the garbage is collected.
    """
    token: Token | None = document.loc.start_token if document and document.loc else None
    while token is not None:
        token.prev = None
        token = token.next


def _directives(document: DocumentNode) -> int:
    """How many there are, counted as they were read."""
    assert document.loc is not None, "what was parsed has a place"
    token: Token | None = document.loc.start_token
    found = 0
    while token is not None:
        found += token.kind is TokenKind.AT
        token = token.next
    return found


class _Measure:
    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._sizes: dict[str, Size] = {}
        self._widths: dict[str, int] = {}
        self._under_way: set[str] = set()
        self.endless = False
        self.introspected = 0  # levels

    def size(self, selections: SelectionSetNode | None) -> Size:
        depth = fields = aliases = 0
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                inner = self.size(node.selection_set)
                if node.name.value in INTROSPECTION:
                    self.introspected = max(self.introspected, inner.depth)
                    inner = replace(inner, depth=0)
                named = inner.aliases + (node.alias is not None)
                inner = Size(inner.depth + 1, inner.fields + 1, named)
            elif isinstance(node, FragmentSpreadNode):
                inner = self._of_fragment(node.name.value)
            else:
                inner = self.size(getattr(node, "selection_set", None))
            depth, fields = max(depth, inner.depth), fields + inner.fields
            aliases += inner.aliases
        return Size(depth, fields, aliases)

    def width(self, selections: SelectionSetNode | None) -> int:
        """How many fields stand on one level, fragments written out."""
        total = 0
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                total += 1
            elif isinstance(node, FragmentSpreadNode):
                total += self._width_of_fragment(node.name.value)
            else:
                total += self.width(getattr(node, "selection_set", None))
        return total

    def _of_fragment(self, name: str) -> Size:
        if name in self._under_way:
            self.endless = True
            return Size(0, 0, 0)
        if name not in self._sizes:
            self._under_way.add(name)
            fragment = self._fragments.get(name)  # an unknown one is for validation to name
            self._sizes[name] = self.size(fragment.selection_set if fragment else None)
            self._under_way.discard(name)
        return self._sizes[name]

    def _width_of_fragment(self, name: str) -> int:
        if name not in self._widths:
            fragment = self._fragments.get(name)
            self._widths[name] = 0
            self._widths[name] = self.width(fragment.selection_set if fragment else None)
        return self._widths[name]
