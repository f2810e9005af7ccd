"""How large a document may be, counted before anything else looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
)
from strawberry.extensions import SchemaExtension

TOKENS_MAX = 3_000
DEPTH_MAX = 20  # levels of fields; the agent's one document has 14
FIELDS_MAX = 1_000  # with every fragment written out where it is spread
ROOT_FIELDS_MAX = 20  # of one operation
ALIASES_MAX = 200  # of one operation, with every fragment written out


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


def too_large(document: DocumentNode) -> str | None:
    """Why a document is refused, or None."""
    measure = _Measure(document)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            size = measure.size(definition.selection_set)
            if measure.endless:
                return "A fragment spreads itself."
            if size.depth > DEPTH_MAX:
                return f"This goes {size.depth} levels deep; {DEPTH_MAX} are allowed."
            if size.fields > FIELDS_MAX:
                return f"This asks for more than {FIELDS_MAX} fields."
            if size.aliases > ALIASES_MAX:
                return f"This has more than {ALIASES_MAX} aliases."
            if measure.width(definition.selection_set) > ROOT_FIELDS_MAX:
                return f"An operation has at most {ROOT_FIELDS_MAX} fields at its root."
    return None


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

    def size(self, selections: SelectionSetNode | None) -> Size:
        depth = fields = aliases = 0
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                inner = self.size(node.selection_set)
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
