"""Messages of payment gateways: `POST /webhooks/payments/{provider}`, signed as each of them signs.

Whoever is not known by their signature is told one thing, whether the gateway exists or not.
"""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from api.headers import headers_of, request_id_of
from api.webhooks.incoming import Refused, body_of, said, written
from domain.finance.gateways.port import BadMessage, News
from domain.finance.gateways.registry import gateway
from domain.finance.hear_gateway import hear_gateway
from domain.identity.actors import actor_of_integration
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import DomainError

SCOPES = frozenset({Scope.ORDERS_READ, Scope.PAYMENTS_WRITE})


class GatewayMessages:
    """Takes what gateways tell of their own accord."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        """Answer one message. 2xx means that it need not be sent again."""
        request_id = request_id_of(headers_of(request.scope))
        provider = request.path_params["provider"]
        actor = actor_of_integration(f"gateway:{provider}", SCOPES)
        ctx = Context(actor, self._clock(), request_id)
        try:
            for news in _read(provider, request, await body_of(request)):
                await hear_gateway(ctx, provider, news)
        except Refused as refused:
            return said(
                refused.status, refused.code, refused.message, request_id, refused.retryable
            )
        except DomainError as refused:
            status = 409 if refused.retryable else 422
            return said(status, refused.code, refused.message, request_id, refused.retryable)
        return written(200, {"status": "done"})


def _read(provider: str, request: Request, body: bytes) -> list[News]:
    port = gateway(provider)
    try:
        if port is None:
            raise BadMessage
        return list(port.read(request.headers, body))
    except BadMessage:
        raise Refused(401, "BAD_SIGNATURE", "This is not signed by whoever may.") from None
