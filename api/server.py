"""How uvicorn is set up, in one place for the product and for its tests."""

from typing import Any

import uvicorn

from api.protocol import SocketProtocol

GRACEFUL_SECONDS = 3  # for requests under way when the process is told to stop
MESSAGE_SIZE_MAX = 256 * 1024  # bytes of one message from a client


def configured(app: Any, **changed: Any) -> uvicorn.Config:
    """uvicorn's settings for an application; `changed` has precedence."""
    settings: dict[str, Any] = {
        "log_level": "warning",
        "ws": SocketProtocol,
        "ws_max_size": MESSAGE_SIZE_MAX,
        "ws_per_message_deflate": False,
        "timeout_graceful_shutdown": GRACEFUL_SECONDS,
        "server_header": False,
    }
    return uvicorn.Config(app, **(settings | changed))
