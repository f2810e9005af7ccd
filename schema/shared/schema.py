"""The schema class: errors that clients can act on, and nothing internal in them."""

import asyncio
from functools import cached_property, partial
from typing import Any

import strawberry
from graphql import GraphQLError, get_operation_ast
from graphql import OperationType as GraphQLOperation
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionContext
from strawberry.types.graphql import OperationType

from schema.engine.engine import Checked, Engine, Faulty
from schema.engine.engine import check as known
from schema.engine.mapping import Tables
from schema.engine.shelves import FAULTY, LONG, SHELVES, Recent, Shelves
from schema.shared.context import GraphContext
from schema.shared.explanations import explain
from schema.shared.limits import (
    TOKENS_MAX,
    TOO_MANY_TOKENS,
    forget_the_way_back,
    has_too_many_tokens,
)
from schema.shared.selections import Document, GraphSelection


class CannotRun(Exception):
    """What is wrong with a document."""

    def __init__(self, faulty: Faulty) -> None:
        super().__init__()
        self.faulty = faulty


class Schema(strawberry.Schema):
    """Strawberry's schema, with one place where errors get their code, and an engine for reads."""

    tables: Tables  # how the engine reads

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
        if self.engine.is_too_costly(query, operation_name, variables):
            return None
        selection = GraphSelection(document, variables or {}, context)
        return selection if selection.is_sound else None

    def subscribes(self, query: str, operation_name: str | None) -> bool:
        """Whether this is a subscription, to facts or to anything else."""
        return self._subscription(query, operation_name) is not None

    def _subscription(self, query: str, operation_name: str | None) -> Document | None:
        found = self.checked(query, operation_name)
        if found is None or found.operation.operation is not GraphQLOperation.SUBSCRIPTION:
            return None
        document: Document = self._followed.of(found.name)(found)
        return document

    @cached_property
    def _followed(self) -> Shelves:
        return Shelves(self._follow)

    def _follow(self, found: Checked) -> Document:
        return Document.of(
            self._schema,
            found,
            news=self.tables.news,
            showing=partial(self.engine.showing, found),
            telling=partial(self.engine.telling, found),
        )

    def checked(self, query: str, operation_name: str | None) -> Checked | None:
        """A document that is valid, with the operation meant; None for whatever is faulty."""
        found = self.found(query, operation_name)
        return found if isinstance(found, Checked) else None

    def found(self, query: str, operation_name: str | None) -> Checked | Faulty | None:
        """The same, or what is wrong with it; None where it does not say which operation is
        meant, or has none."""
        name = query, operation_name
        is_long = len(query) > SHELVES[-1][0]
        known = self._faulty.find(name) or (self._long.find(name) if is_long else None)
        if known is not None:
            return known
        try:
            found: Checked | None = self._documents.of(name)(*name)
        except CannotRun as reason:  # which takes no place on a shelf
            return self._faulty.keep(name, reason.faulty)
        if found is not None and is_long:
            self._long.keep(name, found)
        return found

    @cached_property
    def _faulty(self) -> Recent[Faulty]:
        return Recent(FAULTY)

    @cached_property
    def _long(self) -> Recent[Checked]:
        return Recent(LONG)

    def was_read(self, query: str, operation_name: str | None) -> bool:
        """Whether a document was read lately; else `read` it before it is run."""
        return self._read_lately.find((query, operation_name)) is not None

    async def read(self, query: str, operation_name: str | None) -> None:
        """Read a document that nobody has sent lately, so that it is known: one at a time, and
        meanwhile others have their turn."""
        if not self.was_read(query, operation_name):
            async with self._reading:
                self.found(query, operation_name)
                self._read_lately.keep((query, operation_name), True)
                await asyncio.sleep(0)

    @cached_property
    def _read_lately(self) -> Recent[bool]:
        return Recent(sum(many for _, many in SHELVES))

    @cached_property
    def _reading(self) -> asyncio.Lock:
        return asyncio.Lock()

    @cached_property
    def _documents(self) -> Shelves:
        return Shelves(self._must_run)

    def _must_run(self, query: str, operation_name: str | None) -> Checked | None:
        found = self.check(query, operation_name)
        if isinstance(found, Faulty):
            raise CannotRun(found)
        return found

    @cached_property
    def engine(self) -> Engine:
        """What answers by compiled plans."""
        return Engine(self, self.tables)

    def check(self, query: str, operation_name: str | None) -> Checked | Faulty | None:
        """The same, found out anew: Strawberry's own steps before it executes, for they have no
        door of their own."""
        execution_context = self._create_execution_context(
            query=query,
            allowed_operation_types=set(OperationType),
            variable_values=None,
            context_value=None,
            root_value=None,
            operation_name=operation_name,
        )
        if has_too_many_tokens(query):
            return Faulty.by([GraphQLError(TOO_MANY_TOKENS)])
        execution_context.parse_options["max_tokens"] = TOKENS_MAX  # or reading takes long itself
        extensions = self.get_extensions(sync=True)
        for extension in extensions:
            extension.execution_context = execution_context
        runner = self.create_extensions_runner(execution_context, extensions)
        try:
            refused = self._prepare_operation_sync(execution_context, runner)
            if refused is not None:
                for error in refused.errors or ():
                    error.__traceback__ = None  # it leads to all that was read, and back
                return Faulty.by(refused.errors or ())
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError):
            return None
        finally:
            forget_the_way_back(execution_context.graphql_document)
        node = execution_context.graphql_document
        assert node is not None, "it was parsed"
        operation = get_operation_ast(node, operation_name)
        assert operation is not None, "a valid document has the operation that was asked for"
        return known(self._schema, (query, operation_name), node, operation)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Give every error its `extensions`; hide and log the unknown.

        They are `code`, `requestId`, `retryable`, and `field` where one argument is to blame.
        """
        context: Any = execution_context.context if execution_context else None
        for error in errors:
            explain(error, context if isinstance(context, GraphContext) else None)
