"""One connection, many operations, by the letter of graphql-transport-ws."""

import asyncio
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    SubscribeMessage,
)

from api.deadlines import InTime, TooSlow
from api.documents import DocumentRefused
from api.leaky import Throttled
from api.outlets import Room, WireOutlet
from api.wire import WIRE, Wire
from domain.identity.errors import SessionEnded, TokenExpired
from domain.identity.tokens import Session
from realtime.member import Member
from realtime.outage import AWAY
from realtime.outlet import BrokenOff, following
from realtime.selection import Selection
from schema.shared.context import GraphContext
from schema.shared.sentences import sentence

FORBIDDEN = 4403  # the close code of graphql-transport-ws for whoever may not connect
SERVICE_RESTART = 1012
COME_BACK = "Come back with your last cursor"
TRY_AGAIN_LATER = 1013
GREETING_SECONDS = 5  # to find out who it is
NOT_NOW = "Try again in a moment"
TOO_MANY_OPERATIONS = "Too many operations on one socket. Complete some first."
TOO_MANY = "This account has too many connections"
EXPIRED = TokenExpired().message
ENDED = SessionEnded().message
CHANGED = "What you may do has changed. Subscribe again."
REASON_LENGTH_MAX = 123  # bytes of the reason in a close frame, RFC 6455


class Socket(ASGIWebSocketAdapter):
    """A socket that always says why it closes: a reason too long for its frame is cut."""

    async def close(self, code: int, reason: str) -> None:
        """Close with the protocol's code."""
        await super().close(code, reason.encode()[:REASON_LENGTH_MAX].decode(errors="ignore"))


class SocketHandler(BaseGraphQLTransportWSHandler[GraphContext, None]):
    """Strawberry's handler, with fresh rows and a fresh clock for each operation.

    A message that is none of the protocol's closes the connection with 4400. A document that
    cannot be run is an `error` of its own operation, and the others go on. A subscription to facts
    joins its group; where the server offers a wire, it then costs no task of its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members: dict[str, Member] = {}
        self._alone: set[str] = set()  # subscriptions that cannot be moved to another group
        self._session_end: asyncio.TimerHandle | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self._regrouping: asyncio.Task[None] | None = None
        self._draining: asyncio.Task[None] | None = None
        socket: Any = self.websocket
        wire: Wire | None = socket.ws.scope.get("extensions", {}).get(WIRE)
        self._wire = wire
        if wire is not None:
            self._room = Room(wire)
            wire.on_writable = self._go_on
            wire.on_drain = self._drain

    async def handle_message(self, message: Any) -> None:
        """Take one message from the client."""
        fault = fault_of(message)
        if fault is not None:
            await self.handle_invalid_message(fault)
            return
        if message.get("payload") is None:
            message.pop("payload", None)  # null says no more than leaving it out
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Greet; the connection then lasts as long as the session does."""
        was_greeted = self.connection_acknowledged
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                await super().handle_connection_init(message)
        except AWAY:  # a timeout is one of them
            await self.websocket.close(TRY_AGAIN_LATER, NOT_NOW)
            return
        session = self.context.session
        if was_greeted or not self.connection_acknowledged or session is None:
            return
        if self._wire is not None and not self._wire.claim(session.actor.key):
            await self.websocket.close(TRY_AGAIN_LATER, TOO_MANY)
            return
        view: Any = self.view
        self._unwatch = view.sessions.watch(session, self._session_changed)
        left = (session.expires_at - datetime.now(UTC)).total_seconds()
        loop = asyncio.get_running_loop()
        self._session_end = loop.call_later(max(left, 0), self._close, FORBIDDEN, EXPIRED)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, if it is not one too many."""
        most = self.max_subscriptions_per_connection
        is_new = self.connection_acknowledged and message["id"] not in self.operations
        if is_new and most is not None and len(self.operations) >= most:
            await self._refuse(message["id"], TOO_MANY_OPERATIONS, "TOO_MANY_OPERATIONS")
        else:
            await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[GraphContext, None]) -> None:
        """Run one operation; it shares the socket with the others, and nothing else."""
        view: Any = self.view
        try:
            context: GraphContext = view.contexts.renew(self.context)
        except TokenExpired as refusal:
            await self.websocket.close(FORBIDDEN, refusal.message)
            return
        try:
            view.documents.must_be_trusted(operation.query, context.domain.actor.kind)
        except DocumentRefused as refusal:
            await self._refuse(operation.id, refusal.message, refusal.code, retryable=False)
            self.forget_id(operation.id)
            return
        asked = operation.query, operation.variables, operation.operation_name
        try:
            await view.schema.read(operation.query, operation.operation_name)
            view.charge(context, *asked)
        except Throttled as refusal:
            said = sentence(refusal, context.domain.locale)
            await self._refuse(operation.id, said, refusal.code)
            self.forget_id(operation.id)
            return
        selection = view.schema.selection(*asked, context)
        if selection is None:
            await self._run_alone(operation, context)
        elif self._wire is not None:
            await self._join(operation.id, self._wire, selection)
        else:
            self._alone.add(operation.id)
            await self._forward(operation, selection)

    async def _run_alone(
        self, operation: Operation[GraphContext, None], context: GraphContext
    ) -> None:
        """Have graphql-core run it: what is followed as long as it lasts, else no longer than
        operations may."""
        view: Any = self.view
        alone: Any = copy(self)
        alone.context = context
        running = super(SocketHandler, alone).run_operation(operation)
        if view.schema.subscribes(operation.query, operation.operation_name):
            self._alone.add(operation.id)
            await running
            return
        try:
            await InTime(running)
        except TooSlow as refusal:
            await self._refuse(operation.id, sentence(refusal, context.domain.locale), refusal.code)
            self.forget_id(operation.id)

    async def cleanup_operation(self, operation_id: str) -> None:
        """The client goes, or wants no more of this."""
        self._alone.discard(operation_id)
        if member := self._members.pop(operation_id, None):
            member.leave()
        await super().cleanup_operation(operation_id)

    def forget_id(self, id: str) -> None:
        """An operation is over."""
        self._alone.discard(id)
        super().forget_id(id)

    async def shutdown(self) -> None:
        """Nobody is there any more."""
        self._unwatch()
        for task in (self._regrouping, self._draining):
            if task is not None:
                task.cancel()
        if self._session_end is not None:
            self._session_end.cancel()
        await super().shutdown()

    async def handle_task_exception(self, error: Exception) -> None:
        """Log what went wrong. A client who vanished is no failure: nobody is left to tell."""
        if not isinstance(error, WebSocketDisconnected):
            await super().handle_task_exception(error)

    async def _join(self, operation_id: str, wire: Wire, selection: Selection) -> None:
        """Have the group write to the wire."""
        view: Any = self.view
        outlet = WireOutlet(
            wire, self._room, operation_id, forget=self._forget, break_off=self._break_off
        )
        member = view.groups.admit(selection, outlet)
        self._members[operation_id] = member
        await member.join()

    async def _forward(
        self, operation: Operation[GraphContext, None], selection: Selection
    ) -> None:
        """Send the group's items one by one, for this server can do no better."""
        view: Any = self.view
        try:
            async with following(view.groups, selection) as items:
                async for item in items:
                    answer = orjson.loads(item.body)
                    message: Any = {"id": operation.id, "type": "next", "payload": answer}
                    if item.refusal:
                        message |= {"type": "error", "payload": answer["errors"]}
                    await operation.send_operation_message(message)
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except BrokenOff:
            await self.websocket.close(SERVICE_RESTART, COME_BACK)

    def _session_changed(self, session: Session | None) -> None:
        """The session ended, or may do other things than before: everybody to their new groups."""
        if session is None:
            self._close(FORBIDDEN, ENDED)
            return
        self.context.sign_in(session)
        if self._regrouping is not None:
            self._regrouping.cancel()
        self._regrouping = asyncio.create_task(self._regroup(), name="regrouping")

    async def _regroup(self) -> None:
        view: Any = self.view
        for operation_id in list(self._alone):
            await self._end_alone(operation_id)
        moves = []
        for member in self._members.values():
            asked: Any = member.selection
            moves.append(member.move(asked.of(view.contexts.renew(self.context))))
        await asyncio.gather(*moves)

    async def _end_alone(self, operation_id: str) -> None:
        """What cannot be moved was judged as it began: it ends, and may be asked for anew."""
        await self.cleanup_operation(operation_id)
        await self._refuse(operation_id, CHANGED, "PERMISSION_CHANGED")

    async def _refuse(
        self, operation_id: str, reason: str, code: str, *, retryable: bool = True
    ) -> None:
        error = {"message": reason, "extensions": {"code": code, "retryable": retryable}}
        message: Any = {"id": operation_id, "type": "error", "payload": [error]}
        await self.send_message(message)

    def _drain(self) -> None:
        """The process stops: let what runs come to its end, then send the client elsewhere."""
        self._draining = asyncio.create_task(self._depart(), name="departing")

    async def _depart(self) -> None:
        follows = self._members.keys() | self._alone
        running = [each.task for id, each in self.operations.items() if id not in follows]
        if tasks := [task for task in running if task is not None]:
            await asyncio.wait(tasks)
        await self.websocket.close(SERVICE_RESTART, COME_BACK)

    def _go_on(self) -> None:
        self._room.made()
        for member in tuple(self._members.values()):
            member.flush()

    def _forget(self, operation_id: str) -> None:
        self._members.pop(operation_id, None)
        self.operations.pop(operation_id, None)

    def _break_off(self) -> None:
        self._close(SERVICE_RESTART, COME_BACK)

    def _close(self, code: int, reason: str) -> None:
        closing = asyncio.ensure_future(self.websocket.close(code, reason))
        closing.add_done_callback(self._task_done)

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
