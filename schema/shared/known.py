"""What is known of a document is not found out again: that it is valid, and what it costs."""

from collections.abc import Iterator
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType
from strawberry.extensions import SchemaExtension

from schema.shared.context import GraphContext
from schema.shared.cost import TooCostly


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
            follows = checked.operation.operation is OperationType.SUBSCRIPTION
            self.execution_context.pre_execution_errors = self._too_costly() if follows else []
        yield

    def on_execute(self) -> Iterator[None]:
        """Refuse what costs too much, in place of executing it."""
        if errors := self._too_costly():
            self.execution_context.result = ExecutionResult(data=None, errors=errors)
        yield

    def get_results(self) -> dict[str, Any]:
        """What this one costs."""
        cost = self._cost()
        return {} if cost is None else {"cost": cost}

    def _checked(self) -> Any:
        context = self.execution_context
        if not isinstance(context.context, GraphContext) or not context.query:
            return None  # somebody is finding out just now
        schema: Any = context.schema
        return schema.checked(context.query, context._provided_operation_name)

    def _too_costly(self) -> list[GraphQLError]:
        """The refusal, where there is one."""
        cost = self._cost()
        if cost is None or cost["requestedQueryCost"] <= cost["maximumQueryCost"]:
            return []
        refused = TooCostly(cost["requestedQueryCost"])
        return [GraphQLError(refused.message, original_error=refused)]

    def _cost(self) -> dict[str, int] | None:
        context = self.execution_context
        if not isinstance(context.context, GraphContext) or not context.query:
            return None
        schema: Any = context.schema
        cost: dict[str, int] | None = schema.engine.cost(
            context.query, context._provided_operation_name, context.variables
        )
        return cost
