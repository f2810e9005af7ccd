"""Running a server, with or without the worker in its process."""

import gc
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from api.adapters.sandbox_messages import heard_by
from api.app import create_app
from api.draining import Drain
from api.kernel import open_many_files
from api.paying import gateways_of
from api.server import make_server
from api.settings import BadSetting, Settings
from api.switchboard import Switchboard
from api.working import keep_rules, make_bus, now, post_of, services_of, working
from domain.finance.gateways.registry import use_gateways

OLD_SELDOM = 100  # collections of what is younger between two of everything; Python has 10


@asynccontextmanager
async def settled() -> AsyncIterator[None]:
    """What was loaded by now stays: the garbage collector need not walk it again and again, for
    while it does, nobody is told anything. What connections hold it walks seldom: a thousand of
    them take it a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], OLD_SELDOM)
    yield


def serve(
    settings: Settings,
    credentials: dict[str, Any],
    listening: socket.socket,
    *,
    with_worker: bool = True,
    companions: tuple[Callable[[], Any], ...] = (),
    tools: bool = False,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Answer requests on a socket until told to stop. `ready` is told the address.

    Unless the settings say otherwise, there are developers' tools where `tools` says so.
    """
    keep_rules(settings)
    use_gateways(*gateways_of(settings, clock=now, on_show=tools))
    bus = make_bus(settings)
    if with_worker:
        working_here = partial(
            working,
            credentials,
            bus,
            replay_days=settings.replay_days,
            services=services_of(settings, on_show=tools),
            post=post_of(settings, with_box=tools),
            hear=heard_by(settings.sandbox_posts_to),
            secret=settings.signing_secret(),
        )
        companions = (working_here, *companions)
    address = f"http://{settings.host}:{listening.getsockname()[1]}"

    drain = Drain()
    app = create_app(
        credentials,
        bus,
        secret=settings.signing_secret(),
        allowed_origins=settings.allowed_origins,
        companions=(*companions, settled),
        drain=drain,
        trusted=settings.trusted_documents,
        cache_seconds=settings.cache_seconds,
        rate=settings.rate,
        tools=tools if settings.developer_tools is None else settings.developer_tools,
        webhook_policy=settings.webhook_policy,
        webhook_sources=settings.webhook_sources,
        trusted_proxies=settings.trusted_proxies,
        oidc=settings.oidc,
        media=settings.media(),
    )
    switchboard = app.state.switchboard = Switchboard(settings.socket_limits)
    server = make_server(app, drain=drain, switchboard=switchboard, ready=partial(ready, address))
    open_many_files()
    with listening, suppress(KeyboardInterrupt):
        server.run(sockets=[listening])


def listen(settings: Settings) -> socket.socket:
    """A socket bound to the place to answer at.

    Raises:
        BadSetting: somebody else is there, or it is no place of this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise BadSetting(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror or error}."
            " Name another place with HOST and PORT."
        ) from None
    listening.set_inheritable(True)
    return listening
