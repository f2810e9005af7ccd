"""Webhooks in: `POST /webhooks/in/{source}`, signed as Standard Webhooks has it.

Whoever is not known by their signature is told one thing, whether the source exists or not.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.headers import headers_of, request_id_of
from domain.processes.receive_webhook import SOURCES, receive_webhook
from domain.shared.errors import DomainError
from domain.webhooks.signing import BadSignature, new_secret, verified_id

BODY_SIZE_MAX = 64 * 1024  # bytes
BODY_SECONDS_MAX = 10.0  # for all of it
RETRY_SECONDS = 1  # what is said in `Retry-After` where the same may be tried again
NOBODY = (new_secret(),)  # what a source without secrets is compared with: it takes as long


class Refused(Exception):
    """The request ends here."""

    def __init__(self, status: int, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retryable = retryable


class Incoming:
    """Takes messages of the sources that have secrets."""

    def __init__(
        self, secrets: Mapping[str, tuple[str, ...]], *, clock: Callable[[], datetime]
    ) -> None:
        self._secrets = {name: given for name, given in secrets.items() if name in SOURCES}
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        """Answer one message. 2xx means that it need not be sent again."""
        request_id = request_id_of(headers_of(request.scope))
        try:
            return await self._take(request, request_id)
        except Refused as refused:
            return said(
                refused.status, refused.code, refused.message, request_id, refused.retryable
            )
        except DomainError as refused:
            status = 409 if refused.retryable else 422
            return said(status, refused.code, refused.message, request_id, refused.retryable)

    async def _take(self, request: Request, request_id: str) -> Response:
        source, now = request.path_params["source"], self._clock()
        body = await body_of(request)
        try:
            secrets = self._secrets.get(source, NOBODY)
            message_id = verified_id(request.headers, body, secrets, now=now)
        except BadSignature:
            raise Refused(401, "BAD_SIGNATURE", "This is not signed by whoever may.") from None
        received = await receive_webhook(
            source, message_id, _message(body), now=now, request_id=request_id
        )
        if received.result_id is None:
            return written(200, {"status": "ignored"})
        return written(200, {"status": "done", "result": str(received.result_id)})


async def body_of(request: Request, *, most: int = BODY_SIZE_MAX) -> bytes:
    """The whole body, which is short, at most so many bytes, and comes soon.

    Raises:
        Refused: it is not, or does not.
    """
    body = b""
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            async for part in request.stream():
                body += part
                if len(body) > most:
                    raise Refused(413, "CONTENT_TOO_LARGE", f"A body has at most {most} bytes.")
    except (TimeoutError, ClientDisconnect):
        raise Refused(408, "REQUEST_TIMEOUT", "The body did not come.", retryable=True) from None
    return body


def _message(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Refused(400, "BAD_REQUEST", "The body must be a JSON object in UTF-8.")
    return found


def said(status: int, code: str, message: str, request_id: str, retryable: bool) -> Response:
    """A refusal, in the shape that all of ours have."""
    extensions = {"code": code, "retryable": retryable, "requestId": request_id}
    answer = written(status, {"errors": [{"message": message, "extensions": extensions}]})
    if retryable:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def written(status: int, content: object) -> Response:
    """An answer in JSON that nobody keeps."""
    return Response(
        orjson.dumps(content),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
