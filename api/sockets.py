"""One connection, many operations: each begins with a context of its own."""

from copy import copy
from typing import Any

from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)

from schema.shared.context import GraphContext


class SocketHandler(BaseGraphQLTransportWSHandler[GraphContext, None]):
    """Strawberry's graphql-transport-ws handler, with fresh rows and a fresh clock each time."""

    async def run_operation(self, operation: Operation[GraphContext, None]) -> None:
        """Run one operation; it shares the socket with the others, and nothing else."""
        alone: Any = copy(self)
        view: Any = self.view
        alone.context = view.renew(self.context)
        await super(SocketHandler, alone).run_operation(operation)
