"""What comes in over HTTP, by the letter of GraphQL over HTTP: one operation, JSON in UTF-8."""

from collections.abc import Mapping
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.types import Message, Receive
from strawberry.http import GraphQLRequestData, GraphQLRequestProtocol
from strawberry.http.parse_content_type import parse_content_type

from api.negotiation import JSON

BODY_SIZE_MAX = 2 * 1024 * 1024  # bytes; an order of 10,000 lines is to be refused by name
BAD_REQUEST = 400
CONTENT_TOO_LARGE = 413
UNSUPPORTED_MEDIA_TYPE = 415


def bounded(receive: Receive) -> Receive:
    """The same body, read no further than we are willing to keep.

    Raises:
        HTTPException: when it is read, and longer than 2 MiB.
    """
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_SIZE_MAX:
            raise HTTPException(CONTENT_TOO_LARGE, f"A body has at most {BODY_SIZE_MAX} bytes.")
        return message

    return take


def read_body(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The parameters in the body of a POST.

    Raises:
        HTTPException: another media type, charset or encoding; no JSON, or no object.
    """
    media_type, parameters = parse_content_type(headers.get("content-type") or "none")
    if media_type != JSON:
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE, "Send UTF-8.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, not encoded.")
    fields = _json(body, "The body")
    if not isinstance(fields, dict):
        raise HTTPException(BAD_REQUEST, "The body must be a JSON object; there are no batches.")
    return fields


def read_address(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters in the address of a GET.

    Raises:
        HTTPException: variables or extensions that are no JSON.
    """
    fields = dict(parameters)
    for name in ("variables", "extensions"):
        if text := fields.pop(name, None):
            fields[name] = _json(text, name)
    return fields


def operation(fields: Mapping[str, Any], protocol: GraphQLRequestProtocol) -> GraphQLRequestData:
    """The operation asked for.

    Raises:
        HTTPException: a parameter that is missing or of another kind than it must be.
    """
    query, name = fields.get("query"), fields.get("operationName")
    if not isinstance(query, str) or not query:
        raise HTTPException(BAD_REQUEST, "The query must be a string, and not empty.")
    if not isinstance(name, str | None):
        raise HTTPException(BAD_REQUEST, "The operationName must be a string.")
    for part in ("variables", "extensions"):
        if not isinstance(fields.get(part), dict | None):
            raise HTTPException(BAD_REQUEST, f"The {part} must be a JSON object.")
    return GraphQLRequestData(
        query=query,
        variables=fields.get("variables"),
        operation_name=name,
        extensions=fields.get("extensions"),
        protocol=protocol,
    )


def _json(text: str | bytes, what: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HTTPException(BAD_REQUEST, f"{what} must be JSON in UTF-8.") from None
