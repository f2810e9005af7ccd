"""What a machine said, read: a rule without a database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.fulfillment.carriers.waybills import normal
from domain.fulfillment.devices.errors import UnknownDeviceEvent
from domain.fulfillment.devices.models import Device, DeviceEvent
from domain.fulfillment.devices.vocabulary import (
    AGE_MAX,
    AHEAD_MAX,
    SAID_BY,
    DeviceEventKind,
    DeviceEventOutcome,
)
from domain.shared.errors import DomainError, InvalidInput
from domain.shared.inputs import count, text

EXTERNAL_ID_LENGTH_MAX = 64  # characters
CODE_LENGTH_MAX = 64  # characters: SKUs, lanes, names of readings
REASON_LENGTH_MAX = 200  # characters
CARRIER_LENGTH_MAX = 32  # characters
UNIT_LENGTH_MAX = 16  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that a machine says. `value` is what a sensor measured, in `unit`."""

    external_id: str
    kind: str
    occurred_at: datetime
    fulfillment_order_id: UUID | None = None
    instruction_id: UUID | None = None
    sku: str | None = None
    quantity: int = 1
    carrier: str | None = None
    waybill_number: str | None = None
    lane: str | None = None
    reason: str | None = None
    measure: str | None = None
    value: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The same with its words in order; `kind` is None where there is no such kind. `refusal` is
    why it is of no use, if it is not.
    """

    external_id: str
    kind: DeviceEventKind | None
    said: str
    occurred_at: datetime
    fulfillment_order_id: UUID | None
    instruction_id: UUID | None
    sku: str | None
    quantity: int
    carrier: str | None
    waybill_number: str | None
    details: dict[str, Any]
    refusal: DomainError | None = None

    def mark(self) -> list[object]:
        """What makes it this very thing, whenever it is said."""
        when = self.occurred_at.astimezone(UTC).isoformat()
        ids = [self.fulfillment_order_id, self.instruction_id]
        number = [self.carrier, self.waybill_number]
        return [self.said, when, *ids, *number, sorted(self.details.items())]


def read_message(message: Message, device: Device, now: datetime, place: int) -> Read:
    """A message of the machine, in order.

    Raises:
        InvalidInput: no name that could be kept, or words no row could hold.
    """
    at = ("events", str(place))
    kind = DeviceEventKind(message.kind) if message.kind in {*DeviceEventKind} else None
    details: dict[str, Any] = {
        "sku": _text(message.sku, CODE_LENGTH_MAX, *at, "sku"),
        "quantity": None if message.sku is None else message.quantity,
        "lane": _text(message.lane, CODE_LENGTH_MAX, *at, "lane"),
        "reason": _text(message.reason, REASON_LENGTH_MAX, *at, "reason"),
        "measure": _text(message.measure, CODE_LENGTH_MAX, *at, "measure"),
        "value": message.value,
        "unit": _text(message.unit, UNIT_LENGTH_MAX, *at, "unit"),
    }
    number = _text(message.waybill_number, CODE_LENGTH_MAX, *at, "waybillNumber")
    return Read(
        external_id=text(message.external_id, *at, "externalId", longest=EXTERNAL_ID_LENGTH_MAX),
        kind=kind,
        said=text(message.kind, *at, "kind", longest=CODE_LENGTH_MAX),
        occurred_at=message.occurred_at,
        fulfillment_order_id=message.fulfillment_order_id,
        instruction_id=message.instruction_id,
        sku=details["sku"],
        quantity=message.quantity,
        carrier=_text(message.carrier, CARRIER_LENGTH_MAX, *at, "carrier"),
        waybill_number=None if number is None else normal(number),
        details={name: value for name, value in details.items() if value is not None},
        refusal=_useless(message, kind, device, now),
    )


def as_kept(device: Device, said: Read, now: datetime) -> DeviceEvent:
    """The row that keeps it. What nobody knows is kept as a reading that was refused."""
    details = dict(said.details)
    if said.kind is None:
        details["said"] = said.said
    return DeviceEvent(
        device_id=device.id,
        external_id=said.external_id,
        kind=said.kind or DeviceEventKind.READING,
        outcome=DeviceEventOutcome.KEPT,
        fulfillment_order_id=said.fulfillment_order_id,
        instruction_id=said.instruction_id,
        details=details,
        occurred_at=said.occurred_at,
        received_at=now,
    )


def _text(value: str | None, longest: int, *field: str) -> str | None:
    return None if value is None else text(value, *field, longest=longest)


def _useless(
    message: Message, kind: DeviceEventKind | None, device: Device, now: datetime
) -> DomainError | None:
    if kind is None or device.kind not in SAID_BY[kind]:
        return UnknownDeviceEvent(device.kind, message.kind)
    if message.occurred_at > now + AHEAD_MAX:
        return InvalidInput("This has not happened yet: look at the machine's clock.", "occurredAt")
    if message.occurred_at < now - AGE_MAX:
        return InvalidInput("This happened too long ago to be heard.", "occurredAt")
    try:
        count(message.quantity, "quantity")
    except InvalidInput as refusal:
        return refusal
    return None
