"""Answers over HTTP that are made here: those that went well, and those that could not begin."""

import orjson
from starlette.responses import Response
from starlette.types import Scope, Send

from api.headers import Headers, media_type_of, request_id_of
from api.negotiation import GRAPHQL_JSON, JSON
from api.requests import CONTEXT
from schema.shared.context import GraphContext

METHODS = "GET, POST"
CODES = {
    400: "BAD_REQUEST",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "CONTENT_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
}
CONTENT_TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in (JSON, GRAPHQL_JSON)}


async def say(send: Send, body: bytes, media_type: str) -> None:
    """An answer that went well, in as few words as there can be."""
    length = str(len(body)).encode()
    headers = [(b"content-length", length), (b"content-type", CONTENT_TYPES[media_type])]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def refusal_of(
    scope: Scope, headers: Headers, status: int, message: str, code: str | None = None
) -> Response:
    """What could not even begin, in the shape of every other error."""
    context: GraphContext | None = scope.get(CONTEXT)
    extensions = {
        "code": code or CODES[status],
        "retryable": False,
        "requestId": context.domain.request_id if context else request_id_of(headers),
    }
    answer_headers = {401: {"WWW-Authenticate": "Bearer"}, 405: {"Allow": METHODS}}
    return Response(
        orjson.dumps({"errors": [{"message": message, "extensions": extensions}]}),
        status_code=status,
        headers=answer_headers.get(status),
        media_type=f"{media_type_of(headers) or JSON}; charset=utf-8",
    )
