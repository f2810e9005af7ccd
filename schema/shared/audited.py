"""Before an answer leaves graphql-core, what it shows of others' personal data is written down."""

from collections.abc import AsyncIterator

from strawberry.extensions import SchemaExtension

from schema.shared.context import GraphContext
from schema.shared.record import asked_for, record_disclosures


class Audited(SchemaExtension):
    """Holds back what could not be recorded: an operation whose reading is not known did not
    happen. Subscriptions record their items one by one; see `selections.py`.
    """

    async def on_execute(self) -> AsyncIterator[None]:
        """After all is resolved."""
        yield
        context = self.execution_context.context
        if isinstance(context, GraphContext) and context.domain.disclosures:
            document = self.execution_context.graphql_document
            name = self.execution_context._provided_operation_name
            await record_disclosures(context, asked_for(document, name))
