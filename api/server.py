"""How uvicorn is set up and goes down, in one place for the product and for its tests."""

import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from api.draining import Drain, Draining
from api.http import HttpProtocol
from api.kernel import prepare
from api.protocol import SocketProtocol
from api.switchboard import Switchboard

GRACEFUL_SECONDS = 5  # for requests under way when the process is told to stop
# Of every answer: it is what it says it is, for no frame, and tells no other site its address.
SECURITY_HEADERS = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
]
MESSAGE_SIZE_MAX = 256 * 1024  # bytes of one message from a client


class Server(uvicorn.Server):
    """uvicorn, which tells the application that it goes down before it does."""

    def __init__(self, config: uvicorn.Config, drain: Drain, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.drain = drain
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Let them in, and only then say so."""
        await super().startup(sockets)
        for server in self.servers:
            for listening in server.sockets:
                prepare(listening)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nobody, end the streams, finish what runs."""
        for server in self.servers:
            server.close()
        self.drain.begin()
        await super().shutdown(sockets)


def make_server(
    app: ASGIApp,
    *,
    drain: Drain | None = None,
    switchboard: Switchboard | None = None,
    ready: Callable[[], None] = lambda: None,
    **changed: Any,
) -> Server:
    """A server for an application; `changed` are settings of uvicorn's, and have precedence.

    `ready` is called once it listens. The application should know of the same `drain` and
    `switchboard` if it has use for them.
    """
    drain = drain or Drain()
    switchboard = switchboard or Switchboard()
    settings: dict[str, Any] = {
        "interface": "asgi3",
        "log_level": "warning",
        "access_log": False,  # at this level nothing came of it but the work of putting it together
        "http": partial(HttpProtocol, switchboard),
        "ws": partial(SocketProtocol, switchboard),
        "ws_max_size": MESSAGE_SIZE_MAX,
        "ws_per_message_deflate": False,
        "ws_ping_interval": None,  # the switchboard pings
        "timeout_graceful_shutdown": GRACEFUL_SECONDS,
        "server_header": False,
        "headers": SECURITY_HEADERS,
        "proxy_headers": False,  # nothing here asks from where, or by which scheme, somebody comes
    }
    return Server(uvicorn.Config(Draining(app, drain), **(settings | changed)), drain, ready)
