"""Which of a document's operations is meant: never guessed."""

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension


class NameTheOperation(SchemaExtension):
    """Refuse a document with several operations where none is named, as the specification asks.

    Strawberry alone would run the first.
    """

    def on_validate(self) -> Iterator[None]:
        """Before the rules of validation run."""
        context = self.execution_context
        if context.pre_execution_errors is not None:  # it is known already
            yield
            return
        assert context.graphql_document is not None, "validation follows parsing"
        operations = [
            node
            for node in context.graphql_document.definitions
            if isinstance(node, OperationDefinitionNode)
        ]
        # The public property would already answer with the first operation's name.
        is_named = context._provided_operation_name is not None
        if len(operations) > 1 and not is_named:
            context.pre_execution_errors = [
                GraphQLError("Name the operation: the document has several.", operations)
            ]
        yield
