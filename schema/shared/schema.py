"""The schema class: errors that clients can act on, and nothing internal in them."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionContext
from strawberry.types.graphql import OperationType

from schema.shared.context import GraphContext
from schema.shared.explanations import explain
from schema.shared.selections import Document, GraphSelection

KEPT_MAX = 500  # subscriptions' documents whose checking is remembered
KEPT_LENGTH_MAX = 10_000  # characters; longer ones are checked each time


class Schema(strawberry.Schema):
    """Strawberry's schema, with one place where errors get their code."""

    def selection(
        self,
        query: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        context: GraphContext,
    ) -> GraphSelection | None:
        """What a subscription to facts asks for; None for whatever else it is, faulty ones too."""
        document = self._subscription(query, operation_name)
        if document is None or not document.follows:
            return None
        selection = GraphSelection(document, variables or {}, context)
        return selection if selection.is_sound else None

    def subscribes(self, query: str, operation_name: str | None) -> bool:
        """Whether this is a subscription, to facts or to anything else."""
        return self._subscription(query, operation_name) is not None

    def _subscription(self, query: str, operation_name: str | None) -> Document | None:
        if len(query) + len(operation_name or "") > KEPT_LENGTH_MAX:
            return self._check(query, operation_name)
        return self._documents(query, operation_name)

    @cached_property
    def _documents(self) -> Callable[[str, str | None], Document | None]:
        return lru_cache(KEPT_MAX)(self._check)

    def _check(self, query: str, operation_name: str | None) -> Document | None:
        """Strawberry's own steps before it executes, for they have no door of their own."""
        execution_context = self._create_execution_context(
            query=query,
            allowed_operation_types=[OperationType.SUBSCRIPTION],
            variable_values=None,
            context_value=None,
            root_value=None,
            operation_name=operation_name,
        )
        extensions = self.get_extensions(sync=True)
        for extension in extensions:
            extension.execution_context = execution_context
        runner = self.create_extensions_runner(execution_context, extensions)
        try:
            if self._prepare_operation_sync(execution_context, runner) is not None:
                return None
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError):
            return None
        node = execution_context.graphql_document
        assert node is not None, "it was parsed"
        return Document.of(self._schema, query, node, operation_name)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Give every error its `extensions`; hide and log the unknown.

        They are `code`, `requestId`, `retryable`, and `field` where one argument is to blame.
        """
        context: Any = execution_context.context if execution_context else None
        for error in errors:
            explain(error, context if isinstance(context, GraphContext) else None)
