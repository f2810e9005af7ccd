"""The plainest server on picows that tells many the same: ready bytes, one send for each.

`python -m bench.baselines.picows`, with the file of the bytes in READY_BYTES. Whoever connects to
`/` is told; what is said to `/publish` is how often.
"""

import asyncio
import os
from pathlib import Path

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

READY = Path(os.environ["READY_BYTES"]).read_bytes()
subscribers: set[WSTransport] = set()


class Subscriber(WSListener):
    """Somebody who is told."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        """From now on."""
        subscribers.add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """No longer."""
        subscribers.discard(transport)


class Publisher(WSListener):
    """Somebody who has everybody told."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """So often."""
        if frame.msg_type is WSMsgType.TEXT:
            for _ in range(int(frame.get_payload_as_bytes())):
                for subscriber in subscribers:
                    subscriber.send(WSMsgType.TEXT, READY)


def listener(request: WSUpgradeRequest) -> WSListener:
    """Who it is, by the address."""
    return Publisher() if request.path == b"/publish" else Subscriber()


async def main() -> None:
    """Serve on a free port, and say which."""
    server = await ws_create_server(listener, "127.0.0.1", 0)
    _, port = server.sockets[0].getsockname()
    print(f"running on http://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
