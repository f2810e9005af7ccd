"""What a document selects: fields by the keys they are answered under, fragments written out."""

from collections.abc import Iterable, Mapping

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from schema.engine.mapping import Uncovered

CONDITIONS = {"skip": False, "include": True}  # what keeps a field, by directive


class Selections:
    """The selections of one document, for given values of the variables that skip or include."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, choices: Mapping[str, object]
    ) -> None:
        self._schema = schema
        self._choices = choices
        self._fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    def of(
        self, kind: GraphQLObjectType, nodes: Iterable[FieldNode | OperationDefinitionNode]
    ) -> dict[str, list[FieldNode]]:
        """The fields selected of an object, by key, in the order of the answer."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for node in nodes:
            if node.selection_set is not None:
                self._collect(kind, node.selection_set, found, seen)
        return found

    def _collect(
        self,
        kind: GraphQLObjectType,
        selections: SelectionSetNode,
        found: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for node in selections.selections:
            if not self._is_kept(node.directives or ()):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._fits(kind, node.type_condition.name.value):
                    self._collect(kind, node.selection_set, found, seen)
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                fragment = self._fragments[name]
                if name not in seen and self._fits(kind, fragment.type_condition.name.value):
                    seen.add(name)
                    self._collect(kind, fragment.selection_set, found, seen)

    def _fits(self, kind: GraphQLObjectType, name: str) -> bool:
        if kind.name == name:
            return True
        condition = self._schema.type_map[name]
        return isinstance(condition, GraphQLAbstractType) and self._schema.is_sub_type(
            condition, kind
        )

    def _is_kept(self, directives: Iterable[DirectiveNode]) -> bool:
        return all(self._holds(each) for each in directives)

    def _holds(self, directive: DirectiveNode) -> bool:
        wanted = CONDITIONS.get(directive.name.value)
        if wanted is None:
            raise Uncovered(f"@{directive.name.value}")
        (argument,) = directive.arguments or ()
        if isinstance(argument.value, VariableNode):
            return bool(self._choices[argument.value.name.value]) is wanted
        value: bool = argument.value.value  # type: ignore[attr-defined]  # a valid one is a boolean
        return value is wanted
