"""Answers over HTTP that are made here: those that went well, and those that could not begin."""

from collections.abc import Callable

import orjson
from starlette.responses import Response
from starlette.types import Scope, Send

from api.headers import Headers, locale_of, media_type_of, request_id_of
from api.http import WHOLE, lines_of
from api.kept import Answer as Kept
from api.negotiation import GRAPHQL_JSON, JSON
from api.requests import CONTEXT
from domain.shared.errors import DomainError
from schema.shared.context import GraphContext
from schema.shared.sentences import at_the_door, sentence

Header = tuple[bytes, bytes]
WriteWhole = Callable[[int, bytes, bytes], bool]
LENGTH = b"content-length: %d\r\n"
METHODS = "GET, POST"
CODES = {
    400: "BAD_REQUEST",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "CONTENT_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    500: "INTERNAL",
}
UNAUTHORIZED = 401
STATUSES = {"THROTTLED": 429, "TOO_SLOW": 503}  # of refusals that are not about who asks
FOR_NOBODY_ELSE = {"Cache-Control": "private, no-store"}
NO_STORE: Header = (b"cache-control", FOR_NOBODY_ELSE["Cache-Control"].encode())
VARY: Header = (b"vary", b"Accept, Accept-Language, Authorization")
SUFFIXES = {JSON: "json", GRAPHQL_JSON: "graphql"}  # of the names of texts: one for each kind
CONTENT_TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in (JSON, GRAPHQL_JSON)}

PRIVATE_HEADERS = {kind: ((b"content-type", CONTENT_TYPES[kind]), NO_STORE) for kind in SUFFIXES}


async def say(scope: Scope, send: Send, body: bytes, media_type: str) -> None:
    """An answer that went well, for whoever asked and for nobody else."""
    await _send(scope, send, 200, body, PRIVATE_HEADERS[media_type])


async def say_kept(
    scope: Scope, send: Send, answer: Kept, seconds_left: int, headers: Headers
) -> None:
    """An answer for everybody. Where it was asked for by its address, others may keep it too for
    what is left of its time, and whoever has it already is told so.
    """
    media_type = media_type_of(headers) or JSON
    if scope["method"] != "GET":
        await _send(scope, send, 200, answer.body, PRIVATE_HEADERS[media_type])
        return
    tag = f'"{answer.tag}-{SUFFIXES[media_type]}"'
    said = (
        (b"cache-control", f"public, max-age={seconds_left}".encode()),
        (b"etag", tag.encode()),
        VARY,
    )
    if _has_it(headers, tag):
        await send({"type": "http.response.start", "status": 304, "headers": said})
        await send({"type": "http.response.body", "body": b""})
    else:
        content_type = b"content-type", CONTENT_TYPES[media_type]
        await _send(scope, send, 200, answer.body, (content_type, *said))


async def _send(
    scope: Scope, send: Send, status: int, body: bytes, headers: tuple[Header, ...]
) -> None:
    write: WriteWhole | None = scope.get("extensions", {}).get(WHOLE)
    if write is not None and write(status, lines_of(headers) + LENGTH % len(body), body):
        return
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


def refused(scope: Scope, headers: Headers, refusal: DomainError) -> Response:
    """Who is not known, or asked for too much: said in their language."""
    status = STATUSES.get(refusal.code, UNAUTHORIZED)
    said = sentence(refusal, locale_of(headers))
    response = refusal_of(scope, headers, status, said, refusal.code, retryable=refusal.retryable)
    if "retry_after" in refusal.facts:
        response.headers["retry-after"] = str(refusal.facts["retry_after"])
    return response


def refusal_of(
    scope: Scope,
    headers: Headers,
    status: int,
    message: str,
    code: str | None = None,
    *,
    retryable: bool = False,
) -> Response:
    """What could not even begin, in the shape of every other error."""
    context: GraphContext | None = scope.get(CONTEXT)
    extensions = {
        "code": code or CODES[status],
        "retryable": retryable,
        "requestId": context.domain.request_id if context else request_id_of(headers),
    }
    special = {401: {"WWW-Authenticate": "Bearer"}, 405: {"Allow": METHODS}}
    said = at_the_door(message, locale_of(headers))
    return Response(
        orjson.dumps({"errors": [{"message": said, "extensions": extensions}]}),
        status_code=status,
        headers={**FOR_NOBODY_ELSE, **special.get(status, {})},
        media_type=f"{media_type_of(headers) or JSON}; charset=utf-8",
    )
