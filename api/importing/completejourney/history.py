"""What a sale told, step by step, as the verbs would have told it at the time.

An order's version counts its facts, and so do its payment's, its work's and its parcel's: as
many as there are in the lists below.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from api.importing.completejourney.customers import customer_id
from api.importing.completejourney.plan import ACTOR, REQUEST, SOURCE, Plan
from api.importing.completejourney.products import CURRENCY
from api.importing.completejourney.sales import Of, Sale
from api.importing.facts import fact
from api.importing.portions import Portion
from api.importing.premises import FLEET
from domain.finance.events import PaymentCaptured
from domain.finance.states import PaymentMethod, PaymentStatus
from domain.fulfillment.events import (
    FulfillmentCreated,
    FulfillmentDelivered,
    FulfillmentOrderClosed,
    FulfillmentOrderOpened,
    FulfillmentOrderPacked,
    FulfillmentOrderPicked,
    FulfillmentOrderPickingStarted,
    FulfillmentShipped,
    FulfillmentTrackingUpdated,
)
from domain.fulfillment.states import (
    FulfillmentAction,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.orders.events import (
    OrderCompleted,
    OrderConfirmed,
    OrderPlaced,
    PaymentRecorded,
    ShipmentProgressed,
)
from domain.orders.states import (
    OrderAction,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderStatus,
)
from domain.shared.outbox import Event

Told = Iterator[tuple[datetime, type[Event], dict[str, Any]]]


def tell_sale(portion: Portion, plan: Plan, sale: Sale) -> None:
    """All facts of one sale."""
    for told in (
        _of_order(plan, sale),
        _of_payment(sale),
        _of_work(plan, sale),
        _of_parcel(plan, sale),
    ):
        for version, (at, kind, facts) in enumerate(told, start=1):
            event = kind(version=version, **facts)
            portion.facts.append(fact(event, at, actor=ACTOR, request_id=REQUEST))


def _of_order(plan: Plan, sale: Sale) -> Told:
    times, status = sale.times, OrderStatus
    whole = {"aggregate_id": sale.id(Of.ORDER)}
    pending, confirmed = whole | {"status": status.PENDING}, whole | {"status": status.CONFIRMED}
    yield (
        times.placed,
        OrderPlaced,
        pending
        | {
            "number": f"CJ-{sale.basket.basket_id}",
            "channel_id": plan.premises.channels[SOURCE],
            "customer_id": customer_id(plan, sale.basket.household_id),
            "currency": CURRENCY,
            "total_minor": sale.total_minor,
            "lines": len(sale.items),
            "units": sale.units,
        },
    )
    if sale.is_paid:
        yield (
            times.paid,
            PaymentRecorded,
            pending
            | {
                "payment_status": OrderPaymentStatus.PAID,
                "captured_minor": sale.total_minor,
                "refunded_minor": 0,
                "balance_due_minor": 0,
                "newly_captured_minor": sale.total_minor,
            },
        )
    yield (
        times.confirmed,
        OrderConfirmed,
        confirmed
        | {
            "source": status.PENDING,
            "action": OrderAction.CONFIRM,
            "units": sale.units,
        },
    )
    progress = confirmed | {"fulfillment_id": sale.id(Of.PARCEL)}
    yield (
        times.shipped,
        ShipmentProgressed,
        progress
        | {
            "fulfillment_status": OrderFulfillmentStatus.FULFILLED,
            "units_fulfilled": sale.units,
            "units_shipped": sale.units,
            "units_delivered": 0,
        },
    )
    yield (
        times.delivered,
        ShipmentProgressed,
        progress
        | {
            "fulfillment_status": OrderFulfillmentStatus.DELIVERED,
            "units_fulfilled": 0,
            "units_shipped": 0,
            "units_delivered": sale.units,
        },
    )
    yield (
        times.delivered,
        OrderCompleted,
        whole
        | {
            "source": status.CONFIRMED,
            "status": status.COMPLETED,
            "action": OrderAction.COMPLETE,
        },
    )


def _of_payment(sale: Sale) -> Told:
    if sale.is_paid:
        yield (
            sale.times.paid,
            PaymentCaptured,
            {
                "aggregate_id": sale.id(Of.PAYMENT),
                "order_id": sale.id(Of.ORDER),
                "transaction_id": sale.id(Of.TRANSACTION),
                "source": PaymentStatus.PENDING,
                "status": PaymentStatus.CAPTURED,
                "currency": CURRENCY,
                "amount_minor": sale.total_minor,
                "captured_minor": sale.total_minor,
                "refunded_minor": 0,
                "method": PaymentMethod.MANUAL,
            },
        )


def _of_work(plan: Plan, sale: Sale) -> Told:
    times, status = sale.times, FulfillmentOrderStatus
    whole = {
        "aggregate_id": sale.id(Of.WORK),
        "order_id": sale.id(Of.ORDER),
        "warehouse_id": plan.premises.warehouses[sale.region],
    }
    busy = whole | {"status": status.IN_PROGRESS}
    yield (
        times.confirmed,
        FulfillmentOrderOpened,
        whole
        | {
            "status": status.OPEN,
            "units": sale.units,
        },
    )
    yield (
        times.picking,
        FulfillmentOrderPickingStarted,
        busy
        | {
            "source": status.OPEN,
            "action": FulfillmentOrderAction.START_PICKING,
        },
    )
    yield times.picked, FulfillmentOrderPicked, busy | {"progress": FulfillmentProgress.PICKED}
    yield times.packed, FulfillmentOrderPacked, busy | {"progress": FulfillmentProgress.PACKED}
    yield (
        times.shipped,
        FulfillmentOrderClosed,
        whole
        | {
            "source": status.IN_PROGRESS,
            "status": status.CLOSED,
            "action": FulfillmentOrderAction.FULFILL,
        },
    )


def _of_parcel(plan: Plan, sale: Sale) -> Told:
    times, status = sale.times, FulfillmentStatus
    whole = {"aggregate_id": sale.id(Of.PARCEL), "order_id": sale.id(Of.ORDER)}
    yield (
        times.shipped,
        FulfillmentCreated,
        whole
        | {
            "status": status.PENDING,
            "fulfillment_order_id": sale.id(Of.WORK),
            "units": sale.units,
        },
    )
    yield (
        times.shipped,
        FulfillmentShipped,
        whole
        | {
            "source": status.PENDING,
            "status": status.SHIPPED,
            "action": FulfillmentAction.SHIP,
            "carrier_id": plan.premises.carriers[FLEET],
            "units": sale.units,
        },
    )
    yield (
        times.delivered,
        FulfillmentTrackingUpdated,
        whole
        | {
            "status": status.SHIPPED,
            "tracking_event_id": sale.id(Of.TRACKING),
            "news": TrackingStatus.DELIVERED,
            "source": TrackingStatus.UNKNOWN,
            "tracking_status": TrackingStatus.DELIVERED,
            "moved": True,
        },
    )
    yield (
        times.delivered,
        FulfillmentDelivered,
        whole
        | {
            "source": status.SHIPPED,
            "status": status.DELIVERED,
            "action": FulfillmentAction.MARK_DELIVERED,
            "units": sale.units,
        },
    )
