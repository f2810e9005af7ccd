"""Machines, what they said and what they were told, as clients see them."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from domain.fulfillment import queries as fulfillment
from domain.fulfillment.devices import models, queries
from domain.fulfillment.devices.states import InstructionKind, InstructionStatus
from domain.fulfillment.devices.vocabulary import DeviceEventKind, DeviceEventOutcome, DeviceKind
from domain.inventory import queries as inventory
from schema.fulfillment.types import Fulfillment, FulfillmentOrder
from schema.inventory.types import Warehouse
from schema.shared.codes import ErrorCode
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.sentences import told_sentence

describe(
    DeviceKind,
    "What a machine of a warehouse is.",
    SCANNER="It reads labels, in somebody's hand.",
    SORTER="It puts parcels on lanes.",
    CONVEYOR="It carries parcels, and puts them on lanes.",
    ROBOT="It picks.",
    SENSOR="It measures.",
)
describe(
    DeviceEventKind,
    "What a machine says.",
    ITEM_PICKED="Units of an item were taken from the shelf; counted like a person's scan.",
    ITEM_PACKED="Units of an item went into the box; counted like a person's scan.",
    ITEM_MISSING="Units of an item are not on the shelf: reported as a shortage.",
    PICK_FAILED="A robot did not manage; nothing is missing.",
    PARCEL_SORTED="A parcel lies on a lane.",
    PARCEL_DISPATCHED="A parcel was handed to its carrier.",
    INSTRUCTION_ACKNOWLEDGED="It does what it was told, or did it.",
    INSTRUCTION_FAILED="It did not manage what it was told.",
    READING="It measured something; merely kept. Also what nobody knows, refused.",
)
describe(
    DeviceEventOutcome,
    "What came of what a machine said.",
    APPLIED="It was done.",
    KEPT="It was kept, and moves nothing.",
    LATE="It came after newer news, or for what had ended: kept, and moved nothing.",
    REFUSED="Nothing was done; its code says why.",
)
describe(
    InstructionKind,
    "What a machine is told.",
    PICK="To take so many units of an item from the shelf, for some work.",
    DIVERT="To put a parcel on a lane.",
)
describe(
    InstructionStatus,
    "How far a machine has come with what it was told.",
    PENDING="It has not answered.",
    ACKNOWLEDGED="It does it, or did it.",
    FAILED="It did not manage.",
    EXPIRED="It did not answer in time; people do it.",
)


@strawberry.type(description="Where a sorter or a conveyor puts the parcels of one carrier.")
class DeviceLane:
    """A lane."""

    carrier: str = strawberry.field(description="The carrier's code.")
    lane: str = strawberry.field(description="What the machine calls the lane.")


@strawberry.type(description="One thing that a machine said.")
class DeviceEvent(Backed[models.DeviceEvent]):
    """What it said, and what came of it."""

    external_id: str = column("The machine's own name for it.")
    kind: DeviceEventKind = column("What it said.")
    outcome: DeviceEventOutcome = column("What came of it.")
    occurred_at: datetime = column("When it happened.")
    received_at: datetime = column("When it was heard.")

    @strawberry.field(description="What else it said, such as sku, quantity, lane, measure, value.")
    def details(self) -> JSON:
        return JSON(self.row.details)

    @strawberry.field(description="Why it was refused, where it was: the stable reason.")
    def code(self) -> ErrorCode | None:
        return code_of(self.row.code)

    @strawberry.field(description="The same as a sentence to show, in the asker's language.")
    def message(self, info: Info) -> str | None:
        return told(self.row.code, self.row.message, self.row.facts, info.context.domain.locale)


@strawberry.type(description="One thing that a machine was told to do.")
class DeviceInstruction(Node, Backed[models.DeviceInstruction]):
    """An instruction."""

    kind: InstructionKind = column("What.")
    status: InstructionStatus = column("How far it has come.")
    version: int = column("Raised by one with every fact about it.")
    sku: str | None = column("Which item to PICK.")
    quantity: int | None = column("How many units of it to PICK.")
    lane: str | None = column("Where to DIVERT the parcel to.")
    created_at: datetime = column("When it was told.")
    expires_at: datetime = column("Until when it counts on the machine.")
    settled_at: datetime | None = column("When it was last answered, or expired.")

    @strawberry.field(description="The machine.")
    async def device(self, info: Info) -> "Device | None":
        return Device.maybe(await info.context.one(queries.devices_by_ids, self.row.device_id))

    @strawberry.field(description="The work it is for.")
    async def fulfillment_order(self, info: Info) -> FulfillmentOrder | None:
        key = self.row.fulfillment_order_id
        return FulfillmentOrder.maybe(
            await info.context.one(fulfillment.fulfillment_orders_by_ids, key)
        )

    @strawberry.field(description="The parcel to DIVERT, with its number.")
    async def fulfillment(self, info: Info) -> Fulfillment | None:
        key = self.row.fulfillment_id
        return Fulfillment.maybe(await info.context.one(fulfillment.fulfillments_by_ids, key))


@strawberry.type(description="A machine of a warehouse.")
class Device(Node, Backed[models.Device]):
    """A device."""

    code: str = column("What it calls itself.")
    name: str = column("What people call it; may be empty.")
    kind: DeviceKind = column("What it is.")
    is_enabled: bool = column("Whether it is heard and told.")
    version: int = column("Raised by one with every fact about it.")
    created_at: datetime = column("When it was put up.")
    retired_at: datetime | None = column("When it went out of service for good.")

    @strawberry.field(description="Where it stands.")
    async def warehouse(self, info: Info) -> Warehouse | None:
        return Warehouse.maybe(
            await info.context.one(inventory.warehouses_by_ids, self.row.warehouse_id)
        )

    @strawberry.field(description="Where it puts parcels, by their carrier.")
    def lanes(self) -> list[DeviceLane]:
        return lanes_of(self.row.lanes)

    @strawberry.field(name="log", description="All that it said, the latest first.")
    async def log(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[DeviceEvent]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_events, key, part, queries.LATEST)
        return connect(
            page, DeviceEvent.of, lambda: info.context.count(queries.counts_of_events, key)
        )

    @strawberry.field(description="All that it was told, the newest first.")
    async def instructions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[DeviceInstruction]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_instructions, key, part, queries.NEWEST)
        return connect(
            page,
            DeviceInstruction.of,
            lambda: info.context.count(queries.counts_of_instructions, key),
        )


def lanes_of(lanes: dict[str, str]) -> list[DeviceLane]:
    """Lanes as a list, by carrier."""
    return [DeviceLane(carrier=carrier, lane=lane) for carrier, lane in sorted(lanes.items())]


def code_of(code: str | None) -> ErrorCode | None:
    """Why it was refused; what is told of whole requests only is a refusal like others."""
    return None if code is None else ErrorCode.__members__.get(code, ErrorCode.REFUSED)


def told(
    code: str | None, message: str | None, facts: dict[str, object] | None, locale: str
) -> str | None:
    """Why it was refused, in a language; nothing where it was not."""
    if code is None or message is None:
        return None
    return told_sentence(code, message, facts or {}, locale)
