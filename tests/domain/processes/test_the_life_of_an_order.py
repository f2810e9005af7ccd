"""One order from the cart to the doorstep: everything that happens, and everything that is told."""

from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.inventory.models import InventoryLevel
from domain.orders.models import Order
from domain.orders.states import OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus
from domain.processes.confirm_order import confirm_order
from domain.shared.models import EventRow
from tests.shop import Shop


async def history(kind: str) -> list[EventRow]:
    return await EventRow.filter(aggregate_type=kind).order_by("id")


async def test_from_the_cart_to_the_doorstep(shop: Shop) -> None:
    variant = await shop.variant(price_minor=1250)
    level = await shop.stock(variant, 10)
    customer = await shop.customer()

    order = await shop.place((variant, 2), ctx=shop.as_customer(customer))
    await shop.capture(order.id)
    await confirm_order(shop.ctx, order.id)
    (work,) = await shop.works_of(order)
    parcel = await shop.parcel_of(work)
    parcel = await shop.send(parcel)
    for status in [
        TrackingStatus.PICKED_UP,
        TrackingStatus.IN_TRANSIT,
        TrackingStatus.OUT_FOR_DELIVERY,
        TrackingStatus.DELIVERED,
    ]:
        shop.later(hours=6)
        await shop.hear(parcel, status)

    order = await Order.get(id=order.id)
    assert order.status is OrderStatus.COMPLETED
    assert order.payment_status is OrderPaymentStatus.PAID
    assert order.fulfillment_status is OrderFulfillmentStatus.DELIVERED
    assert order.completed_at == shop.now
    parcel = await Fulfillment.get(id=parcel.id)
    assert parcel.status is FulfillmentStatus.DELIVERED
    assert parcel.delivered_at == shop.now
    level = await InventoryLevel.get(id=level.id)
    assert (level.on_hand, level.committed, level.reserved) == (8, 0, 0)

    told = await history("order")
    assert [event.version for event in told] == list(range(1, order.version + 1))
    assert [event.payload.get("what") or event.type for event in told] == [
        "orders.order_placed",
        "orders.payment_recorded",
        "orders.order_confirmed",
        "fulfillment_order_opened",
        "fulfillment_order_picking_started",
        "fulfillment_order_picked",
        "fulfillment_order_packed",
        "orders.shipment_progressed",  # made up into a parcel
        "fulfillment_label_purchased",
        "orders.shipment_progressed",  # shipped
        "fulfillment_tracking_updated",
        "fulfillment_tracking_updated",
        "fulfillment_tracking_updated",
        "fulfillment_tracking_updated",
        "orders.shipment_progressed",  # delivered
        "orders.order_completed",
    ]


async def test_every_part_of_an_order_has_a_history_without_gaps(shop: Shop) -> None:
    order = await shop.confirmed_order()
    await shop.capture(order.id)
    (work,) = await shop.works_of(order)
    parcel = await shop.send(await shop.parcel_of(work))

    parcel = await shop.hear(parcel, TrackingStatus.DELIVERED)

    works, parcels, payments = [
        await history(kind) for kind in ("fulfillment_order", "fulfillment", "payment")
    ]
    assert [(event.version, event.type) for event in works] == [
        (1, "fulfillment.fulfillment_order_opened"),
        (2, "fulfillment.fulfillment_order_picking_started"),
        (3, "fulfillment.fulfillment_order_picked"),
        (4, "fulfillment.fulfillment_order_packed"),
        (5, "fulfillment.fulfillment_order_closed"),
    ]
    assert [(event.version, event.type) for event in parcels] == [
        (1, "fulfillment.fulfillment_created"),
        (2, "fulfillment.fulfillment_label_purchased"),
        (3, "fulfillment.fulfillment_shipped"),
        (4, "fulfillment.fulfillment_tracking_updated"),
        (5, "fulfillment.fulfillment_delivered"),
    ]
    assert [(event.version, event.type) for event in payments] == [
        (1, "finance.payment_captured"),
    ]


async def test_a_move_says_from_where_to_where_and_by_which_action(shop: Shop) -> None:
    await shop.parcel(FulfillmentStatus.SHIPPED)

    moves = await EventRow.filter(type__endswith="_shipped")

    assert [
        (event.payload["source"], event.payload["status"], event.payload["action"])
        for event in moves
    ] == [("label_purchased", "shipped", "ship")]
