"""Working on parcels."""

from datetime import datetime
from uuid import UUID

import strawberry

from domain.fulfillment.create_carrier import create_carrier
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.errors import NotPacked, ProgressOutOfOrder, TooManyUnits
from domain.fulfillment.mark_delivered import mark_delivered
from domain.fulfillment.picking.errors import NotAllScanned
from domain.fulfillment.purchase_label import purchase_label
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.report_tracking import report_tracking
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.split_fulfillment_order import split_fulfillment_order
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentProgress, TrackingStatus
from domain.fulfillment.tracking import TrackingNews
from domain.inventory.errors import NotAllocated
from domain.orders.errors import OrderNotConfirmed, UnitsDoNotAddUp
from domain.shared import inputs
from domain.shared.errors import AlreadyTaken
from schema.fulfillment.types import Carrier, Fulfillment, FulfillmentOrder
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)


@strawberry.input(description="A carrier to let drive for us.")
class CarrierCreateInput:
    """A new carrier."""

    code: str = strawberry.field(
        description="The short name, unique: small letters, digits, dashes."
    )
    name: str = strawberry.field(description="The name.")
    tracking_url: str = optional(
        "The address of its pages, with {waybill} where the number goes.", default=""
    )


@strawberry.type(description="The carrier as it is now.")
class CarrierPayload(Payload):
    """What came of it."""

    carrier: Carrier | None = changed("The carrier.")


@strawberry.input(description="Work to begin with.")
class FulfillmentOrderStartPickingInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which work.")
    expected_version: int | None = expected_version()


@strawberry.input(description="How far the hands have come with some work.")
class FulfillmentOrderReportProgressInput:
    """Which, and how far."""

    id: strawberry.ID = strawberry.field(description="Which work.")
    progress: FulfillmentProgress = strawberry.field(description="How far.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The work as it is now.")
class FulfillmentOrderPayload(Payload):
    """What came of it."""

    fulfillment_order: FulfillmentOrder | None = changed("The work.")


@strawberry.input(description="So many units of an order line in a parcel.")
class FulfillmentLineInput:
    """A line of a parcel."""

    order_line_id: strawberry.ID = strawberry.field(description="Which line of the order.")
    quantity: int = strawberry.field(description="Units.")


@strawberry.input(description="Work of which some shall be work of its own.")
class FulfillmentOrderSplitInput:
    """Which, and what of it."""

    id: strawberry.ID = strawberry.field(description="Which work.")
    lines: list[FulfillmentLineInput] = strawberry.field(
        description="What goes, 1 to 250 lines; something has to stay."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.type(description="The two pieces of work as they are now.")
class FulfillmentOrderSplitResult(Payload):
    """What came of it."""

    fulfillment_order: FulfillmentOrder | None = changed("The work, with what stayed.")
    new_fulfillment_order: FulfillmentOrder | None = changed("The work of what left.")


@strawberry.input(description="A parcel to make up, of packed work.")
class FulfillmentCreateInput:
    """Of what."""

    fulfillment_order_id: strawberry.ID = strawberry.field(description="Of which work.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    lines: list[FulfillmentLineInput] | None = optional("What is in it; all that is left if none.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A parcel to get a waybill number for.")
class WaybillCreateInput:
    """Which, and from whom."""

    fulfillment_id: strawberry.ID = strawberry.field(description="Which parcel.")
    carrier: str = strawberry.field(description="The carrier's code.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A parcel to hand to its carrier.")
class FulfillmentShipInput:
    """Which, under which number."""

    id: strawberry.ID = strawberry.field(description="Which parcel.")
    carrier: str | None = optional("The carrier's code, unless it has a label.")
    waybill_number: str | None = optional("The number on it, unless it has a label.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A parcel that has arrived.")
class FulfillmentMarkDeliveredInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which parcel.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A carrier's news of a parcel. The same news twice is kept once.")
class TrackingEventReportInput:
    """A scan."""

    carrier: str = strawberry.field(description="The carrier's code.")
    waybill_number: str = strawberry.field(description="The carrier's number for the parcel.")
    status: TrackingStatus = strawberry.field(description="What it means.")
    occurred_at: datetime = strawberry.field(description="When it happened.")
    substatus: str | None = optional("More exactly, such as DELIVERED_LOCKER.")
    location: str = optional("Where.", default="")
    description: str = optional("In the carrier's words.", default="")
    carrier_code: str = optional("In the carrier's code.", default="")


@strawberry.type(description="The parcel as it is now.")
class FulfillmentPayload(Payload):
    """What came of it."""

    fulfillment: Fulfillment | None = changed("The parcel.")


def units_of(lines: list[FulfillmentLineInput]) -> dict[UUID, int]:
    """How many units of each line of the order.

    Raises:
        InvalidInput: too many lines, or one named twice.
        NotFound: an id of something else.
    """
    keys = [key_of("OrderLine", line.order_line_id) for line in inputs.items(lines, "lines")]
    inputs.distinct([str(key) for key in keys], "lines")
    return {key: line.quantity for key, line in zip(keys, lines, strict=True)}


@strawberry.type(description="Working on parcels. All need fulfillment:write.")
class FulfillmentMutations:
    """Pick, pack, send, track."""

    @mutation("Let a carrier drive for us. Needs fulfillment:write.", AlreadyTaken)
    async def carrier_create(self, info: Info, input: Input[CarrierCreateInput]) -> CarrierPayload:
        carrier = await create_carrier(
            info.context.domain,
            code=input.code,
            name=input.name,
            tracking_url=input.tracking_url,
        )
        return CarrierPayload(carrier=Carrier.of(carrier))

    @mutation("Send somebody to the shelves. Needs fulfillment:write.")
    async def fulfillment_order_start_picking(
        self, info: Info, input: Input[FulfillmentOrderStartPickingInput]
    ) -> FulfillmentOrderPayload:
        work = await start_picking(
            info.context.domain,
            key_of("FulfillmentOrder", input.id),
            expected_version=input.expected_version,
        )
        return FulfillmentOrderPayload(fulfillment_order=FulfillmentOrder.of(work))

    @mutation(
        "Say that work is picked, then that it is packed. Needs fulfillment:write.",
        NotAllScanned,
        ProgressOutOfOrder,
    )
    async def fulfillment_order_report_progress(
        self, info: Info, input: Input[FulfillmentOrderReportProgressInput]
    ) -> FulfillmentOrderPayload:
        work = await report_progress(
            info.context.domain,
            key_of("FulfillmentOrder", input.id),
            progress=input.progress,
            expected_version=input.expected_version,
        )
        return FulfillmentOrderPayload(fulfillment_order=FulfillmentOrder.of(work))

    @mutation(
        "Make some of the work that nobody has begun work of its own, in the same warehouse: for"
        " another pair of hands, or another parcel. Needs fulfillment:write.",
        TooManyUnits,
    )
    async def fulfillment_order_split(
        self, info: Info, input: Input[FulfillmentOrderSplitInput]
    ) -> FulfillmentOrderSplitResult:
        work, new = await split_fulfillment_order(
            info.context.domain,
            key_of("FulfillmentOrder", input.id),
            units=units_of(input.lines),
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        return FulfillmentOrderSplitResult(
            fulfillment_order=FulfillmentOrder.of(work),
            new_fulfillment_order=FulfillmentOrder.of(new),
        )

    @mutation(
        "Make up a parcel of packed work. Needs fulfillment:write.",
        NotPacked,
        OrderNotConfirmed,
        TooManyUnits,
        UnitsDoNotAddUp,
    )
    async def fulfillment_create(
        self, info: Info, input: Input[FulfillmentCreateInput]
    ) -> FulfillmentPayload:
        parcel = await create_fulfillment(
            info.context.domain,
            key_of("FulfillmentOrder", input.fulfillment_order_id),
            quantities=None if input.lines is None else units_of(input.lines),
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        return FulfillmentPayload(fulfillment=Fulfillment.of(parcel))

    @mutation("Get a waybill number for a parcel. Needs fulfillment:write.", AlreadyTaken)
    async def waybill_create(
        self, info: Info, input: Input[WaybillCreateInput]
    ) -> FulfillmentPayload:
        parcel = await purchase_label(
            info.context.domain,
            key_of("Fulfillment", input.fulfillment_id),
            carrier_code=input.carrier,
            expected_version=input.expected_version,
        )
        return FulfillmentPayload(fulfillment=Fulfillment.of(parcel))

    @mutation(
        "Hand a parcel to its carrier; its units leave the stock. Needs fulfillment:write.",
        AlreadyTaken,
        NotAllocated,
        OrderNotConfirmed,
        UnitsDoNotAddUp,
    )
    async def fulfillment_ship(
        self, info: Info, input: Input[FulfillmentShipInput]
    ) -> FulfillmentPayload:
        parcel = await ship_fulfillment(
            info.context.domain,
            key_of("Fulfillment", input.id),
            carrier_code=input.carrier,
            waybill_number=input.waybill_number,
            expected_version=input.expected_version,
        )
        return FulfillmentPayload(fulfillment=Fulfillment.of(parcel))

    @mutation("Say that a parcel has arrived. Needs fulfillment:write.", UnitsDoNotAddUp)
    async def fulfillment_mark_delivered(
        self, info: Info, input: Input[FulfillmentMarkDeliveredInput]
    ) -> FulfillmentPayload:
        parcel = await mark_delivered(
            info.context.domain,
            key_of("Fulfillment", input.id),
            expected_version=input.expected_version,
        )
        return FulfillmentPayload(fulfillment=Fulfillment.of(parcel))

    @mutation(
        "Report a carrier's news. Late news is kept and moves nothing back. Needs"
        " fulfillment:write.",
        UnitsDoNotAddUp,
    )
    async def tracking_event_report(
        self, info: Info, input: Input[TrackingEventReportInput]
    ) -> FulfillmentPayload:
        parcel = await report_tracking(
            info.context.domain,
            carrier_code=input.carrier,
            waybill_number=input.waybill_number,
            news=TrackingNews(
                status=input.status,
                occurred_at=input.occurred_at,
                substatus=input.substatus,
                location=input.location,
                description=input.description,
                code=input.carrier_code,
            ),
        )
        return FulfillmentPayload(fulfillment=Fulfillment.of(parcel))
