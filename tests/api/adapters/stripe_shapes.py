"""Stripe's side of a conversation, without Stripe: every object is made of the types of its own
library, and none of them was ever sent by Stripe. What they do to each other is what its
documentation says of payment intents and refunds.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import stripe

SECRET = "whsec_a_secret_of_tests"
Params = dict[str, str]


def shape(kind: type[stripe.StripeObject], **values: Any) -> dict[str, Any]:
    """An object of the library, as Stripe would write it."""
    made: dict[str, Any] = kind.construct_from(values, "sk_test_shapes").to_dict()
    return made


def event(type_: str, thing: dict[str, Any], *, id: str = "evt_1", at: int) -> bytes:
    """An event about it."""
    made = shape(
        stripe.Event, id=id, object="event", type=type_, created=at, data={"object": thing}
    )
    return json.dumps(made).encode()


def signed(body: bytes, *, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    """Signed as the library says that Stripe signs."""
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, at)
    return {"stripe-signature": header}


class Theirs(stripe.HTTPClient):
    """What is on the other side of the wire: the library's own place to put another one.

    It does a thing once under one key, and breaks off where `is_broken`.
    """

    name = "shapes"

    def __init__(self) -> None:
        super().__init__()
        self.intents: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.done: dict[str, tuple[bytes, int]] = {}
        self.asked: list[str] = []
        self.is_broken = False

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        parts = urlsplit(url)
        self.asked.append(f"{method.upper()} {parts.path}")
        if self.is_broken:
            raise stripe.APIConnectionError("the line is dead")
        given = {name: each[-1] for name, each in parse_qs(post_data or parts.query).items()}
        key = headers.get("Idempotency-Key", "") if method == "post" else ""
        if not key or key not in self.done:
            body, status = self._answer(method, parts.path.removeprefix("/v1/"), given)
            self.done[key] = (json.dumps(body).encode(), status)
        return (*self.done[key], {})

    def _answer(self, method: str, path: str, given: Params) -> tuple[dict[str, Any], int]:
        match [method, *path.split("/")]:
            case ["post", "payment_intents"]:
                return self._begun(given)
            case ["get", "payment_intents", "search"]:
                key = given["query"].split("'")[3]
                own = self.intents.values()
                found = [each for each in own if each["metadata"]["tradegraph_key"] == key]
                return {"object": "search_result", "data": found, "has_more": False}, 200
            case ["get", "payment_intents", id_]:
                return self.intents[id_], 200
            case ["post", "payment_intents", id_, "capture"]:
                return self._captured(self.intents[id_], given)
            case ["post", "payment_intents", id_, "cancel"]:
                return self._canceled(self.intents[id_])
            case ["post", "refunds"]:
                return self._refunded(given)
            case ["get", "refunds"]:
                return {"object": "list", "data": [*self.refunds.values()], "has_more": False}, 200
        raise AssertionError(f"nobody asks Stripe for {method} {path}")

    def _begun(self, given: Params) -> tuple[dict[str, Any], int]:
        method, amount = given["payment_method"], int(given["amount"])
        is_manual = given["capture_method"] == "manual"
        status = {"pm_declined": "requires_payment_method", "pm_action": "requires_action"}.get(
            method, "requires_capture" if is_manual else "succeeded"
        )
        redirect = {"type": "redirect_to_url", "redirect_to_url": {"url": "https://bank.example"}}
        refusal = {"code": "card_declined", "decline_code": "insufficient_funds"}
        intent = shape(
            stripe.PaymentIntent,
            id=f"pi_{len(self.intents) + 1}",
            object="payment_intent",
            amount=amount,
            amount_capturable=amount if status == "requires_capture" else 0,
            amount_received=amount if status == "succeeded" else 0,
            capture_method=given["capture_method"],
            currency=given["currency"],
            status=status,
            latest_charge="ch_1" if status in ("requires_capture", "succeeded") else None,
            last_payment_error=refusal if status == "requires_payment_method" else None,
            next_action=redirect if status == "requires_action" else None,
            metadata={"tradegraph_key": given["metadata[tradegraph_key]"]},
        )
        self.intents[intent["id"]] = intent
        if status == "requires_payment_method":
            refused = {"type": "card_error", "message": "No.", "payment_intent": intent, **refusal}
            return {"error": refused}, 402
        return intent, 200

    def _captured(self, intent: dict[str, Any], given: Params) -> tuple[dict[str, Any], int]:
        if intent["status"] != "requires_capture":
            return _unexpected(intent)
        taken = int(given["amount_to_capture"])
        intent |= {"status": "succeeded", "amount_received": taken, "amount_capturable": 0}
        intent["metadata"]["tradegraph_capture"] = given["metadata[tradegraph_capture]"]
        return intent, 200

    def _canceled(self, intent: dict[str, Any]) -> tuple[dict[str, Any], int]:
        if intent["status"] in ("succeeded", "canceled"):
            return _unexpected(intent)
        intent |= {"status": "canceled", "amount_capturable": 0}
        return intent, 200

    def _refunded(self, given: Params) -> tuple[dict[str, Any], int]:
        refund = shape(
            stripe.Refund,
            id=f"re_{len(self.refunds) + 1}",
            object="refund",
            amount=int(given["amount"]),
            payment_intent=given["payment_intent"],
            status="succeeded",
            failure_reason=None,
            metadata={"tradegraph_key": given["metadata[tradegraph_key]"]},
        )
        self.refunds[refund["id"]] = refund
        return refund, 200


def _unexpected(intent: dict[str, Any]) -> tuple[dict[str, Any], int]:
    refused = {"type": "invalid_request_error", "code": "payment_intent_unexpected_state"}
    return {"error": {**refused, "message": f"It is {intent['status']}."}}, 400
