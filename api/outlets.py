"""The way of a subscription's items into a WebSocket: framed once, written without waiting."""

import asyncio
from collections.abc import Callable, Sequence

import orjson

from api.wire import Wire, text_frame
from realtime.items import Batch, Item


class Room:
    """Whether a connection takes more; shared by all its subscriptions."""

    __slots__ = ("_there_is", "_wire")

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._there_is: asyncio.Event | None = None  # only while somebody waits

    async def wait(self) -> None:
        """Return when there is room. Where there never will be, whoever waits is cancelled."""
        while not self._wire.writable:
            self._there_is = self._there_is or asyncio.Event()
            await self._there_is.wait()

    def made(self) -> None:
        """There is room again."""
        waiting, self._there_is = self._there_is, None
        if waiting is not None:
            waiting.set()


class WireOutlet:
    """One operation's `next` messages, then its `complete`."""

    __slots__ = ("_break_off", "_forget", "_id", "_opening", "_refused", "_room", "_wire")

    def __init__(
        self,
        wire: Wire,
        room: Room,
        operation_id: str,
        *,
        forget: Callable[[str], None],
        break_off: Callable[[], None],
    ) -> None:
        self._wire = wire
        self._room = room
        self._id = operation_id
        self._opening = b'{"id":%b,"type":"next","payload":' % orjson.dumps(operation_id)
        self._refused = False
        self._forget = forget
        self._break_off = break_off

    @property
    def has_room(self) -> bool:
        """Whether the client keeps up."""
        return self._wire.writable

    def try_put(self, batch: Batch) -> bool:
        """Write it now, if the client keeps up."""
        return self._wire.try_write(batch.once(self._opening, self._frames))

    def put(self, batch: Batch) -> None:
        """Write it now."""
        self._wire.write(batch.once(self._opening, self._frames))

    def end(self) -> None:
        """Say so; after a refusal there is nothing more to be said."""
        self._forget(self._id)
        if not self._refused:
            self._say({"id": self._id, "type": "complete"})

    def break_off(self) -> None:
        """There is no message for it: the connection goes, and the client comes back."""
        self._break_off()

    async def room(self) -> None:
        """Wait until the client keeps up."""
        await self._room.wait()

    def _frames(self, items: Sequence[Item]) -> bytes:
        return b"".join([self._frame(item) for item in items])

    def _frame(self, item: Item) -> bytes:
        if not item.refusal:
            return text_frame(b"%b%b}" % (self._opening, item.body))
        self._refused = True
        errors = orjson.loads(item.body)["errors"]
        return text_frame(orjson.dumps({"id": self._id, "type": "error", "payload": errors}))

    def _say(self, message: dict[str, object]) -> None:
        self._wire.write(text_frame(orjson.dumps(message)))
