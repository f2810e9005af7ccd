"""What comes in over HTTP, by the letter of GraphQL over HTTP: one operation, JSON in UTF-8."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson
from cross_web import HTTPException, StarletteRequestAdapter
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope
from strawberry.http import GraphQLRequestData, GraphQLRequestProtocol
from strawberry.http.parse_content_type import parse_content_type

from api.headers import Headers, remembered
from api.negotiation import JSON
from api.strictness import fault_of
from schema.shared.context import GraphContext

BODY_SIZE_MAX = 256 * 1024  # bytes, as of a message on a socket
ADDRESSES_MAX = 1_000  # and bodies, that are remembered: the same is asked again and again
ADDRESS_LENGTH_MAX = 2_000  # bytes of it; a longer one is read each time
CONTEXT = "tradegraph.context"  # where a scope keeps who asks
OPERATION = "tradegraph.operation"  # and what they ask
BAD_REQUEST = 400
CONTENT_TOO_LARGE = 413
UNSUPPORTED_MEDIA_TYPE = 415
VARIABLES = b"variables"


class Asked(StarletteRequestAdapter):
    """A request as Strawberry reads it; its operation may have been read before."""

    @property
    def operation(self) -> GraphQLRequestData | None:
        """The operation, if it was read."""
        found: GraphQLRequestData | None = self._request.scope.get(OPERATION)
        return found

    @property
    def context(self) -> GraphContext:
        """Who asks."""
        found: GraphContext = self._request.scope[CONTEXT]
        return found

    @property
    def query_string(self) -> bytes:
        """What stands behind the question mark of the address."""
        found: bytes = self._request.scope["query_string"]
        return found


def forget(scope: Scope) -> None:
    """Leave nothing in a scope that was answered. It knows the connection, which knows it: what
    it holds would stay until the garbage is collected, and that may be megabytes of variables.
    """
    for name in (CONTEXT, OPERATION, "extensions"):
        scope.pop(name, None)


def bounded(receive: Receive) -> Receive:
    """The same body, read no further than we are willing to keep.

    Raises:
        HTTPException: when it is read, and longer than 256 KiB.
    """
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        _must_be_short(taken)
        return message

    return take


async def body_of(receive: Receive) -> bytes:
    """The whole body.

    Raises:
        HTTPException: it is longer than 256 KiB.
        ClientDisconnect: there is nobody any more who could be answered.
    """
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        body = body + part if body else part
        _must_be_short(len(body))
        more = message.get("more_body", False)
    return body


def read_body(headers: Headers, body: bytes) -> dict[str, Any]:
    """The parameters in the body of a POST.

    Raises:
        HTTPException: another media type, charset or encoding; no JSON, or no object.
    """
    if fault := _fault_of_type(headers.get("content-type", "")):
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE, fault)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, not encoded.")
    if len(body) <= ADDRESS_LENGTH_MAX and VARIABLES not in body:
        return dict(_bare_fields(body))
    return _fields(body)


def read_address(query_string: bytes) -> dict[str, Any]:
    """The parameters in the address of a GET.

    Raises:
        HTTPException: variables or extensions that are no JSON.
    """
    short = len(query_string) <= ADDRESS_LENGTH_MAX
    fields = dict((_parameters if short else _parameters.__wrapped__)(query_string))
    for name in ("variables", "extensions"):
        if text := fields.pop(name, None):
            fields[name] = _json(text, name)
    return fields


def operation(
    fields: Mapping[str, Any],
    protocol: GraphQLRequestProtocol,
    wanted: Callable[[object, object, Any], object],
) -> GraphQLRequestData:
    """The operation asked for. `wanted` finds the document by what was sent as such, and by the
    extensions and the operation's name.

    Raises:
        HTTPException: a parameter that is missing or of another kind than it must be.
    """
    extensions, name = _object(fields, "extensions"), fields.get("operationName")
    if name is not None and not isinstance(name, str):
        raise HTTPException(BAD_REQUEST, "The operationName must be a string.")
    query = wanted(fields.get("query"), extensions, name)
    if not isinstance(query, str) or not query:
        raise HTTPException(BAD_REQUEST, "The query must be a string, and not empty.")
    return GraphQLRequestData(
        query=query,
        variables=_object(fields, "variables"),
        operation_name=name,
        extensions=extensions,
        protocol=protocol,
    )


def _object(fields: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    found = fields.get(name)
    if found is None or isinstance(found, dict):
        return found
    raise HTTPException(BAD_REQUEST, f"The {name} must be a JSON object.")


def _fields(body: bytes) -> dict[str, Any]:
    fields = _json(body, "The body", dict)
    if not isinstance(fields, dict):
        raise HTTPException(BAD_REQUEST, "The body must be a JSON object; there are no batches.")
    return fields


@lru_cache(ADDRESSES_MAX)
def _bare_fields(body: bytes) -> Mapping[str, Any]:
    """Of a body without variables: what people tell of themselves is not kept here."""
    return _fields(body)


@lru_cache(ADDRESSES_MAX)
def _parameters(query_string: bytes) -> Mapping[str, Any]:
    return QueryParams(query_string)


@remembered
def _fault_of_type(content_type: str) -> str | None:
    """What is wrong with the media type of a body, if anything is."""
    media_type, parameters = parse_content_type(content_type or "none")
    if media_type != JSON:
        return "Send application/json."
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        return "Send UTF-8."
    return None


def _must_be_short(size: int) -> None:
    if size > BODY_SIZE_MAX:
        raise HTTPException(CONTENT_TOO_LARGE, f"A body has at most {BODY_SIZE_MAX} bytes.")


def _json(text: str | bytes, what: str, wanted: type = object) -> object:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HTTPException(BAD_REQUEST, f"{what} must be JSON in UTF-8.") from None
    if isinstance(found, wanted) and (fault := fault_of(text, found)):
        raise HTTPException(BAD_REQUEST, f"{what} {fault}.")
    return found
