"""The endpoint: HTTP, WebSocket, SSE and multipart, one schema behind all of them."""

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import timedelta
from typing import Any, cast

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.streaming import AsyncTextStream, HTTPStreamTransport
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET

from api.addresses import Addresses
from api.answers import FOR_NOBODY_ELSE, refusal_of, refused
from api.contexts import Contexts
from api.deadlines import InTime
from api.documents import DocumentRefused, Documents
from api.headers import Headers, headers_of, media_type_of, remembered
from api.kept import Kept
from api.leaky import Buckets, faulty
from api.negotiation import GRAPHQL_JSON, JSON
from api.plain import Plain
from api.requests import (
    CONTEXT,
    Asked,
    bounded,
    forget,
    operation,
    read_address,
    read_body,
)
from api.sessions import Sessions
from api.sockets import FORBIDDEN, Socket, SocketHandler
from api.streaming import Following, Multipart, ReplayableSSE, text_of
from api.strictness import fault_of
from domain.identity.keys import KeyRing
from domain.shared.errors import DomainError
from domain.webhooks.addresses import STRICT, Policy
from realtime.gauges import Gauges
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.items import Item
from realtime.outlet import Outlet, following, pumped
from realtime.presence import Presence
from schema.shared.context import GraphContext
from schema.shared.cost import COST_MAX
from schema.shared.explanations import INTERNAL
from schema.shared.record import Record, note_refusal
from schema.shared.schema import Schema

logger = logging.getLogger(__name__)
INIT_TIMEOUT = timedelta(seconds=5)
SUBSCRIPTIONS_MAX = 100  # operations under way on one socket


class Endpoint(GraphQL[GraphContext, None]):
    """Strawberry's ASGI view, told who is asking."""

    stream_transport_classes_by_protocol: Mapping[str, type[HTTPStreamTransport]] = {
        GRAPHQL_SSE_PROTOCOL: ReplayableSSE,
        MULTIPART_SUBSCRIPTION_PROTOCOL: Multipart,
    }

    schema: Schema
    graphql_transport_ws_handler_class = SocketHandler
    websocket_adapter_class = Socket
    request_adapter_class = Asked

    def __init__(
        self,
        schema: Schema,
        *,
        hub: Hub,
        presence: Presence,
        sessions: Sessions,
        secret: str,
        keys: KeyRing,
        allowed_origins: tuple[str, ...] = (),
        documents: Documents,
        kept: Kept,
        addresses: Addresses,
        audit: Record,
        tools: bool = True,
        buckets: Buckets | None = None,
        webhook_policy: Policy = STRICT,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if tools else None,
            subscription_protocols=(
                GRAPHQL_TRANSPORT_WS_PROTOCOL,
                GRAPHQL_SSE_PROTOCOL,
                MULTIPART_SUBSCRIPTION_PROTOCOL,
            ),
            connection_init_wait_timeout=INIT_TIMEOUT,
            max_subscriptions_per_connection=SUBSCRIPTIONS_MAX,
            allowed_origins=allowed_origins,
        )
        self.presence = presence
        self.sessions = sessions
        self.groups = Groups(hub)
        self.connections = 0  # open sockets and streams
        self.contexts = Contexts(
            hub=hub,
            presence=presence,
            sessions=sessions,
            secret=secret,
            keys=keys,
            groups=self.groups,
            gauges=self.gauges,
            tools=tools,
            buckets=buckets,
            webhook_policy=webhook_policy,
            addresses=addresses,
            audit=audit,
        )
        self.documents = documents
        self.plain = Plain(schema, self.contexts, documents, kept)
        self._is_streamed = remembered(
            lambda accept: self._get_stream_transport_from_headers({"accept": accept}) is not None
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.serve_socket(scope, receive, send)
            return
        try:
            await self._serve(scope, receive, send)
        finally:
            forget(scope)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request over HTTP."""
        headers = headers_of(scope)
        try:
            if not self._is_plain(scope, headers):
                scope[CONTEXT] = await self.contexts.of(headers, scope)
            elif await self.plain.answer(scope, headers, receive, send):
                return
            response = await self.run(Request(scope, bounded(receive)), scope[CONTEXT])
        except ClientDisconnect:
            return
        except HTTPException as refusal:
            response = refusal_of(scope, headers, refusal.status_code, refusal.reason)
        except DocumentRefused as refusal:
            is_older = self._is_plain(scope, headers) and media_type_of(headers) == JSON
            status = 200 if is_older else 400  # as with any other document that cannot be run
            response = refusal_of(scope, headers, status, refusal.message, refusal.code)
        except DomainError as refusal:  # a token that is none, or too much, before anything began
            if not refusal.retryable:
                self.contexts.refused(headers, scope, refusal.code)
            response = refused(scope, headers, refusal)
        except Exception:
            logger.exception("A request failed")
            response = refusal_of(scope, headers, 500, INTERNAL["en"])
        await response(scope, receive, send)

    def _is_plain(self, scope: Scope, headers: Headers) -> bool:
        """Whether one answer in JSON is wanted: no stream, no page, nothing to be refused yet."""
        accept = headers.get("accept", "")
        if self._is_streamed(accept) or media_type_of(headers) is None:
            return False
        return scope["method"] == "POST" or (scope["method"] == "GET" and "text/html" not in accept)

    async def serve_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Talk until one of both closes."""
        self.connections += 1
        try:
            await super().__call__(scope, receive, send)
        except DomainError as refusal:  # a token that is none, in the headers of the handshake
            self.contexts.refused(headers_of(scope), scope, refusal.code)
            await send({"type": "websocket.close", "code": FORBIDDEN, "reason": "Forbidden"})
        finally:
            self.connections -= 1

    def gauges(self) -> Gauges:
        """What goes on in this process."""
        return self.groups.gauges(connections=self.connections, viewers=self.presence.attendances)

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> GraphContext:
        """Who opens a socket, as the headers say; it may say it later, on `connection_init`."""
        return await self.contexts.of(request.headers, request.scope)

    async def on_ws_connect(self, context: GraphContext) -> Any:
        """Take the token from `connection_init`, where browsers cannot send headers."""
        given = context.connection_params or {}
        token = given.get("authorization", given.get("Authorization"))
        if token is not None:
            try:
                session = await self.contexts.session(token)
            except DomainError as refusal:
                note_refusal(context, refusal.code, "connection_init")
                raise ConnectionRejectionError from None
            if session is not None:
                context.sign_in(session)
        return UNSET

    def should_render_graphql_ide(self, request: Any) -> bool:
        """GraphiQL is for browsers: whoever asks for HTML by name, where it is offered at all."""
        if self.graphql_ide is None:
            return False
        asks_for_html = "text/html" in request.headers.get("accept", "")
        return bool(asks_for_html and super().should_render_graphql_ide(request))

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The operation asked for.

        Raises:
            HTTPException: nothing that can be read, or an answer wanted that there is not.
        """
        assert isinstance(request, Asked), "as the class says"
        if request.operation is not None:
            return request.operation
        transport = self._get_stream_transport_from_headers(request.headers)
        if transport is None and media_type_of(request.headers) is None:
            raise HTTPException(406, f"The answers are {JSON} or {GRAPHQL_JSON}.")
        if request.method == "GET":
            fields = read_address(request.query_string)
        else:
            fields = read_body(request.headers, await request.get_body())
        protocol = transport.protocol if transport else "http"
        return operation(fields, protocol, self.plain.wanted(request.context.domain.actor.kind))

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: GraphContext,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """Run what was asked for; a subscription to facts joins its group."""
        assert isinstance(request_data, GraphQLRequestData), "there are no batches"
        transport = self._get_stream_transport(request_data.protocol)
        query, name = request_data.query or "", request_data.operation_name
        await self.schema.read(query, name)
        self.charge(context, query, request_data.variables, name)
        is_streamed = transport is not None and self.schema.subscribes(query, name)
        selection = None
        if is_streamed:
            selection = self.schema.selection(query, request_data.variables, name, context)
        if selection is not None:
            return self._streamed(following(self.groups, selection), context, transport)
        result = await super().execute_operation(
            request, request_adapter, request_data, context, root_value, sub_response
        )
        if is_streamed:
            told = pumped(self._items(request, cast("Any", result)))
            return self._streamed(told, context, transport)
        return result

    def charge(
        self,
        context: GraphContext,
        query: str,
        variables: dict[str, Any] | None,
        name: str | None,
    ) -> None:
        """Have an operation paid for before it runs; what is faulty had to be read, and costs too.

        Raises:
            DomainError: the asker has spent what there was.
        """
        if context.purse is not None:
            cost = self.schema.engine.cost(query, name, variables)
            context.pay(faulty(len(query)) if cost is None else min(cost, COST_MAX))

    def _streamed(
        self,
        told: AbstractAsyncContextManager[Outlet],
        context: GraphContext,
        transport: HTTPStreamTransport | None,
    ) -> Following:
        assert transport is not None, "only what has a transport is streamed"
        return Following(told, context, self.sessions, transport.heartbeat_interval)

    async def _items(
        self, request: Request, results: AsyncGenerator[ExecutionResult]
    ) -> AsyncGenerator[Item]:
        """What follows no facts, as items that nobody comes back behind."""
        async with aclosing(results):
            async for result in results:
                shown = await self.process_result(request, result)
                yield Item(orjson.dumps(shown), self.groups.place, closes=False)

    def _stream_result(
        self,
        request: Request,
        result: SubscriptionExecutionResult,
        transport: HTTPStreamTransport,
    ) -> AsyncTextStream:
        if isinstance(result, Following):
            return lambda: self._counted(text_of(result, transport, self.encode_json))
        return super()._stream_result(request, result, transport)

    async def _counted(self, text: AsyncGenerator[str]) -> AsyncGenerator[str]:
        self.connections += 1
        try:
            async with aclosing(text):
                async for part in text:
                    yield part
        finally:
            self.connections -= 1

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: GraphContext,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Run one query, or one mutation that was posted.

        Raises:
            HTTPException: another kind of operation, or none that is meant.
        """
        allowed = {OperationType.QUERY}
        if request_adapter.method == "POST":
            allowed.add(OperationType.MUTATION)
        try:
            return await InTime(
                self.schema.execute(
                    request_data.query,
                    root_value=root_value,
                    variable_values=request_data.variables,
                    context_value=context,
                    operation_name=request_data.operation_name,
                    allowed_operation_types=allowed,
                    operation_extensions=request_data.extensions,
                )
            )
        except CannotGetOperationTypeError as mistake:
            raise HTTPException(400, mistake.as_http_error_reason()) from None
        except InvalidOperationTypeError as mistake:
            if mistake.operation_type is OperationType.MUTATION:
                raise HTTPException(405, "Mutations are posted.") from None
            raise HTTPException(
                400, "Subscriptions are streamed: accept text/event-stream, or use a WebSocket."
            ) from None

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """What the answer is made of; it knows the media type wanted."""
        response = await super().get_sub_response(request)
        response.media_type = media_type_of(request.headers) or JSON
        return response

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        """The answer. The newer media type has the status say whether execution began."""
        is_refused = "data" not in response_data
        return Response(
            self.encode_json(response_data),
            headers=FOR_NOBODY_ELSE,
            status_code=400 if is_refused and sub_response.media_type == GRAPHQL_JSON else 200,
            media_type=f"{sub_response.media_type}; charset=utf-8",
        )

    def decode_json(self, data: str | bytes) -> object:
        """A message, read as strictly as a body. orjson's error is a JSONDecodeError too."""
        found = orjson.loads(data)
        if fault := fault_of(data, found):
            raise orjson.JSONDecodeError(f"The message {fault}.", "", 0)
        return found

    def encode_json(self, data: object) -> str:
        """Text, so that it also fits a WebSocket's text frame."""
        return orjson.dumps(data).decode()

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """The result as clients see it: no data where execution never began."""
        shown: dict[str, Any] = {**await super().process_result(request, result)}
        if result.data is None and not any(error.path for error in result.errors or ()):
            del shown["data"]
        return cast("GraphQLHTTPResponse", shown)
