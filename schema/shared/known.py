"""What is known of a document is not found out again: that it is valid, and what it costs."""

from collections.abc import Iterator
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType
from strawberry.extensions import SchemaExtension

from domain.shared.errors import DomainError
from schema.shared.context import GraphContext
from schema.shared.cost import COST_MAX, TooCostly
from schema.shared.limits import IntrospectionOff


class Known(SchemaExtension):
    """Spares documents that were checked before their parsing and validation, refuses operations
    that cost too much, and says what each costs. Stands first, so that others see the document.
    """

    def on_parse(self) -> Iterator[None]:
        """Hand in the document, if it is known."""
        checked = self._checked()
        if checked is not None:
            self.execution_context.graphql_document = checked.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Say that there is nothing to be found, but for a subscription that costs too much:
        nothing is executed yet when it begins.
        """
        checked = self._checked()
        if checked is not None:
            self.execution_context.pre_execution_errors = self._refusals(checked)
        yield

    def _refusals(self, checked: Any) -> list[GraphQLError]:
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

    def _checked(self) -> Any:
        context = self.execution_context
        if not isinstance(context.context, GraphContext) or not context.query:
            return None  # somebody is finding out just now
        schema: Any = context.schema
        return schema.checked(context.query, context._provided_operation_name)

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
