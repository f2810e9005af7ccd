"""What the shelves tell: stock moved, warnings came and went."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.inventory.states import (
    MovementKind,
    StockAlertAction,
    StockAlertKind,
    StockAlertStatus,
)
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoved(Event):
    """One line of a level's ledger, and where it left the level."""

    type: ClassVar[str] = "inventory.stock_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.INVENTORY_LEVEL

    movement_id: UUID
    variant_id: UUID
    warehouse_id: UUID
    kind: MovementKind
    order_id: UUID | None
    fulfillment_id: UUID | None
    on_hand_delta: int
    committed_delta: int
    reserved_delta: int
    incoming_delta: int
    on_hand: int
    committed: int
    reserved: int
    incoming: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAlertEvent(Event):
    """Something about one warning. `quantity` is what the level showed at that moment."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.STOCK_ALERT

    rule_id: UUID
    level_id: UUID
    variant_id: UUID
    warehouse_id: UUID
    kind: StockAlertKind
    threshold: int
    quantity: int
    status: StockAlertStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAlertOpened(StockAlertEvent):
    """A level crossed a bound."""

    type: ClassVar[str] = "inventory.stock_alert_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAlertAcknowledged(StockAlertEvent):
    """Somebody has seen it."""

    type: ClassVar[str] = "inventory.stock_alert_acknowledged"

    source: StockAlertStatus
    action: StockAlertAction


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAlertResolved(StockAlertEvent):
    """The level recovered, or nobody watches it any more."""

    type: ClassVar[str] = "inventory.stock_alert_resolved"

    source: StockAlertStatus
    action: StockAlertAction
