"""The web application: what answers at which address, and what lives as long as it does."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from starlette import types as asgi
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from tortoise import Tortoise

from api.addresses import Addresses, Network
from api.answers import refusal_of
from api.auditing import Notebook
from api.bulk.exporting import Exports
from api.bulk.uploads import ImportUploads
from api.channels import ShopifyOrders
from api.cors import open_to
from api.documents import Documents
from api.draining import Drain
from api.graphql import Endpoint
from api.kept import Kept
from api.keys import Keys
from api.leaky import Buckets, Rate
from api.media.settings import Media
from api.media.showing import Showing
from api.media.uploads import Uploads
from api.metrics import MEDIA_TYPE, Metrics
from api.oidc.routes import SignInByProvider
from api.oidc.settings import Oidc
from api.order_exports import OrderExports
from api.sessions import Sessions
from api.webhooks.incoming import Incoming
from api.webhooks.payments import GatewayMessages
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.database import orm_config
from domain.shared.errors import DomainError
from domain.webhooks.addresses import STRICT, Policy
from realtime.bus import Bus
from realtime.hub import Hub
from realtime.presence import Presence
from schema.root import schema
from schema.shared.explanations import INTERNAL

Companion = Callable[[], Awaitable[None]]
PATH = "/graphql"
NOWHERE = {404: "There is nothing here.", 405: "This is not to be asked like that."}
KEYS_SECONDS = 60  # for which others may believe what keys we have


class Application(Starlette):
    """Starlette, but where nearly everything happens: requests to the graph go straight there,
    for they need neither its routing nor its middleware.
    """

    endpoint: Endpoint
    graph: asgi.ASGIApp  # the endpoint, for pages from elsewhere too

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """Answer one request, or live for as long as the application does."""
        if scope["type"] == "http" and scope["path"] == PATH:
            await self.graph(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


async def nowhere(request: Request, refusal: Exception) -> Response:
    """What is not there, or not to be asked like that, in the shape of every other error."""
    assert isinstance(refusal, HTTPException), "as it is registered"
    scope, headers = request.scope, request.headers
    said = NOWHERE.get(refusal.status_code, refusal.detail)
    response = refusal_of(scope, headers, refusal.status_code, said)
    response.headers.update(refusal.headers or {})
    return response


async def failed(request: Request, error: Exception) -> Response:
    """What fails unforeseen says so, and not why; the log has it whole."""
    return refusal_of(request.scope, request.headers, 500, INTERNAL["en"])


def create_app(
    credentials: Mapping[str, Any] | None,
    bus: Bus,
    *,
    secret: str,
    allowed_origins: tuple[str, ...] = (),
    companions: Sequence[Callable[[], Any]] = (),
    drain: Drain | None = None,
    trusted: Mapping[str, str] | None = None,
    cache_seconds: float = 0,
    tools: bool = True,
    rate: Rate | None = None,
    webhook_policy: Policy = STRICT,
    webhook_sources: Mapping[str, tuple[str, ...]] | None = None,
    trusted_proxies: tuple[Network, ...] = (),
    oidc: Oidc | None = None,
    media: Media | None = None,
) -> Starlette:
    """One process's application.

    Without credentials it uses the ORM that runs already. `companions` are async context
    managers that live as long as the application, once the database and the hub are ready: the
    worker, the simulation. `drain` tells it when the process goes down. `trusted` are the documents
    by hash that strangers and customers may run; any where there is no such list. Answers about the
    catalog are kept for strangers for `cache_seconds`. With `tools` there are introspection,
    GraphiQL and suggestions. Each actor may ask for as much as `rate` says. The pages of
    `allowed_origins` may ask from elsewhere. Webhooks are sent where `webhook_policy` allows it,
    and taken from `webhook_sources`, by the secrets that they sign with. `trusted_proxies` are
    believed where they say from where a request comes. Staff may sign in by `oidc` too. The files
    of `media` are taken in and shown, where it is said where they lie.
    """
    drain = drain or Drain()
    hub = Hub(bus)
    keys = Keys(secret)
    presence, sessions = Presence(bus), Sessions(keys, hub)
    kept = Kept(hub, cache_seconds)
    notebook = Notebook()
    endpoint = Endpoint(
        schema,
        hub=hub,
        presence=presence,
        sessions=sessions,
        secret=secret,
        keys=keys.ring,
        allowed_origins=allowed_origins,
        documents=Documents(trusted),
        kept=kept,
        tools=tools,
        buckets=None if rate is None else Buckets(rate),
        webhook_policy=webhook_policy,
        addresses=Addresses(trusted_proxies),
        audit=notebook,
    )
    incoming = Incoming(webhook_sources or {}, clock=lambda: datetime.now(UTC))
    shopify = ShopifyOrders(clock=lambda: datetime.now(UTC))
    gateways = GatewayMessages(clock=lambda: datetime.now(UTC))
    by_provider = SignInByProvider(oidc, endpoint.contexts, secret)

    numbers = Metrics(endpoint.gauges)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if credentials is not None:
                context = await Tortoise.init(
                    config=orm_config(credentials), _enable_global_fallback=True
                )
                stack.push_async_callback(context.close_connections)
            await notebook.start()
            stack.push_async_callback(notebook.stop)
            await bus.start()
            stack.push_async_callback(bus.stop)
            await hub.start()
            stack.push_async_callback(hub.stop)
            await presence.start()
            stack.push_async_callback(presence.stop)
            await keys.start()
            stack.push_async_callback(keys.stop)
            await sessions.start()
            stack.push_async_callback(sessions.stop)
            await kept.start()
            stack.push_async_callback(kept.stop)
            for companion in companions:
                await stack.enter_async_context(companion())
            yield

    async def health(request: Request) -> Response:
        """Whether this process can do its work: the database answers, and it is to go on."""
        if drain.draining:
            return JSONResponse({"status": "draining"}, status_code=503)
        await sql.value("SELECT 1")
        return JSONResponse({"status": "ok", "position": hub.position})

    async def metrics(request: Request) -> Response:
        """The gauges, for whoever may see them."""
        try:
            session = await endpoint.contexts.session(request.headers.get("authorization"))
        except DomainError:
            session = None
        if session is None or Scope.EVENTS_READ not in session.actor.scopes:
            code = "UNAUTHENTICATED" if session is None else "FORBIDDEN"
            endpoint.contexts.refused(request.headers, request.scope, code, "metrics")
            return JSONResponse(
                {"status": "needs a token with events:read"},
                status_code=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        return Response(numbers.text, media_type=MEDIA_TYPE)

    async def public_keys(request: Request) -> Response:
        """The public halves of our keys (RFC 7517), for whoever checks our tokens themselves."""
        return JSONResponse(
            {"keys": keys.ring.published},
            headers={"Cache-Control": f"public, max-age={KEYS_SECONDS}"},
            media_type="application/jwk-set+json",
        )

    async def front_door(request: Request) -> Response:
        return JSONResponse(
            {
                "name": "Tradegraph",
                "graphql": PATH,
                "health": "/healthz",
                "metrics": "/metrics",
            }
        )

    def media_routes() -> list[Route]:
        if media is None:
            return []
        store = media.store()
        uploads: asgi.ASGIApp = Uploads(endpoint.contexts, secret, store, media.scratch)
        imports: asgi.ASGIApp = ImportUploads(endpoint.contexts, secret, store, media.scratch)
        if allowed_origins:
            uploads = open_to(allowed_origins, uploads, methods=["PUT"])
            imports = open_to(allowed_origins, imports, methods=["PUT"])
        return [
            Route("/media/uploads/{token}", uploads),
            Route("/catalog/imports/{token}", imports),
            Route("/media/{hash}/{name}", Showing(store).answer, methods=["GET"]),
        ]

    app = Application(
        routes=[
            Route("/", front_door),
            Route("/healthz", health),
            Route("/metrics", metrics),
            Route("/webhooks/in/{source}", incoming.answer, methods=["POST"]),
            Route("/channels/shopify/{code}", shopify.answer, methods=["POST"]),
            Route("/webhooks/payments/{provider}", gateways.answer, methods=["POST"]),
            Route("/.well-known/jwks.json", public_keys),
            *by_provider.routes,
            *media_routes(),
            Route("/catalog/exports/{name}", Exports(endpoint.contexts).answer, methods=["GET"]),
            Route(
                "/orders/exports/{token}",
                OrderExports(endpoint.contexts, secret).answer,
                methods=["GET"],
            ),
            Route(PATH, endpoint),
            WebSocketRoute(PATH, endpoint),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: nowhere, Exception: failed},
    )
    app.endpoint = endpoint
    app.graph = open_to(allowed_origins, endpoint) if allowed_origins else endpoint
    app.state.hub = hub
    app.state.drain = drain
    return app
