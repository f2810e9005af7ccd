"""Answers over HTTP that are made here: those that went well, and those that could not begin."""

from collections.abc import Sequence

import orjson
from starlette.responses import Response
from starlette.types import Scope, Send

from api.headers import Headers, media_type_of, request_id_of
from api.kept import Answer as Kept
from api.negotiation import GRAPHQL_JSON, JSON
from api.requests import CONTEXT
from schema.shared.context import GraphContext

Header = tuple[bytes, bytes]
METHODS = "GET, POST"
CODES = {
    400: "BAD_REQUEST",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "CONTENT_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
}
FOR_NOBODY_ELSE = {"Cache-Control": "private, no-store"}
NO_STORE: Header = (b"cache-control", FOR_NOBODY_ELSE["Cache-Control"].encode())
VARY: Header = (b"vary", b"Accept, Accept-Language, Authorization")
SUFFIXES = {JSON: "json", GRAPHQL_JSON: "graphql"}  # of the names of texts: one for each kind
CONTENT_TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in (JSON, GRAPHQL_JSON)}


async def say(send: Send, body: bytes, media_type: str) -> None:
    """An answer that went well, for whoever asked and for nobody else."""
    await _send(send, 200, body, [(b"content-type", CONTENT_TYPES[media_type]), NO_STORE])


async def say_kept(
    send: Send, answer: Kept, seconds_left: int, scope: Scope, headers: Headers
) -> None:
    """An answer for everybody. Where it was asked for by its address, others may keep it too for
    what is left of its time, and whoever has it already is told so.
    """
    media_type = media_type_of(headers) or JSON
    content_type = b"content-type", CONTENT_TYPES[media_type]
    if scope["method"] != "GET":
        await _send(send, 200, answer.body, [content_type, NO_STORE])
        return
    tag = f'"{answer.tag}-{SUFFIXES[media_type]}"'
    said = [
        (b"cache-control", f"public, max-age={seconds_left}".encode()),
        (b"etag", tag.encode()),
        VARY,
    ]
    if _has_it(headers, tag):
        await send({"type": "http.response.start", "status": 304, "headers": said})
        await send({"type": "http.response.body", "body": b""})
    else:
        await _send(send, 200, answer.body, [content_type, *said])


async def _send(send: Send, status: int, body: bytes, headers: Sequence[Header]) -> None:
    length = b"content-length", str(len(body)).encode()
    await send({"type": "http.response.start", "status": status, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})


def _has_it(headers: Headers, tag: str) -> bool:
    """Whether the client has this text, by what it says of its own."""
    given = headers.get("if-none-match")
    if given is None:
        return False
    known = [each.strip().removeprefix("W/") for each in given.split(",")]
    return tag in known or known == ["*"]


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
    special = {401: {"WWW-Authenticate": "Bearer"}, 405: {"Allow": METHODS}}
    return Response(
        orjson.dumps({"errors": [{"message": message, "extensions": extensions}]}),
        status_code=status,
        headers={**FOR_NOBODY_ELSE, **special.get(status, {})},
        media_type=f"{media_type_of(headers) or JSON}; charset=utf-8",
    )
