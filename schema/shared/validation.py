"""Validation as the specification has it, where Strawberry's own stumbles."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    NameNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    VariableNode,
    parse_type,
    recommended_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

NEEDED = parse_type("ID!")


class Validate(SchemaExtension):
    """Validates in Strawberry's place, by the same rules but for one, and by those graphql-core
    recommends: introspection does not go in circles. Stands last, so that whatever refuses a
    document has done so."""

    def on_validate(self) -> Iterator[None]:
        """Find out what is wrong, unless that is known."""
        context = self.execution_context
        if context.pre_execution_errors is None:
            assert context.graphql_document is not None, "validation follows parsing"
            rules = (*context.validation_rules, *recommended_rules, MaybeNullValidationRule, OneOf)
            schema = context.schema._schema
            context.pre_execution_errors = validate(schema, context.graphql_document, rules)
        yield


class OneOf(OneOfInputValidationRule):
    """`@oneOf`, wherever a fragment stands that uses a variable, and whoever declared it.

    Strawberry's rule raises for a fragment before its operation, and for a variable that nobody
    declared.
    """

    def enter_document(self, node: DocumentNode, *_: Any) -> None:
        """Know the variables of all operations beforehand."""
        self.variable_definitions = _Declared(
            (variable.variable.name.value, variable)
            for each in node.definitions
            if isinstance(each, OperationDefinitionNode)
            for variable in each.variable_definitions or ()
        )

    def enter_operation_definition(self, *_: Any) -> None:
        """Forget nothing."""

    def enter_variable_definition(self, *_: Any) -> None:
        """It is known."""


class _Declared(dict[str, VariableDefinitionNode]):
    def __missing__(self, name: str) -> VariableDefinitionNode:
        variable = VariableNode(name=NameNode(value=name))
        return VariableDefinitionNode(variable=variable, type=NEEDED)  # another rule tells of it
