"""What customers are told of, by which facts, and what their texts may name. Tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from domain.customers.states import ConsentPurpose
from domain.finance.events import PaymentCaptured, PaymentRefunded, PaymentTransactionMoved
from domain.finance.states import TransactionState
from domain.fulfillment.events import (
    FulfillmentDelivered,
    FulfillmentShipped,
    FulfillmentTrackingUpdated,
)
from domain.fulfillment.states import TrackingStatus
from domain.notifications.states import Medium
from domain.orders.events import (
    OrderCanceled,
    OrderCompleted,
    OrderConfirmed,
    OrderExpired,
    OrderPlaced,
)
from domain.returns.events import ReturnApproved

REVIEW_AFTER: Final = timedelta(days=7)


class NotificationKind(StrEnum):
    """What somebody is told."""

    ORDER_PLACED = "order_placed"
    ORDER_CONFIRMED = "order_confirmed"
    ORDER_PAID = "order_paid"
    PAYMENT_ACTION_REQUIRED = "payment_action_required"
    ORDER_SHIPPED = "order_shipped"
    ORDER_DELIVERED = "order_delivered"
    DELIVERY_DELAYED = "delivery_delayed"
    ORDER_CANCELED = "order_canceled"
    ORDER_REFUNDED = "order_refunded"
    RETURN_APPROVED = "return_approved"
    REVIEW_REMINDER = "review_reminder"
    DELAY_APOLOGY = "delay_apology"


# What is no part of the bargain needs consent where it goes to a mailbox or a phone.
MARKETING: Final = frozenset({NotificationKind.REVIEW_REMINDER})
CONSENTS: Final[Mapping[Medium, ConsentPurpose]] = {
    Medium.EMAIL: ConsentPurpose.MARKETING_EMAIL,
    Medium.SMS: ConsentPurpose.MARKETING_SMS,
}
# How somebody is told who has not said how.
BY_DEFAULT: Final = frozenset({Medium.EMAIL, Medium.FEED, Medium.WEBHOOK})

OF_AN_ORDER: Final = ("customerName", "orderNumber", "orderTotal")
OF_A_PARCEL: Final = (*OF_AN_ORDER, "carrierName", "waybillNumber")
COUPON: Final = "couponCode"  # known to rules that have just made one
_MONEY = (*OF_AN_ORDER, "amount")
VARIABLES: Final[Mapping[NotificationKind, tuple[str, ...]]] = {
    NotificationKind.ORDER_PLACED: OF_AN_ORDER,
    NotificationKind.ORDER_CONFIRMED: OF_AN_ORDER,
    NotificationKind.ORDER_PAID: _MONEY,
    NotificationKind.PAYMENT_ACTION_REQUIRED: _MONEY,
    NotificationKind.ORDER_SHIPPED: OF_A_PARCEL,
    NotificationKind.ORDER_DELIVERED: OF_A_PARCEL,
    NotificationKind.DELIVERY_DELAYED: OF_A_PARCEL,
    NotificationKind.ORDER_CANCELED: OF_AN_ORDER,
    NotificationKind.ORDER_REFUNDED: _MONEY,
    NotificationKind.RETURN_APPROVED: (*OF_AN_ORDER, "returnNumber"),
    NotificationKind.REVIEW_REMINDER: OF_AN_ORDER,
    NotificationKind.DELAY_APOLOGY: (*OF_A_PARCEL, COUPON),
}
# What a preview shows in their place.
EXAMPLES: Final[Mapping[str, str]] = {
    "customerName": "Cleo Park",
    "orderNumber": "10042",
    "orderTotal": "25.00 USD",
    "amount": "12.50 USD",
    "carrierName": "Test Express",
    "waybillNumber": "TE0000000001",
    "returnNumber": "R-10001",
    COUPON: "SORRY-7Q2M",
}

Payload = Mapping[str, Any]


def _always(payload: Payload) -> bool:
    return True


def _waits_for_customer(payload: Payload) -> bool:
    return bool(payload["transaction_state"] == TransactionState.ACTION_REQUIRED)


def went_wrong(payload: Payload) -> bool:
    """A parcel got into trouble by this news: what is said of the same trouble again is none."""
    wrong = TrackingStatus.EXCEPTION
    return bool(payload["moved"] and payload["tracking_status"] == wrong != payload["source"])


@dataclass(frozen=True, slots=True)
class Trigger:
    """A fact that customers are told of. It is about an order, or names one as `order_id`."""

    kind: NotificationKind
    applies: Callable[[Payload], bool] = _always
    after: timedelta = timedelta()


TRIGGERS: Final[Mapping[str, Trigger]] = {
    OrderPlaced.type: Trigger(NotificationKind.ORDER_PLACED),
    OrderConfirmed.type: Trigger(NotificationKind.ORDER_CONFIRMED),
    OrderCanceled.type: Trigger(NotificationKind.ORDER_CANCELED),
    OrderExpired.type: Trigger(NotificationKind.ORDER_CANCELED),
    OrderCompleted.type: Trigger(NotificationKind.REVIEW_REMINDER, after=REVIEW_AFTER),
    PaymentCaptured.type: Trigger(NotificationKind.ORDER_PAID),
    PaymentRefunded.type: Trigger(NotificationKind.ORDER_REFUNDED),
    PaymentTransactionMoved.type: Trigger(
        NotificationKind.PAYMENT_ACTION_REQUIRED, _waits_for_customer
    ),
    FulfillmentShipped.type: Trigger(NotificationKind.ORDER_SHIPPED),
    FulfillmentDelivered.type: Trigger(NotificationKind.ORDER_DELIVERED),
    FulfillmentTrackingUpdated.type: Trigger(NotificationKind.DELIVERY_DELAYED, went_wrong),
    ReturnApproved.type: Trigger(NotificationKind.RETURN_APPROVED),
}


def is_wanted(
    kind: NotificationKind,
    medium: Medium,
    *,
    said: bool | None,
    consents: frozenset[ConsentPurpose],
) -> bool:
    """Whether somebody is told of this in that way: what they said, else what is usual.

    `said` is None where they said nothing; `consents` are those that are given now. What is
    marketing needs consent, whatever was said of the medium.
    """
    if kind in MARKETING and medium in CONSENTS and CONSENTS[medium] not in consents:
        return False
    return medium in BY_DEFAULT if said is None else said


def order_of(aggregate_id: UUID, payload: Payload) -> UUID:
    """The order that a fact is about."""
    return UUID(payload["order_id"]) if "order_id" in payload else aggregate_id
