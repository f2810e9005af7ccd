"""Running the server, with the worker in it or without."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import uvicorn

from api.app import create_app
from api.settings import BadSetting, Settings
from api.working import make_bus, working

GRACEFUL_SECONDS = 3  # for requests under way when the process is told to stop
MESSAGE_SIZE_MAX = 256 * 1024  # bytes of one message from a client


def serve(
    settings: Settings,
    credentials: dict[str, Any],
    listening: socket.socket,
    *,
    with_worker: bool = True,
    companions: tuple[Callable[[], Any], ...] = (),
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Answer requests on a socket until told to stop. `ready` is told the address."""
    bus = make_bus(settings)
    if with_worker:
        companions = (partial(working, credentials, bus), *companions)
    address = f"http://{settings.host}:{listening.getsockname()[1]}"

    @asynccontextmanager
    async def announce() -> AsyncIterator[None]:
        ready(address)
        yield

    app = create_app(
        credentials,
        bus,
        secret=settings.signing_secret(),
        allowed_origins=settings.allowed_origins,
        companions=(*companions, announce),
    )
    config = uvicorn.Config(
        app,
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=MESSAGE_SIZE_MAX,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        server_header=False,
    )
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


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
