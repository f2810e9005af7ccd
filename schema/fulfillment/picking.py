"""Working with scanners: waves of work, items under the scanner, parcels at the dock."""

import strawberry

from domain.fulfillment.errors import ProgressOutOfOrder
from domain.fulfillment.picking.dispatch_parcel import dispatch_parcel
from domain.fulfillment.picking.errors import TooManyScanned, WrongItem
from domain.fulfillment.picking.scan_item import scan_item
from domain.fulfillment.picking.start_wave import WAVE_DEFAULT, start_wave
from domain.fulfillment.states import FulfillmentProgress
from domain.inventory.errors import NotAllocated
from domain.orders.errors import OrderNotConfirmed, UnitsDoNotAddUp
from schema.fulfillment.mutations import FulfillmentOrderPayload, FulfillmentPayload
from schema.fulfillment.types import Fulfillment, FulfillmentOrder
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    mutation,
    optional,
)


@strawberry.input(description="Work of one warehouse to begin together.")
class PickingWaveStartInput:
    """Where, and how much."""

    warehouse_id: strawberry.ID = strawberry.field(description="In which warehouse.")
    works_max: int = optional(
        "At most so many pieces of work, 1 to 50, the oldest first.", default=WAVE_DEFAULT
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)


@strawberry.type(description="So many units of one item to fetch.")
class ItemToFetch:
    """An item."""

    sku: str = strawberry.field(description="Of what.")
    units: int = strawberry.field(description="How many, for all of the wave.")


@strawberry.type(description="Work that was begun together, and what to fetch for all of it.")
class PickingWave:
    """A walk past the shelves."""

    fulfillment_orders: list[FulfillmentOrder] = strawberry.field(
        description="The work, the oldest first; none if there is nothing to do."
    )
    items_to_fetch: list[ItemToFetch] = strawberry.field(
        description="What to fetch, by SKU, as the work is now."
    )


@strawberry.type(description="The wave as it is now.")
class PickingWavePayload(Payload):
    """What came of it."""

    wave: PickingWave | None = changed("The wave.")


@strawberry.input(description="An item under the scanner.")
class FulfillmentOrderScanInput:
    """For which work, and what."""

    id: strawberry.ID = strawberry.field(description="For which work.")
    step: FulfillmentProgress = strawberry.field(description="What is done with it.")
    code: str = strawberry.field(description="What the scanner read: the item's SKU.")
    quantity: int = optional("Units.", default=1)
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)


@strawberry.input(description="A parcel under the scanner at the dock.")
class FulfillmentDispatchInput:
    """What its label says."""

    carrier: str = strawberry.field(description="The carrier's code.")
    waybill_number: str = strawberry.field(description="The number on the label.")


@strawberry.type(description="Working with scanners. All need fulfillment:write.")
class PickingMutations:
    """Waves, scans and the dock."""

    @mutation(
        "Begin the oldest open work of a warehouse together, in one walk past the shelves. Two that"
        " ask at once get different work. Needs fulfillment:write."
    )
    async def picking_wave_start(
        self, info: Info, input: Input[PickingWaveStartInput]
    ) -> PickingWavePayload:
        wave = await start_wave(
            info.context.domain,
            key_of("Warehouse", input.warehouse_id),
            works_max=input.works_max,
            idempotency_key=input.idempotency_key,
        )
        return PickingWavePayload(
            wave=PickingWave(
                fulfillment_orders=FulfillmentOrder.each(wave.works),
                items_to_fetch=[
                    ItemToFetch(sku=item.sku, units=item.units) for item in wave.to_fetch
                ],
            )
        )

    @mutation(
        "Count what a scanner saw, as picked or as packed; the last unit reports the step. Another"
        " item, or one too many, is refused. Needs fulfillment:write.",
        ProgressOutOfOrder,
        TooManyScanned,
        WrongItem,
    )
    async def fulfillment_order_scan(
        self, info: Info, input: Input[FulfillmentOrderScanInput]
    ) -> FulfillmentOrderPayload:
        work = await scan_item(
            info.context.domain,
            key_of("FulfillmentOrder", input.id),
            step=input.step,
            code=input.code,
            quantity=input.quantity,
            idempotency_key=input.idempotency_key,
        )
        return FulfillmentOrderPayload(fulfillment_order=FulfillmentOrder.of(work))

    @mutation(
        "Hand the parcel with this label to its carrier, at the dock; scanned once more, nothing"
        " changes. Needs fulfillment:write.",
        NotAllocated,
        OrderNotConfirmed,
        UnitsDoNotAddUp,
    )
    async def fulfillment_dispatch(
        self, info: Info, input: Input[FulfillmentDispatchInput]
    ) -> FulfillmentPayload:
        parcel = await dispatch_parcel(
            info.context.domain, carrier_code=input.carrier, waybill_number=input.waybill_number
        )
        return FulfillmentPayload(fulfillment=Fulfillment.of(parcel))
