"""The endpoint: HTTP, WebSocket and SSE, one schema behind all three."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.streaming import HTTPStreamTransport
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET

from api.sockets import Socket, SocketHandler
from api.sse import ReplayableResponse, ReplayableSSE
from domain.identity.tokens import Session, read_token
from domain.shared.context import ANONYMOUS, DEFAULT_LOCALE, LOCALES, Context
from domain.shared.errors import DomainError
from domain.shared.ids import new_id
from realtime.cursor import Cursor
from realtime.hub import Hub
from schema.shared.context import GraphContext
from schema.shared.schema import Schema
from schema.shared.sentences import sentence

INIT_TIMEOUT = timedelta(seconds=5)
SUBSCRIPTIONS_MAX = 100  # operations under way on one socket
REQUEST_ID_LENGTH_MAX = 64  # characters


class Endpoint(GraphQL[GraphContext, None]):
    """Strawberry's ASGI view, told who is asking."""

    stream_transport_classes_by_protocol: Mapping[str, type[HTTPStreamTransport]] = {
        GRAPHQL_SSE_PROTOCOL: ReplayableSSE
    }

    graphql_transport_ws_handler_class = SocketHandler
    websocket_adapter_class = Socket

    def __init__(
        self, schema: Schema, *, hub: Hub, secret: str, allowed_origins: tuple[str, ...] = ()
    ) -> None:
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=INIT_TIMEOUT,
            max_subscriptions_per_connection=SUBSCRIPTIONS_MAX,
            allowed_origins=allowed_origins,
        )
        self.hub = hub
        self.secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except DomainError as refusal:  # a token that is none, before any operation began
            if scope["type"] != "http":
                raise
            locale = locale_of(HTTPConnection(scope))
            await _refuse(refusal, locale)(scope, receive, send)

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> GraphContext:
        """Who asks, as the headers say; a socket may say it later, on `connection_init`."""
        context = self.open(request, self.session(request.headers.get("authorization")))
        context.resume_after = request.headers.get("last-event-id")
        request.scope["graph_context"] = context
        return context

    def open(self, request: HTTPConnection, session: Session | None) -> GraphContext:
        """A context for one operation, beginning now."""
        given = request.headers.get("x-request-id", "")
        domain = Context(
            actor=session.actor if session else ANONYMOUS,
            now=datetime.now(UTC),
            locale=locale_of(request),
            **({"request_id": given} if _fit_for_a_request_id(given) else {}),
        )
        return GraphContext(
            domain=domain,
            hub=self.hub,
            secret=self.secret,
            cursor=Cursor(self.hub.epoch, self.hub.position).text,
            session_expires_at=session.expires_at if session else None,
        )

    def renew(self, context: GraphContext) -> GraphContext:
        """The same asker at the beginning of another operation."""
        return replace(
            context,
            domain=replace(context.domain, now=datetime.now(UTC), request_id=str(new_id())),
            cursor=Cursor(self.hub.epoch, self.hub.position).text,
            loaders={},
        )

    def session(self, authorization: object) -> Session | None:
        """The session a `Bearer` token stands for; None without a token.

        Raises:
            InvalidToken: it is none of ours.
            TokenExpired: it was good once.
        """
        if authorization is None or authorization == "":
            return None
        scheme, _, token = str(authorization).partition(" ")
        if scheme.lower() != "bearer":
            token = ""
        return read_token(self.secret, token.strip(), datetime.now(UTC))

    async def on_ws_connect(self, context: GraphContext) -> Any:
        """Take the token from `connection_init`, where browsers cannot send headers."""
        given = context.connection_params or {}
        token = given.get("authorization", given.get("Authorization"))
        if token is not None:
            try:
                session = self.session(token)
            except DomainError:
                raise ConnectionRejectionError from None
            if session is not None:
                context.sign_in(session.actor, session.expires_at)
        return UNSET

    def should_render_graphql_ide(self, request: Any) -> bool:
        """GraphiQL is for browsers: whoever asks for HTML by name, and for nothing else."""
        asks_for_html = "text/html" in request.headers.get("accept", "")
        return bool(asks_for_html and super().should_render_graphql_ide(request))

    def decode_json(self, data: str | bytes) -> object:
        """orjson's error is a JSONDecodeError too."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        """Text, so that it also fits a WebSocket's text frame."""
        return orjson.dumps(data).decode()

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """Remember the cursor beside each item, for the stream's `id:` line."""
        shown = ReplayableResponse(await super().process_result(request, result))
        context: GraphContext | None = request.scope.get("graph_context")
        shown.cursor = context.last_cursor if context else None
        return cast("GraphQLHTTPResponse", shown)


def locale_of(request: HTTPConnection) -> str:
    """The first language of `Accept-Language` that we speak."""
    wanted = request.headers.get("accept-language", "")
    for part in wanted.split(","):
        tag = part.partition(";")[0].strip().lower()
        for locale in LOCALES:
            if tag and (tag == locale.lower() or tag == locale.partition("-")[0]):
                return locale
    return DEFAULT_LOCALE


def _fit_for_a_request_id(text: str) -> bool:
    return 0 < len(text) <= REQUEST_ID_LENGTH_MAX and text.isascii() and text.isprintable()


def _refuse(refusal: DomainError, locale: str) -> JSONResponse:
    error = {
        "message": sentence(refusal, locale),
        "extensions": {"code": refusal.code, "retryable": refusal.retryable},
    }
    return JSONResponse(
        {"errors": [error]}, status_code=401, headers={"WWW-Authenticate": "Bearer"}
    )
