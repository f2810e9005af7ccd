"""From shelf to doorstep, as clients see it."""

from datetime import datetime

import strawberry

from domain.fulfillment import models, queries
from domain.fulfillment import public_tracking as public
from domain.fulfillment.actions import actions_on_parcel, actions_on_work
from domain.fulfillment.states import (
    FulfillmentAction,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.inventory import queries as inventory
from domain.orders import queries as orders
from domain.orders.snapshots import packed_gift
from schema.inventory.types import Warehouse
from schema.orders.types import Order, OrderLine
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.history import Event, history
from schema.shared.scalars import URL, EventCursor

describe(
    FulfillmentOrderStatus,
    "How far the work of one warehouse for one order has come.",
    SCHEDULED="It waits for its day.",
    OPEN="Nobody has begun.",
    ON_HOLD="The order waits, and so does the work.",
    IN_PROGRESS="Hands are at it.",
    INCOMPLETE="Some of it was not on the shelf; what was found is still sent.",
    CLOSED="All of it is in parcels.",
    CANCELED="It will not be done.",
)
describe(
    FulfillmentOrderAction,
    "What can be done with the work of a warehouse.",
    OPEN="Let it begin before its day.",
    HOLD="Stop it for a while; follows the order.",
    RELEASE_HOLD="Let it go on; follows the order.",
    START_PICKING="Begin.",
    FULFILL="Put it in a parcel.",
    CANCEL="Give it up; follows the order.",
    SPLIT="Make some of it work of its own.",
    MOVE="Let another warehouse do it.",
    REPORT_SHORTAGE="Say that some of it is not on the shelf.",
)
describe(
    FulfillmentProgress,
    "How far the hands have come.",
    PICKED="Taken from the shelves.",
    PACKED="In a box.",
)
describe(
    FulfillmentStatus,
    "The merchant's view of one parcel.",
    PENDING="Packed, without a label.",
    LABEL_PURCHASED="It has a waybill number.",
    SHIPPED="It has left.",
    DELIVERED="It has arrived.",
    RETURNED="It came back.",
    CANCELED="It was never sent.",
)
describe(
    FulfillmentAction,
    "What can be done with a parcel.",
    PURCHASE_LABEL="Get a waybill number for it.",
    SHIP="Hand it to the carrier.",
    MARK_DELIVERED="Say that it has arrived.",
    MARK_RETURNED="Say that it came back.",
    CANCEL="Take it apart again.",
)
describe(
    TrackingStatus,
    "The carrier's view of one parcel, in twelve words. Treat one you do not know as UNKNOWN.",
    UNKNOWN="Nothing we understand.",
    LABEL_CREATED="There is a label.",
    INFO_RECEIVED="The carrier knows of it.",
    PICKED_UP="The carrier has it.",
    IN_TRANSIT="On its way.",
    OUT_FOR_DELIVERY="In the van.",
    DELIVERY_ATTEMPTED="Nobody was at home.",
    AVAILABLE_FOR_PICKUP="Waiting to be fetched.",
    EXCEPTION="Something is wrong; see the substatus.",
    RETURNING="On its way back.",
    RETURNED="Back at the sender.",
    DELIVERED="Handed over.",
)


@strawberry.type(description="Who drives.")
class Carrier(Node, Backed[models.Carrier]):
    """A carrier."""

    code: str = column("The short name, unique.")
    name: str = column("The name.")


@strawberry.type(description="So many units of an order line for this warehouse.")
class FulfillmentOrderLine(Node, Backed[models.FulfillmentOrderLine]):
    """A line of work."""

    quantity: int = column("Units.")
    picked_units: int = column("Units that a scanner saw picked.")
    packed_units: int = column("Units that a scanner saw packed.")

    @strawberry.field(description="The line of the order.")
    async def order_line(self, info: Info) -> OrderLine | None:
        return OrderLine.maybe(await info.context.one(orders.lines_by_ids, self.row.order_line_id))


@strawberry.type(description="What one warehouse shall pick, pack and send for one order.")
class FulfillmentOrder(Node, Backed[models.FulfillmentOrder]):
    """The work of a warehouse."""

    status: FulfillmentOrderStatus = column("How far it has come.")
    progress: FulfillmentProgress | None = column("How far the hands have come, once begun.")
    version: int = column("Raised by one with every fact about it.")
    scheduled_for: datetime | None = column("The day before which it is not begun, if it has one.")
    created_at: datetime = column("When it was given.")
    picking_started_at: datetime | None = column("When somebody began.")
    picked_at: datetime | None = column("When all was taken from the shelves.")
    packed_at: datetime | None = column("When it was in a box.")
    closed_at: datetime | None = column("When it was done.")

    @strawberry.field(description="Follow this work from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="What you could do with it now.")
    def available_actions(self, info: Info) -> list[FulfillmentOrderAction]:
        return actions_on_work(info.context.domain, self.row.status)

    @strawberry.field(description="The order it is for.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="The warehouse whose work it is.")
    async def warehouse(self, info: Info) -> Warehouse | None:
        return Warehouse.maybe(
            await info.context.one(inventory.warehouses_by_ids, self.row.warehouse_id)
        )

    @strawberry.field(
        description="What to print on the card, if it is a present. Needs fulfillment:write."
    )
    async def gift_message(self, info: Info) -> str | None:
        order = await info.context.one(queries.gifts_of_orders, self.row.order_id)
        if order is None:
            return None
        ctx = info.context.domain
        return packed_gift(ctx, order.customer_id, order.id, order.gift_message)

    @strawberry.field(description="What to pick.")
    async def lines(self, info: Info) -> list[FulfillmentOrderLine]:
        rows = await info.context.many(queries.lines_of_fulfillment_orders, row_key(self))
        return FulfillmentOrderLine.each(rows)

    @strawberry.field(description="The parcels it made.")
    async def fulfillments(self, info: Info) -> list["Fulfillment"]:
        rows = await info.context.many(queries.fulfillments_of_fulfillment_orders, row_key(self))
        return Fulfillment.each(rows)


@strawberry.type(description="One piece of news from a carrier.")
class TrackingEvent(Node, Backed[models.TrackingEvent]):
    """A scan."""

    status: TrackingStatus = column("What it means.")
    substatus: str | None = column("More exactly, where the carrier said so.")
    location: str = column("Where; may be empty.")
    description: str = column("In the carrier's words; may be empty.")
    carrier_code: str = column("In the carrier's code, as it came; may be empty.")
    occurred_at: datetime = column("When it happened.")
    received_at: datetime = column("When we learned of it.")


@strawberry.type(description="So many units of an order line in this parcel.")
class FulfillmentLine(Node, Backed[models.FulfillmentLine]):
    """What is in the box."""

    quantity: int = column("Units.")

    @strawberry.field(description="The line of the order.")
    async def order_line(self, info: Info) -> OrderLine | None:
        return OrderLine.maybe(await info.context.one(orders.lines_by_ids, self.row.order_line_id))


def page_of_carrier(template: str | None, waybill_number: str | None) -> URL | None:
    """A carrier's page about one parcel, where it has such pages."""
    if not template or not waybill_number:
        return None
    return URL(template.replace("{waybill}", waybill_number))


@strawberry.type(description="One parcel: the merchant's status, the carrier's status, a waybill.")
class Fulfillment(Node, Backed[models.Fulfillment]):
    """A parcel."""

    status: FulfillmentStatus = column("The merchant's view.")
    tracking_status: TrackingStatus = column("The carrier's view.")
    tracking_substatus: str | None = column("The carrier's view more exactly.")
    waybill_number: str | None = column("The carrier's number for it.")
    version: int = column("Raised by one with every fact about it.")
    created_at: datetime = column("When it was packed.")
    shipped_at: datetime | None = column("When it left.")
    delivered_at: datetime | None = column("When it arrived.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="Follow this parcel from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="What you could do with it now.")
    def available_actions(self, info: Info) -> list[FulfillmentAction]:
        return actions_on_parcel(info.context.domain, self.row.status)

    @strawberry.field(description="Who drives.")
    async def carrier(self, info: Info) -> Carrier | None:
        return Carrier.maybe(await info.context.one(queries.carriers_by_ids, self.row.carrier_id))

    @strawberry.field(description="The carrier's page about it.")
    async def tracking_url(self, info: Info) -> URL | None:
        carrier = await info.context.one(queries.carriers_by_ids, self.row.carrier_id)
        return page_of_carrier(carrier.tracking_url if carrier else None, self.row.waybill_number)

    @strawberry.field(
        description="A token for the public page of this parcel: whoever has it may follow it."
    )
    def tracking_token(self, info: Info) -> str:
        return info.context.tracking_token(self.row.id)

    @strawberry.field(description="The order it belongs to.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="The work it came from.")
    async def fulfillment_order(self, info: Info) -> FulfillmentOrder | None:
        return FulfillmentOrder.maybe(
            await info.context.one(queries.fulfillment_orders_by_ids, self.row.fulfillment_order_id)
        )

    @strawberry.field(description="What is in the box.")
    async def lines(self, info: Info) -> list[FulfillmentLine]:
        rows = await info.context.many(queries.lines_of_fulfillments, row_key(self))
        return FulfillmentLine.each(rows)

    @strawberry.field(description="What the carrier said, newest first.")
    async def tracking_events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TrackingEvent]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(
            queries.pages_of_tracking_events, key, part, queries.NEWEST_NEWS
        )
        return connect(
            page,
            TrackingEvent.of,
            lambda: info.context.count(queries.counts_of_tracking_events, key),
        )

    @strawberry.field(description="All that happened to it, oldest first.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        return await history(info, "fulfillment", row_key(self), window(first, after, last, before))


@strawberry.type(description="One piece of news, as anybody with the link may read it.")
class PublicTrackingEvent:
    """A scan without anything about people."""

    status: TrackingStatus = strawberry.field(description="What it means.")
    substatus: str | None = strawberry.field(description="More exactly.")
    location: str = strawberry.field(description="Where; may be empty.")
    occurred_at: datetime = strawberry.field(description="When it happened.")


@strawberry.type(
    description="A parcel, as anybody with the link may follow it. Nothing about people."
)
class PublicTracking:
    """The public tracking page."""

    version: int = strawberry.field(description="Raised by one with every fact about the parcel.")
    carrier: str | None = strawberry.field(description="Who drives.")
    waybill_number: str | None = strawberry.field(
        description="The carrier's number, all but its end hidden."
    )
    status: FulfillmentStatus = strawberry.field(description="The merchant's view.")
    tracking_status: TrackingStatus = strawberry.field(description="The carrier's view.")
    tracking_substatus: str | None = strawberry.field(
        description="The carrier's view more exactly."
    )
    shipped_at: datetime | None = strawberry.field(description="When it left.")
    delivered_at: datetime | None = strawberry.field(description="When it arrived.")
    events: list[PublicTrackingEvent] = strawberry.field(
        description="What the carrier said, newest first."
    )
    event_cursor: EventCursor = strawberry.field(
        description="Follow this parcel from here: hand it to a subscription."
    )

    @classmethod
    def seen(cls, page: public.PublicTracking, cursor: str) -> "PublicTracking":
        """The page as the wire shows it."""
        return cls(
            version=page.version,
            carrier=page.carrier_name,
            waybill_number=page.waybill_number,
            status=page.status,
            tracking_status=page.tracking_status,
            tracking_substatus=page.tracking_substatus,
            shipped_at=page.shipped_at,
            delivered_at=page.delivered_at,
            events=[
                PublicTrackingEvent(
                    status=news.status,
                    substatus=news.substatus,
                    location=news.location,
                    occurred_at=news.occurred_at,
                )
                for news in page.news
            ],
            event_cursor=EventCursor(cursor),
        )
