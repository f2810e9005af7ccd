"""What is known of a document is not found out again: that it is valid, and what it costs."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    parse,
)
from strawberry.extensions import SchemaExtension

from domain.shared.errors import DomainError
from schema.engine.engine import Checked, Faulty
from schema.shared.context import GraphContext
from schema.shared.cost import COST_MAX, TooCostly
from schema.shared.limits import IntrospectionOff


class Known(SchemaExtension):
    """Spares documents that were checked before their parsing and validation, refuses operations
    that cost too much, and says what each costs. Stands first, so that others see the document.
    """

    def on_parse(self) -> Iterator[None]:
        """Hand in the document, if it is known; for one that cannot be run, another."""
        found = self._found()
        if found is not None:
            self.execution_context.graphql_document = (
                found.document if isinstance(found, Checked) else self._stand_in()
            )
        yield

    def on_validate(self) -> Iterator[None]:
        """Say what was found, or that there is nothing to be found, but for a subscription that
        costs too much: nothing is executed yet when it begins.
        """
        found = self._found()
        if isinstance(found, Checked):
            self.execution_context.pre_execution_errors = self._refusals(found)
        elif found is not None:
            self.execution_context.pre_execution_errors = found.told()
        yield

    def _stand_in(self) -> DocumentNode:
        """A document with an operation of the name and a kind that are wanted; it is never run."""
        context = self.execution_context
        kind = next(iter(context.allowed_operations)).value
        return stand_in(kind, context._provided_operation_name)

    def _refusals(self, checked: Checked) -> list[GraphQLError]:
        """Why a valid document is not run here."""
        context: GraphContext = self.execution_context.context
        if checked.introspects and not context.tools:
            return [_refusal(IntrospectionOff())]
        follows = checked.operation.operation is OperationType.SUBSCRIPTION
        return self._too_costly() if follows else []

    def on_execute(self) -> Iterator[None]:
        """Refuse what costs too much, in place of executing it."""
        if errors := self._too_costly():
            self.execution_context.result = ExecutionResult(data=None, errors=errors)
        yield

    def get_results(self) -> dict[str, Any]:
        """What this one costs."""
        cost = self._cost()
        return {} if cost is None else {"cost": self.execution_context.context.told_of(cost)}

    def _found(self) -> Checked | Faulty | None:
        context = self.execution_context
        if not isinstance(context.context, GraphContext) or not context.query:
            return None  # somebody is finding out just now
        schema: Any = context.schema
        found: Checked | Faulty | None = schema.found(
            context.query, context._provided_operation_name
        )
        return found

    def _too_costly(self) -> list[GraphQLError]:
        """The refusal, where there is one."""
        cost = self._cost()
        return [] if cost is None or cost <= COST_MAX else [_refusal(TooCostly(cost))]

    def _cost(self) -> int | None:
        context = self.execution_context
        if not isinstance(context.context, GraphContext) or not context.query:
            return None
        schema: Any = context.schema
        cost: int | None = schema.engine.cost(
            context.query, context._provided_operation_name, context.variables
        )
        return cost


def _refusal(reason: DomainError) -> GraphQLError:
    return GraphQLError(reason.message, original_error=reason)


@lru_cache(16)
def _reading(kind: str) -> DocumentNode:
    return parse(f"{kind} {{ __typename }}")


def stand_in(kind: str, name: str | None) -> DocumentNode:
    """A document of one operation."""
    (operation,) = _reading(kind).definitions
    assert isinstance(operation, OperationDefinitionNode), "it is one"
    named = replace(operation, name=None if name is None else NameNode(value=name))
    return DocumentNode(definitions=(named,))
