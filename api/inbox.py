"""asyncio's Queue and Event for one reader, at a tenth of their memory: there are many thousands.

Each of asyncio's own holds deques of 600 bytes from the beginning, and most sockets are idle.
"""

from asyncio import AbstractEventLoop, Future
from typing import Any


class Inbox:
    """What a client has said, for the one task that listens."""

    __slots__ = ("_loop", "_messages", "_reader")

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._messages: list[Any] = []
        self._reader: Future[None] | None = None

    def empty(self) -> bool:
        """Whether everything was taken."""
        return not self._messages

    def put_nowait(self, message: Any) -> None:
        """Add a message and wake the reader."""
        self._messages.append(message)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> Any:
        """The next message."""
        while not self._messages:
            self._reader = self._loop.create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._messages.pop(0)


class Gate:
    """Open or shut; whoever comes while it is shut waits."""

    __slots__ = ("_is_open", "_loop", "_waiting")

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._is_open = True
        self._waiting: list[Future[None]] | None = None

    def is_set(self) -> bool:
        """Whether it is open."""
        return self._is_open

    def set(self) -> None:
        """Open it, for all who wait."""
        self._is_open = True
        waiting, self._waiting = self._waiting, None
        for each in waiting or ():
            if not each.done():
                each.set_result(None)

    def clear(self) -> None:
        """Shut it."""
        self._is_open = False

    async def wait(self) -> None:
        """Go through, now or when it opens."""
        if self._is_open:
            return
        turn: Future[None] = self._loop.create_future()
        self._waiting = [*(self._waiting or ()), turn]
        await turn
