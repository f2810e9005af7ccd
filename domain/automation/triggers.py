"""Which facts of the log are which event, and what a notification of one may name. Tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.automation.vocabulary import AutomationEvent as Event
from domain.fulfillment.events import (
    FulfillmentDelivered,
    FulfillmentShipped,
    FulfillmentTrackingUpdated,
)
from domain.notifications.kinds import COUPON, OF_A_PARCEL, OF_AN_ORDER, went_wrong
from domain.orders.events import (
    OrderCanceled,
    OrderCompleted,
    OrderConfirmed,
    OrderEdited,
    OrderExpired,
    OrderExpiresSoon,
    OrderHeld,
    OrderHoldReleased,
    OrderPlaced,
    PaymentRecorded,
)
from domain.orders.handling.events import OrderTagged

Payload = Mapping[str, Any]


def _always(payload: Payload) -> bool:
    return True


def _is_paid(payload: Payload) -> bool:
    """It was still to be paid, and this is what paid the rest of it."""
    came, due = payload.get("newly_captured_minor", 0), payload["balance_due_minor"]
    return bool(due <= 0 < due + came)


def _is_refunded(payload: Payload) -> bool:
    return bool(payload.get("newly_refunded_minor", 0) > 0)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A fact that is an event where `applies` says so of what it holds."""

    event: Event
    applies: Callable[[Payload], bool] = _always


TRIGGERS: Final[Mapping[str, tuple[Trigger, ...]]] = {
    OrderPlaced.type: (Trigger(Event.ORDER_PLACED),),
    PaymentRecorded.type: (
        Trigger(Event.ORDER_PAID, _is_paid),
        Trigger(Event.ORDER_REFUNDED, _is_refunded),
    ),
    OrderExpiresSoon.type: (Trigger(Event.ORDER_EXPIRES_SOON),),
    OrderConfirmed.type: (Trigger(Event.ORDER_CONFIRMED),),
    OrderHeld.type: (Trigger(Event.ORDER_HELD),),
    OrderHoldReleased.type: (Trigger(Event.ORDER_RELEASED),),
    OrderEdited.type: (Trigger(Event.ORDER_EDITED),),
    OrderTagged.type: (Trigger(Event.ORDER_TAGGED),),
    FulfillmentShipped.type: (Trigger(Event.ORDER_SHIPPED),),
    FulfillmentTrackingUpdated.type: (Trigger(Event.DELIVERY_DELAYED, went_wrong),),
    FulfillmentDelivered.type: (Trigger(Event.ORDER_DELIVERED),),
    OrderCompleted.type: (Trigger(Event.ORDER_COMPLETED),),
    OrderCanceled.type: (Trigger(Event.ORDER_CANCELED),),
    OrderExpired.type: (Trigger(Event.ORDER_CANCELED),),
}
TYPES: Final[Mapping[Event, tuple[str, ...]]] = {
    event: tuple(kind for kind, of in TRIGGERS.items() if any(one.event is event for one in of))
    for event in Event
}
_OF_PARCELS: Final = {Event.ORDER_SHIPPED, Event.DELIVERY_DELAYED, Event.ORDER_DELIVERED}


def event_of(kind: str, payload: Payload) -> Event | None:
    """The event that a fact is, if it is one."""
    return next((one.event for one in TRIGGERS.get(kind, ()) if one.applies(payload)), None)


def variables_of(event: Event, *, with_coupon: bool) -> frozenset[str]:
    """What a notification may name that is sent on this event."""
    known = OF_A_PARCEL if event in _OF_PARCELS else OF_AN_ORDER
    return frozenset({*known, COUPON} if with_coupon else known)
