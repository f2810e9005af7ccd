"""Putting up machines, and hearing them."""

from datetime import datetime

import strawberry

from domain.fulfillment.devices.errors import DeviceNotInService
from domain.fulfillment.devices.retire_device import retire_device
from domain.fulfillment.devices.upsert_device import LANES_MAX, upsert_device
from domain.fulfillment.devices.vocabulary import EVENTS_MAX, DeviceKind
from domain.processes.device_messages import Message
from domain.processes.ingest_device_events import ingest_device_events
from domain.shared import inputs
from schema.devices.types import Device, DeviceEvent
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import (
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)


@strawberry.input(description="Where a sorter or a conveyor puts the parcels of one carrier.")
class DeviceLaneInput:
    """A lane."""

    carrier: str = strawberry.field(description="The carrier's code.")
    lane: str = strawberry.field(description="What the machine calls the lane.")


@strawberry.input(description="A machine to put up or to change.")
class DeviceUpsertInput:
    """A machine."""

    code: str = strawberry.field(description="What it calls itself, unique.")
    kind: DeviceKind = strawberry.field(description="What it is; it stays that.")
    warehouse_id: strawberry.ID = strawberry.field(description="Where it stands.")
    name: str = optional("What people call it.", default="")
    lanes: list[DeviceLaneInput] = optional(
        "Where a sorter or a conveyor puts parcels, by their carrier.", default=()
    )
    is_enabled: bool = optional("Whether it is heard and told.", default=True)
    expected_version: int | None = expected_version()


@strawberry.input(description="A machine to take out of service for good.")
class DeviceRetireInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which.")
    expected_version: int | None = expected_version()


@strawberry.input(description="One thing that a machine says.")
class DeviceEventInput:
    """What it says depends on the kind; what it does not need is kept with it."""

    external_id: str = strawberry.field(
        description="The machine's own name for it, at most 64 characters: said again, it has no"
        " second effect."
    )
    kind: str = strawberry.field(
        description="What it says, as DeviceEventKind has it. What is unknown is refused by itself."
    )
    occurred_at: datetime = strawberry.field(description="When it happened, at most 14 days ago.")
    fulfillment_order_id: strawberry.ID | None = optional(
        "For which work, of items; that of the instruction if left out."
    )
    instruction_id: strawberry.ID | None = optional("What it was told, if it answers that.")
    sku: str | None = optional("Which item.")
    quantity: int = optional("How many units.", default=1)
    carrier: str | None = optional("The code of a parcel's carrier.")
    waybill_number: str | None = optional("The number on the parcel's label.")
    lane: str | None = optional("Where the parcel lies.")
    reason: str | None = optional("Why it failed, in the machine's words.")
    measure: str | None = optional("What was measured, such as temperature.")
    value: float | None = optional("How much of it.")
    unit: str | None = optional("In which unit.")


@strawberry.input(description="What a machine says, 1 to 100 things at once.")
class DeviceEventIngestInput:
    """Who says it, and what."""

    device_code: str = strawberry.field(description="What the machine calls itself.")
    events: list[DeviceEventInput] = strawberry.field(description="What it says.")


@strawberry.type(description="The machine as it is now.")
class DevicePayload(Payload):
    """What came of it."""

    device: Device | None = changed("The machine.")


@strawberry.type(description="What came of what a machine said.")
class DeviceReport:
    """A report."""

    events: list[DeviceEvent] = strawberry.field(
        description="What came of each thing, in the order of the saying."
    )


@strawberry.type(description="What came of what the machine said.")
class DeviceReportPayload(Payload):
    """What came of it."""

    report: DeviceReport | None = changed("What came of each thing.")


@strawberry.type(description="Machines of warehouses.")
class DeviceMutations:
    """Put up, retired, heard."""

    @mutation(
        "Put up a machine, or change the one with this code. Robots are told what to pick when work"
        " is begun, sorters and conveyors where a parcel goes when it has its label. Needs"
        " fulfillment:write.",
        DeviceNotInService,
    )
    async def device_upsert(self, info: Info, input: Input[DeviceUpsertInput]) -> DevicePayload:
        lanes = inputs.items(input.lanes, "lanes", most=LANES_MAX)
        inputs.distinct([one.carrier for one in lanes], "lanes")
        device = await upsert_device(
            info.context.domain,
            code=input.code,
            kind=input.kind,
            warehouse_id=key_of("Warehouse", input.warehouse_id),
            name=input.name,
            lanes={one.carrier: one.lane for one in lanes},
            is_enabled=input.is_enabled,
            expected_version=input.expected_version,
        )
        return DevicePayload(device=Device.of(device))

    @mutation(
        "Take a machine out of service for good: it is heard and told no more, and its code is not"
        " given again. Needs fulfillment:write."
    )
    async def device_retire(self, info: Info, input: Input[DeviceRetireInput]) -> DevicePayload:
        device = await retire_device(
            info.context.domain,
            key_of("Device", input.id),
            expected_version=input.expected_version,
        )
        return DevicePayload(device=Device.of(device))

    @mutation(
        "Hear what a machine says, by the time at which it happened: each thing for itself and"
        " once, whatever became of the others. Needs devices:ingest, and nothing else.",
        DeviceNotInService,
    )
    async def device_event_ingest(
        self, info: Info, input: Input[DeviceEventIngestInput]
    ) -> DeviceReportPayload:
        said = inputs.items(input.events, "events", most=EVENTS_MAX)
        report = await ingest_device_events(
            info.context.domain, input.device_code, [_message(one) for one in said]
        )
        return DeviceReportPayload(report=DeviceReport(events=DeviceEvent.each(report.events)))


def _message(said: DeviceEventInput) -> Message:
    return Message(
        external_id=said.external_id,
        kind=said.kind.lower(),
        occurred_at=said.occurred_at,
        fulfillment_order_id=maybe_key("FulfillmentOrder", said.fulfillment_order_id),
        instruction_id=maybe_key("DeviceInstruction", said.instruction_id),
        sku=said.sku,
        quantity=said.quantity,
        carrier=said.carrier,
        waybill_number=said.waybill_number,
        lane=said.lane,
        reason=said.reason,
        measure=said.measure,
        value=said.value,
        unit=said.unit,
    )
