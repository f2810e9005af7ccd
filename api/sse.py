"""Server-sent events that a browser can take up again: every item has its cursor as its id."""

from typing import Any

from strawberry.http import GraphQLHTTPResponse
from strawberry.http.streaming import JSONEncoder, SSETransport


class ReplayableResponse(dict[str, Any]):
    """A response with the cursor of its item beside it."""

    cursor: str | None = None


class ReplayableSSE(SSETransport):
    """GraphQL over SSE, distinct connections, with `id:` lines.

    A browser's EventSource sends the last one back as `Last-Event-ID`, which is taken as
    `after`: it misses nothing and repeats nothing by itself.
    """

    def encode_next(self, response: GraphQLHTTPResponse, encode_json: JSONEncoder) -> str:
        event = super().encode_next(response, encode_json)
        cursor = getattr(response, "cursor", None)
        return f"id: {cursor}\r\n{event}" if cursor else event
