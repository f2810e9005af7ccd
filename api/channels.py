"""Orders of Shopify in: `POST /channels/shopify/{code}`, signed over the raw body.

The message is written down and answered at once; the worker takes it in. Whoever is not known by
their signature is told one thing, whether the channel exists or not.
"""

from collections.abc import Callable
from datetime import datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.headers import headers_of, request_id_of
from api.webhooks.incoming import Refused, body_of, said, written
from domain.channels.formats import shopify
from domain.channels.messages import Message
from domain.channels.models import SalesChannel
from domain.channels.receive_messages import receive_messages
from domain.channels.secrets import secret_of
from domain.channels.states import ChannelFormat
from domain.identity.actors import actor_of_integration
from domain.identity.scopes import Scope
from domain.shared.context import Context

BODY_SIZE_MAX = 1024 * 1024  # bytes; an order of 250 lines with its taxes is a third of it
NOBODY = "shpss_nobody"  # what a channel without a secret is compared with: it takes as long


class ShopifyOrders:
    """Takes messages of shops that have a secret here."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
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

    async def _take(self, request: Request, request_id: str) -> Response:
        body = await body_of(request, most=BODY_SIZE_MAX)
        channel = await SalesChannel.get_or_none(code=request.path_params["code"])
        secret = secret_of(channel) if channel and channel.format is ChannelFormat.SHOPIFY else None
        signature = request.headers.get("x-shopify-hmac-sha256", "")
        is_signed = shopify.is_signed(body, signature, secret or NOBODY)
        if channel is None or secret is None or not is_signed:
            raise Refused(401, "BAD_SIGNATURE", "This is not signed by whoever may.")
        kind = shopify.TOPICS.get(request.headers.get("x-shopify-topic", ""))
        if kind is None:
            return written(200, {"status": "ignored"})
        actor = actor_of_integration(f"channel:{channel.code}", frozenset({Scope.ORDERS_WRITE}))
        ctx = Context(actor, self._clock(), request_id)
        webhook_id = request.headers.get("x-shopify-webhook-id", "").strip()[:128]
        message = Message(
            body.decode(), _order_id(body), kind, f"id:{webhook_id}" if webhook_id else None
        )
        received = await receive_messages(ctx, channel, ChannelFormat.SHOPIFY, [message])
        return written(200, {"status": "received" if received.ids else "known"})


def _order_id(body: bytes) -> str:
    try:
        order = orjson.loads(body)
    except orjson.JSONDecodeError:
        order = None
    found = str(order.get("id", "")) if isinstance(order, dict) else ""
    if not 0 < len(found) <= 64:
        raise Refused(400, "BAD_REQUEST", "The body must be an order, as JSON in UTF-8.")
    return found
