"""What is said to whoever brings a file that is not taken, in the shape of every other error."""

import orjson
from starlette.responses import Response

from domain.shared.errors import DomainError
from schema.shared.ids import global_id
from schema.shared.sentences import at_the_door, sentence

STATUSES = {
    "FORBIDDEN": 403,
    "INVALID_TRANSITION": 409,
    "NOT_FOUND": 404,
    "APPROVAL_REQUIRED": 409,
    "UPLOAD_USED": 409,
    "TOO_MANY_MEDIA": 409,
    "UPLOAD_EXPIRED": 410,
    "MEDIA_TYPE_REFUSED": 415,
}
UNAUTHORIZED = 401  # everything else that is refused is about who asks
RETRY_SECONDS = 5  # what is said in `Retry-After`


class Turned(Exception):
    """The request ends here, for a reason that is not the business's."""

    def __init__(self, status: int, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retryable = retryable


def refused(refusal: DomainError, locale: str, request_id: str) -> Response:
    """A refusal of the domain's. Who comes a second time learns what came of the first."""
    more: dict[str, object] = {}
    if "media_id" in refusal.facts:
        more["mediaId"] = global_id("ProductMedia", refusal.facts["media_id"])  # type: ignore[arg-type]
    status = STATUSES.get(refusal.code, UNAUTHORIZED)
    return _said(status, refusal.code, sentence(refusal, locale), request_id, more)


def turned(refusal: Turned, locale: str, request_id: str) -> Response:
    """Any other."""
    response = _said(
        refusal.status,
        refusal.code,
        at_the_door(refusal.message, locale),
        request_id,
        {"retryable": refusal.retryable},
    )
    if refusal.retryable:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _said(
    status: int, code: str, message: str, request_id: str, more: dict[str, object]
) -> Response:
    extensions = {"code": code, "retryable": False, "requestId": request_id, **more}
    headers = {"Cache-Control": "no-store", "Connection": "close"}  # what is left is not read
    if status == UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        orjson.dumps({"errors": [{"message": message, "extensions": extensions}]}),
        status_code=status,
        media_type="application/json",
        headers=headers,
    )
