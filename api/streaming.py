"""Streams over HTTP: server-sent events that a browser can take up again, and multipart."""

from typing import Any

from strawberry.http import GraphQLHTTPResponse
from strawberry.http.streaming import (
    JSONEncoder,
    MultipartSubscriptionTransport,
    SSETransport,
)

from api.negotiation import EVENT_STREAM, MULTIPART, dearest


class ReplayableResponse(dict[str, Any]):
    """A response with the cursor of its item beside it."""

    cursor: str | None = None


class ReplayableSSE(SSETransport):
    """GraphQL over SSE, distinct connections, with `id:` lines.

    A browser's EventSource sends the last one back as `Last-Event-ID`, which is taken as
    `after`: it misses nothing and repeats nothing by itself.
    """

    def accepts(self, accept: str) -> bool:
        """Whether events are wanted before all else; clients list them beside JSON too."""
        wanted = dearest(accept)
        return wanted is not None and wanted.media_type == EVENT_STREAM

    def encode_next(self, response: GraphQLHTTPResponse, encode_json: JSONEncoder) -> str:
        """One item, with its cursor as its id."""
        event = super().encode_next(response, encode_json)
        cursor = getattr(response, "cursor", None)
        return f"id: {cursor}\n{event}" if cursor else event

    def encode_event(self, event: str, data: str | None = None) -> str:
        """One event. Lines end as some clients alone expect them to: with a line feed."""
        return super().encode_event(event, data).replace("\r\n", "\n")


class Multipart(MultipartSubscriptionTransport):
    """Subscriptions as parts of one answer, the way Apollo's clients ask for them."""

    def accepts(self, accept: str) -> bool:
        """Whether such parts are wanted before all else."""
        wanted = dearest(accept)
        return (
            wanted is not None
            and wanted.media_type == MULTIPART
            and wanted.parameters.get("subscriptionspec", "").startswith("1.0")
        )
