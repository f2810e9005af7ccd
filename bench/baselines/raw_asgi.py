"""The plainest ASGI application that tells many the same: ready bytes, one send for each.

`uvicorn bench.baselines.raw_asgi:app --ws websockets-sansio --ws-per-message-deflate false`, with
the file of the bytes in READY_BYTES. Whoever connects to `/` is told; what is said to `/publish`
is how often.
"""

import os
from pathlib import Path
from typing import Any

READY = Path(os.environ["READY_BYTES"]).read_bytes()
subscribers: set[Any] = set()


async def app(scope: Any, receive: Any, send: Any) -> None:
    """One connection."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "graphql-transport-ws"})
    if scope["path"] == "/publish":
        while (message := await receive())["type"] == "websocket.receive":
            await publish(int(message["text"]))
        return
    subscribers.add(send)
    while (await receive())["type"] == "websocket.receive":
        pass
    subscribers.discard(send)


async def publish(times: int) -> None:
    """Tell everybody, so often."""
    for _ in range(times):
        for send in list(subscribers):
            await send({"type": "websocket.send", "bytes": READY})
