"""Reading server-sent events, as the standard for EventSource says it, for GraphQL over SSE."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson

from bench.answers import Refused, the_one_field


class Events:
    """What a subscription sends. `last_id` is what a browser would send back."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.last_id: str | None = None

    async def next(self, within: float | None = None) -> dict[str, Any]:
        """The next item of the one field.

        Raises:
            Refused: an error came instead, or the end of the subscription.
            httpx.ReadError: the connection ended, and nobody said why.
        """
        assert within is None, "lines are read until they come"
        kind, data = await self._event()
        if kind != "next":
            raise Refused([{"message": f"{kind}: {data}"}])
        return the_one_field(orjson.loads(data))

    def cut(self) -> None:
        """Nothing to pull: who leaves a stream that has no end hangs up without a farewell."""

    async def _event(self) -> tuple[str, str]:
        """One event's kind and data; comments and empty ones are passed over."""
        kind, data = "message", list[str]()
        async for line in self._lines:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            match name:
                case "" if not line and data:
                    return kind, "\n".join(data)
                case "event":
                    kind = value
                case "data":
                    data.append(value)
                case "id":
                    self.last_id = value
        raise httpx.ReadError("the stream ended in the middle of nothing")
