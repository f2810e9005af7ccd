"""Stripe as a payment gateway, by its official library: payment intents, refunds, signed events.

One payment is one payment intent. An authorization and its capture are the same intent at two
times, so both lines of the ledger bear its id; a refund has an id of its own. Our keys travel in
the `metadata`, by which we know our own again.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe

from domain.finance.gateways.port import (
    Ask,
    BadMessage,
    GatewayUnavailable,
    News,
    Outcome,
)
from domain.finance.states import TransactionState, TransactionType

CODE = "stripe"
CALL_SECONDS = 20.0
KEY, CAPTURE_KEY, ORDER = "tradegraph_key", "tradegraph_capture", "tradegraph_order"
TENS_ONLY = frozenset({"KWD"})  # three digits, of which Stripe wants the last to be zero
UNSUPPORTED_AMOUNT = "amount_not_supported"
CONFLICT = 409  # the same key is being worked on
# Nobody knows what became of it: the network, too many questions, their fault, our key to the door.
UNKNOWN = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    stripe.APIError,
    stripe.AuthenticationError,
    stripe.PermissionError,
    stripe.IdempotencyError,
)
R = TypeVar("R")
S, T = TransactionState, TransactionType
REFUND_STATES = {
    "pending": S.PENDING,
    "requires_action": S.PENDING,
    "succeeded": S.SUCCEEDED,
    "failed": S.FAILED,
    "canceled": S.FAILED,
}
Intent = dict[str, Any]  # a payment intent as Stripe writes it


class StripeGateway:
    """Stripe as the shop sees it. `webhook_secret` (whsec_...) is what its events are signed with.

    `http_client` is how the library reaches it, if not by HTTPX.
    """

    code = CODE

    def __init__(
        self,
        api_key: str,
        webhook_secret: str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        http_client: stripe.HTTPClient | None = None,
    ) -> None:
        self._webhook_secret = webhook_secret
        self._clock = clock
        self._client = stripe.StripeClient(
            api_key,
            http_client=http_client or stripe.HTTPXClient(timeout=CALL_SECONDS),
            max_network_retries=0,  # whoever looks after the ledger asks again, under the same key
        )

    async def perform(self, ask: Ask) -> Outcome:
        """Make a movement, or say what became of it if it was asked for before."""
        if ask.amount.currency in TENS_ONLY and ask.amount.minor % 10:
            return self._failed(UNSUPPORTED_AMOUNT)
        if ask.key == ask.begun:
            return await self._asked(self._begin(ask))
        match ask.type:
            case T.CAPTURE:
                return await self._asked(self._capture(ask))
            case T.VOID:
                return await self._asked(self._void(ask))
            case T.REFUND:
                return await self._asked(self._refund(ask))
        raise AssertionError(f"nobody asks a gateway for a {ask.type}")

    async def find(self, ask: Ask) -> Outcome | None:
        """What became of a movement; None if Stripe never heard of it."""
        return await self._asked(self._find(ask))

    def read(self, headers: Mapping[str, str], body: bytes) -> list[News]:
        """An event, once the library has checked its signature."""
        try:
            event = self._client.construct_event(
                body.decode(), headers.get("stripe-signature"), self._webhook_secret
            )
        except (stripe.SignatureVerificationError, ValueError, IndexError):
            raise BadMessage("not signed by Stripe, or not to be read") from None
        found = READERS.get(event.type)
        said = event.data.object.to_dict()
        at = datetime.fromtimestamp(event.created, UTC)
        return [] if found is None else found(event.id, at, said)

    async def _begin(self, ask: Ask) -> Outcome:
        params: dict[str, Any] = {
            "amount": ask.amount.minor,
            "currency": ask.amount.currency.lower(),
            "capture_method": "automatic" if ask.is_sale else "manual",
            "payment_method": ask.instrument,
            "confirm": True,
            "metadata": {KEY: ask.key, ORDER: ask.order_number},
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
        if ask.return_url:
            params["automatic_payment_methods"] = {"enabled": True}
            params["return_url"] = ask.return_url
        try:
            made = await self._client.v1.payment_intents.create_async(
                params,  # type: ignore[arg-type]  # a TypedDict of a hundred names
                {"idempotency_key": ask.key},
            )
        except stripe.CardError as refused:
            body: Any = refused.json_body or {}
            intent = body.get("error", {}).get("payment_intent")
            return await self._declined(intent, ask) if intent else self._failed(_code(refused))
        return await self._of_beginning(made.to_dict(), ask)

    async def _of_beginning(self, intent: Intent, ask: Ask) -> Outcome:
        """A declined intent could be tried with another card: ours is over, and is made so."""
        if intent["status"] == "requires_payment_method":
            return await self._declined(intent, ask)
        return of_beginning(intent, self._clock())

    async def _declined(self, intent: Intent, ask: Ask) -> Outcome:
        if intent["status"] != "canceled":
            await self._client.v1.payment_intents.cancel_async(
                intent["id"], {}, {"idempotency_key": f"{ask.key}-over"}
            )
        reason = intent.get("last_payment_error") or {}
        code = reason.get("decline_code") or reason.get("code") or "declined"
        return self._failed(code, intent["id"])

    async def _capture(self, ask: Ask) -> Outcome:
        made = await self._client.v1.payment_intents.capture_async(
            _known(ask),
            {"amount_to_capture": ask.amount.minor, "metadata": {CAPTURE_KEY: ask.key}},
            {"idempotency_key": ask.key},
        )
        return of_capture(made.to_dict(), self._clock())

    async def _void(self, ask: Ask) -> Outcome:
        intent = await self._intent(ask)
        if intent is None:
            return Outcome(S.SUCCEEDED, self._clock())  # there is nothing to let go
        made = await self._client.v1.payment_intents.cancel_async(
            intent["id"], {}, {"idempotency_key": ask.key}
        )
        return Outcome(S.SUCCEEDED, self._clock(), made.id)

    async def _refund(self, ask: Ask) -> Outcome:
        made = await self._client.v1.refunds.create_async(
            {
                "payment_intent": _known(ask),
                "amount": ask.amount.minor,
                "metadata": {KEY: ask.key, ORDER: ask.order_number},
            },
            {"idempotency_key": ask.key},
        )
        return of_refund(made.to_dict(), self._clock())

    async def _find(self, ask: Ask) -> Outcome | None:
        intent = await self._intent(ask)
        if intent is None:
            return None
        now, status = self._clock(), intent["status"]
        if ask.key == ask.begun:
            return await self._of_beginning(intent, ask)
        match ask.type:
            case T.CAPTURE:
                if _metadata(intent).get(CAPTURE_KEY) == ask.key and status == "succeeded":
                    return of_capture(intent, now)
                return self._failed(status) if status in ("succeeded", "canceled") else None
            case T.VOID:
                if status == "canceled":
                    return Outcome(S.SUCCEEDED, now, intent["id"])
                return self._failed(status) if status == "succeeded" else None
        refunds = await self._client.v1.refunds.list_async(
            {"payment_intent": intent["id"], "limit": 100}
        )
        own = [each.to_dict() for each in refunds.data]
        ours = [each for each in own if _metadata(each).get(KEY) == ask.key]
        return of_refund(ours[0], now) if ours else None

    async def _intent(self, ask: Ask) -> Intent | None:
        """The payment intent of a payment, by its name or by our key."""
        intents = self._client.v1.payment_intents
        if ask.begun_reference:
            return (await intents.retrieve_async(ask.begun_reference)).to_dict()
        found = await intents.search_async({"query": f"metadata['{KEY}']:'{ask.begun}'"})
        return found.data[0].to_dict() if found.data else None

    async def _asked(self, question: Awaitable[R]) -> R | Outcome:
        """What a call comes to: an answer, a refusal, or nobody knows."""
        try:
            return await question
        except UNKNOWN as error:
            raise GatewayUnavailable(type(error).__name__) from error
        except stripe.StripeError as refused:
            if refused.http_status == CONFLICT:
                raise GatewayUnavailable("asked at this very moment") from refused
            return self._failed(_code(refused))

    def _failed(self, code: str, reference: str = "") -> Outcome:
        return Outcome(S.FAILED, self._clock(), reference, failure_code=code)


def of_beginning(intent: Intent, at: datetime) -> Outcome:
    """What an intent says of the authorization or the sale that it began as."""
    status, id_ = intent["status"], intent["id"]
    is_sale = intent["capture_method"] != "manual"
    if status == "requires_capture" or status == "succeeded":
        amount = intent["amount_received"] if is_sale else intent["amount"]
        return Outcome(S.SUCCEEDED, at, id_, amount_minor=amount)
    if status == "requires_action":
        action = (intent.get("next_action") or {}).get("redirect_to_url") or {}
        return Outcome(S.ACTION_REQUIRED, at, id_, action_url=action.get("url") or "")
    if status == "canceled":
        if intent.get("last_payment_error"):
            return Outcome(S.FAILED, at, id_, failure_code="declined")
        if intent.get("latest_charge") and not is_sale:  # it was held, and let go after that
            return Outcome(S.SUCCEEDED, at, id_, amount_minor=intent["amount"])
        return Outcome(S.EXPIRED, at, id_)
    return Outcome(S.PENDING, at, id_)


def of_capture(intent: Intent, at: datetime) -> Outcome:
    """What a captured intent says. Stripe captures once, and lets go the rest."""
    received = intent["amount_received"]
    return Outcome(S.SUCCEEDED, at, intent["id"], amount_minor=received, releases_rest=True)


def of_refund(refund: dict[str, Any], at: datetime) -> Outcome:
    """What a refund says."""
    state = REFUND_STATES.get(refund["status"], S.PENDING)
    code = refund.get("failure_reason") if state is S.FAILED else None
    return Outcome(state, at, refund["id"], amount_minor=refund["amount"], failure_code=code)


def _news_of_beginning(id_: str, at: datetime, intent: Intent) -> list[News]:
    is_sale, key = intent["capture_method"] != "manual", _metadata(intent).get(KEY, "")
    type_ = T.CAPTURE if is_sale else T.AUTHORIZATION
    return [News(id_, type_, of_beginning(intent, at), key, key, intent["id"])]


def _news_of_money(id_: str, at: datetime, intent: Intent) -> list[News]:
    if intent["capture_method"] != "manual":
        return _news_of_beginning(id_, at, intent)
    known = _metadata(intent)
    key, begun = known.get(CAPTURE_KEY, ""), known.get(KEY, "")
    return [News(id_, T.CAPTURE, of_capture(intent, at), key, begun, intent["id"])]


def _news_of_end(id_: str, at: datetime, intent: Intent) -> list[News]:
    """It was held and is no longer, or it never was."""
    began = _news_of_beginning(id_, at, intent)
    if began[0].outcome.state is not S.SUCCEEDED:
        return began
    over = Outcome(S.SUCCEEDED, at, intent["id"], amount_minor=intent["amount"])
    begun = _metadata(intent).get(KEY, "")
    return [News(id_, T.VOID, over, "", begun, intent["id"])]


def _news_of_refund(id_: str, at: datetime, refund: dict[str, Any]) -> list[News]:
    begun = refund.get("payment_intent") or ""
    key = _metadata(refund).get(KEY, "")
    return [News(id_, T.REFUND, of_refund(refund, at), key, "", begun)]


def _news_of_dispute(type_: TransactionType) -> Callable[..., list[News]]:
    def read(id_: str, at: datetime, dispute: dict[str, Any]) -> list[News]:
        moved = Outcome(S.SUCCEEDED, at, dispute["id"], amount_minor=dispute["amount"])
        return [News(id_, type_, moved, "", "", dispute.get("payment_intent") or "")]

    return read


# Of what else Stripe tells, an answer or a question asked again says more.
READERS: Mapping[str, Callable[[str, datetime, dict[str, Any]], list[News]]] = {
    "payment_intent.amount_capturable_updated": _news_of_beginning,
    "payment_intent.processing": _news_of_beginning,
    "payment_intent.requires_action": _news_of_beginning,
    "payment_intent.succeeded": _news_of_money,
    "payment_intent.canceled": _news_of_end,
    "refund.created": _news_of_refund,
    "refund.updated": _news_of_refund,
    "refund.failed": _news_of_refund,
    "charge.dispute.funds_withdrawn": _news_of_dispute(T.CHARGEBACK),
    "charge.dispute.funds_reinstated": _news_of_dispute(T.CHARGEBACK_REVERSAL),
}


def _metadata(thing: dict[str, Any]) -> dict[str, str]:
    return thing.get("metadata") or {}


def _known(ask: Ask) -> str:
    if not ask.begun_reference:
        raise GatewayUnavailable("the payment intent is not known yet")
    return ask.begun_reference


def _code(refused: stripe.StripeError) -> str:
    return refused.code or "refused"
