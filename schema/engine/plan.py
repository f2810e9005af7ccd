"""A compiled document: what answers it, again and again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.engine.compiler import Compiler
from schema.engine.given import Arguments
from schema.engine.items import Items, compile_items
from schema.engine.mapping import Args, Tables, Uncovered
from schema.engine.roots import Answer, root_field
from schema.engine.run import Run
from schema.engine.selection import Selections
from schema.engine.sources import Right, Sources
from schema.shared.context import GraphContext


@dataclass(frozen=True, slots=True)
class Plan:
    """The answers of all fields at the root, by key.

    `reads` are the types whose rows it reads; `is_personal` says that the answer depends on more
    than those rows: on who asks, or when.
    """

    fields: Sequence[tuple[str, Answer]]
    arguments: list[Arguments]
    constant: Mapping[int, Args]
    reads: set[str]
    is_query: bool
    is_personal: bool
    source: str

    def begin(self, context: GraphContext, variables: VariableValues | None) -> Run:
        """One run of it."""
        return Run(context, variables, self.arguments, self.constant)

    async def answer(self, run: Run) -> dict[str, Any]:
        """The data."""
        return {key: await answer(run) for key, answer in self.fields}


def compile_operation(
    converter: GraphQLCoreConverter,
    schema: GraphQLSchema,
    tables: Tables,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    choices: Mapping[str, object],
    right: Right,
) -> Plan | Items:
    """Compile an operation of any kind.

    Raises:
        Uncovered: graphql-core must answer it.
    """
    root = schema.get_root_type(operation.operation)
    assert root is not None, "the schema has all three"
    selections = Selections(schema, document, choices)
    compiler = Compiler(converter, tables, selections, Sources(schema, right))
    fields = selections.of(root, [operation])
    if operation.operation is OperationType.SUBSCRIPTION:
        return compile_items(compiler, root, fields)
    is_query = operation.operation is OperationType.QUERY
    if not is_query and len(fields) > 1:
        raise Uncovered("several mutations at once")
    finishing = [
        (key, root_field(compiler, root, nodes, is_query=is_query)) for key, nodes in fields.items()
    ]
    load = compiler.code.load()
    return Plan(
        fields=[(key, finish(load)) for key, finish in finishing],
        arguments=compiler.arguments,
        constant=compiler.constant,
        reads=compiler.reads,
        is_query=is_query,
        is_personal=compiler.is_personal,
        source=compiler.code.source,
    )
