"""Every document that the project itself has: in its tests, its benchmarks, its guides.

Found by reading: any text in the code that is GraphQL, or would be if it stood in braces (tables
of questions are written so), and any block of GraphQL in the guides. Texts put together from names
of their own module are put together here too.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    InlineFragmentNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    is_input_type,
    parse,
    type_from_ast,
    validate,
    visit,
)

from schema.nodes import NODES
from schema.shared.limits import too_large
from tests.architecture.project import pages, read, tracked
from tests.schema.engine.chance import Chance
from tests.schema.engine.selections import about
from tests.schema.engine.values import Values
from tests.schema.engine.words import word
from tests.schema.lists import documents
from tests.schema.permissions.test_queries import DOCUMENTS, document
from tests.schema.shapes import SCHEMA

SOURCES = ("tests/", "bench/", "api/")
HERE = "tests/schema/engine/"  # what stands here is about documents, and is none
FENCE = re.compile(r"^```graphql\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r'"\{(\w+)\}"')  # how tables say: the id of some such thing


@dataclass(frozen=True, slots=True)
class Own:
    """One document and where it stands."""

    place: str
    text: str
    node: DocumentNode

    @property
    def is_sound(self) -> bool:
        """Whether it is meant to be answered."""
        return not too_large(self.node) and not validate(SCHEMA, self.node)

    @property
    def kinds(self) -> set[OperationType]:
        """What its operations do."""
        return {each.operation for each in self.operations}

    @property
    def operations(self) -> list[OperationDefinitionNode]:
        """Its operations."""
        return [each for each in self.node.definitions if isinstance(each, OperationDefinitionNode)]

    @property
    def names(self) -> list[str | None]:
        """What each operation is asked for by."""
        return [each.name.value if each.name else None for each in self.operations]

    @property
    def roots(self) -> set[str]:
        """The fields at its roots, those in fragments too."""
        return {
            name
            for each in self.operations
            for name in self._fields(each.selection_set, frozenset())
        }

    def _fields(self, selected: SelectionSetNode, inside: frozenset[str]) -> Iterator[str]:
        for each in selected.selections:
            if isinstance(each, FieldNode):
                yield each.name.value
            elif isinstance(each, InlineFragmentNode):
                yield from self._fields(each.selection_set, inside)
            elif (name := each.name.value) in self.fragments.keys() - inside:
                yield from self._fields(self.fragments[name].selection_set, inside | {name})

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        """Its fragments by name."""
        return {
            each.name.value: each
            for each in self.node.definitions
            if isinstance(each, FragmentDefinitionNode)
        }


@cache
def own_documents() -> list[Own]:
    """Each once."""
    found: dict[str, Own] = {}
    for place, text in (*_in_code(), *_in_tables(), *_in_guides()):
        text = PLACE.sub(_filled, text)
        if node := _parsed(text):
            found.setdefault(text, Own(place, text, node))
        elif (node := _parsed(f"{{ {text} }}")) and not validate(SCHEMA, node):
            found.setdefault(f"{{ {text} }}", Own(place, f"{{ {text} }}", node))
    return list(found.values())


def queries() -> list[Own]:
    """Those that ask, and change or follow nothing."""
    return [own for own in own_documents() if own.kinds <= {OperationType.QUERY}]


def variables_of(own: Own) -> dict[str, Any]:
    """For every variable the plainest value that fits where it is used."""
    values = Values(Chance())
    found: dict[str, Any] = {}
    info = TypeInfo(SCHEMA)

    class Uses(Visitor):
        name = ""
        asked = ""

        def enter_field(self, _: FieldNode, *__: Any) -> None:
            self.asked = about(info.get_type()) if info.get_type() else ""

        def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
            self.name = node.name.value

        def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
            self.name = node.name.value

        def enter_variable_definition(self, *_: Any) -> Any:
            return self.SKIP

        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            declared = kinds.get(node.name.value)
            if declared is not None and node.name.value not in found:
                found[node.name.value] = values.of(declared, self.name, self.asked)

    kinds: dict[str, Any] = {
        each.variable.name.value: kind
        for operation in own.operations
        for each in operation.variable_definitions or ()
        if is_input_type(kind := type_from_ast(SCHEMA, each.type))
    }
    visit(own.node, TypeInfoVisitor(info, Uses()))
    return found


def _in_code() -> Iterator[tuple[str, str]]:
    for path in tracked():
        if path.suffix == ".py" and str(path).startswith(SOURCES) and HERE not in str(path):
            for line, text in _texts(path):
                yield f"{path}:{line}", text


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(read(path))
    names = _names(tree)
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inside:
            text = _folded(node, names)
            if text is not None and "{" in text:
                yield node.lineno, text


def _names(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives names to."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _folded(node.value, found)
            if text is not None:
                found[node.targets[0].id] = text
    return found


def _folded(node: ast.expr, names: dict[str, str]) -> str | None:
    """A text as it is when the module runs, if nothing else is needed to know it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.FormattedValue):
        return _folded(node.value, names)
    if isinstance(node, ast.JoinedStr):
        parts = [_folded(part, names) for part in node.values]
        return None if None in parts else "".join(part for part in parts if part is not None)
    return None


def _in_tables() -> Iterator[tuple[str, str]]:
    for name, text in documents().items():
        yield f"tests/schema/lists.py {name}", text
    for name in DOCUMENTS:
        yield f"tests/schema/permissions/test_queries.py {name}", document(name, {})


def _in_guides() -> Iterator[tuple[str, str]]:
    for page in pages():
        for number, block in enumerate(FENCE.findall(read(page)), 1):
            yield f"{page} block {number}", block


def _filled(place: re.Match[str]) -> str:
    name = place[1]
    return f'"{word(name, 0)}"' if name in {*NODES, "token"} else place[0]


def _parsed(text: str) -> DocumentNode | None:
    """The document that a text is, if it is one."""
    try:
        node = parse(text)
    except GraphQLError:
        return None
    has_operation = any(isinstance(each, OperationDefinitionNode) for each in node.definitions)
    return node if has_operation else None
