"""One connection, many operations, by the letter of graphql-transport-ws."""

from copy import copy
from typing import Any

from graphql import GraphQLError
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)

from domain.identity.errors import TokenExpired
from schema.shared.context import GraphContext

FORBIDDEN = 4403  # the close code of graphql-transport-ws for whoever may not connect
REASON_LENGTH_MAX = 123  # bytes of the reason in a close frame, RFC 6455


class Socket(ASGIWebSocketAdapter):
    """A socket that always says why it closes: a reason too long for its frame is cut."""

    async def close(self, code: int, reason: str) -> None:
        """Close with the protocol's code."""
        await super().close(code, reason.encode()[:REASON_LENGTH_MAX].decode(errors="ignore"))


class SocketHandler(BaseGraphQLTransportWSHandler[GraphContext, None]):
    """Strawberry's handler, with fresh rows and a fresh clock for each operation.

    A message that is none of the protocol's closes the connection with 4400. A document that
    cannot be run is an `error` of its own operation, and the others go on.
    """

    async def handle_message(self, message: Any) -> None:
        """Take one message from the client."""
        fault = fault_of(message)
        if fault is not None:
            await self.handle_invalid_message(fault)
            return
        if message.get("payload") is None:
            message.pop("payload", None)  # null says no more than leaving it out
        await super().handle_message(message)

    async def run_operation(self, operation: Operation[GraphContext, None]) -> None:
        """Run one operation; it shares the socket with the others, and nothing else."""
        alone: Any = copy(self)
        view: Any = self.view
        try:
            alone.context = view.renew(self.context)
        except TokenExpired as refusal:
            await self.websocket.close(FORBIDDEN, refusal.message)
            return
        await super(SocketHandler, alone).run_operation(operation)

    async def handle_task_exception(self, error: Exception) -> None:
        """Log what went wrong. A client who vanished is no failure: nobody is left to tell."""
        if not isinstance(error, WebSocketDisconnected):
            await super().handle_task_exception(error)

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        """Nothing that is wrong with one document is a reason to close."""
        return None


def fault_of(message: object) -> str | None:
    """What is wrong with a message from a client, if anything is."""
    if not isinstance(message, dict):
        return "A message is a JSON object."
    payload = message.get("payload")
    match message.get("type"):
        case "connection_init" | "ping" | "pong":
            return None if _is_object_or_none(payload) else "The payload is a JSON object."
        case "complete":
            return None if _is_name(message.get("id")) else "The id is a string, and not empty."
        case "subscribe":
            return _fault_of_subscribe(message.get("id"), payload)
        case _:
            return "No such type of message."


def _fault_of_subscribe(operation_id: object, payload: object) -> str | None:
    if not _is_name(operation_id):
        return "The id is a string, and not empty."
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        return "The payload is a JSON object with a query."
    if not isinstance(payload.get("operationName"), str | None):
        return "The operationName is a string."
    if not all(_is_object_or_none(payload.get(name)) for name in ("variables", "extensions")):
        return "Variables and extensions are JSON objects."
    return None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_object_or_none(value: object) -> bool:
    return value is None or isinstance(value, dict)
