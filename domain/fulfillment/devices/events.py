"""Facts of machines: that there is one, and what it was told. Never the number of a parcel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.fulfillment.devices.models import Device, DeviceInstruction
from domain.fulfillment.devices.states import (
    InstructionAction,
    InstructionKind,
    InstructionStatus,
)
from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEvented(Event):
    """Something about a machine itself."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.DEVICE
    code: str
    kind: DeviceKind
    warehouse_id: UUID
    is_enabled: bool

    @classmethod
    def of(cls, device: Device) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=device.id,
            version=device.version,
            code=device.code,
            kind=device.kind,
            warehouse_id=device.warehouse_id,
            is_enabled=device.is_enabled,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUpserted(DeviceEvented):
    """A machine was put up, or is another way from now on."""

    type: ClassVar[str] = "fulfillment.device_upserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRetired(DeviceEvented):
    """It is out of service for good."""

    type: ClassVar[str] = "fulfillment.device_retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionEvent(Event):
    """Something about what a machine was told."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.DEVICE_INSTRUCTION
    device_id: UUID
    kind: InstructionKind
    status: InstructionStatus
    fulfillment_order_id: UUID
    fulfillment_id: UUID | None

    @classmethod
    def of(cls, row: DeviceInstruction, **facts: Any) -> Self:
        """The fact that made this version of the row."""
        return cls(
            aggregate_id=row.id,
            version=row.version,
            device_id=row.device_id,
            kind=row.kind,
            status=row.status,
            fulfillment_order_id=row.fulfillment_order_id,
            fulfillment_id=row.fulfillment_id,
            **facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInstructed(InstructionEvent):
    """A machine is told to do something: it hears of it by a webhook."""

    type: ClassVar[str] = "fulfillment.device_instructed"
    device_code: str
    warehouse_id: UUID
    sku: str | None
    quantity: int | None
    lane: str | None
    expires_at: str

    @classmethod
    def to(cls, device: str, warehouse_id: UUID, row: DeviceInstruction) -> Self:
        """The fact for the machine with this code."""
        return cls.of(
            row,
            device_code=device,
            warehouse_id=warehouse_id,
            sku=row.sku,
            quantity=row.quantity,
            lane=row.lane,
            expires_at=_instant(row.expires_at),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionMoved(InstructionEvent):
    """It moved from one state to another."""

    source: InstructionStatus
    action: InstructionAction


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionAcknowledged(InstructionMoved):
    """The machine does it, or did it."""

    type: ClassVar[str] = "fulfillment.device_instruction_acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionFailed(InstructionMoved):
    """The machine did not manage."""

    type: ClassVar[str] = "fulfillment.device_instruction_failed"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionExpired(InstructionMoved):
    """The machine never said a word about it."""

    type: ClassVar[str] = "fulfillment.device_instruction_expired"


def _instant(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
