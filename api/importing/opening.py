"""Opening a ledger: a level as it was counted, and the one movement that it is the sum of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.importing.facts import fact
from api.importing.portions import Portion
from api.importing.rows import LevelRow, MovementRow
from domain.inventory.events import StockMoved
from domain.inventory.states import MovementKind
from domain.shared.context import SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What was counted of a variant in a warehouse, and what is on its way there."""

    level_id: UUID
    movement_id: UUID
    variant_id: UUID
    warehouse_id: UUID
    on_hand: int
    reason: str
    request_id: str
    at: datetime
    incoming: int = 0


def open_level(portion: Portion, counted: Opening) -> UUID:
    """Add the level, its movement and its fact; the level's id."""
    kind = MovementKind.ADJUSTED
    portion.add(
        LevelRow(
            id=counted.level_id,
            version=1,
            variant_id=counted.variant_id,
            warehouse_id=counted.warehouse_id,
            on_hand=counted.on_hand,
            committed=0,
            reserved=0,
            incoming=counted.incoming,
            updated_at=counted.at,
        )
    )
    portion.add(
        MovementRow(
            id=counted.movement_id,
            level_id=counted.level_id,
            kind=kind,
            on_hand_delta=counted.on_hand,
            committed_delta=0,
            reserved_delta=0,
            incoming_delta=counted.incoming,
            order_id=None,
            fulfillment_id=None,
            reason=counted.reason,
            actor=SYSTEM.key,
            level_version=1,
            occurred_at=counted.at,
        )
    )
    moved = StockMoved(
        aggregate_id=counted.level_id,
        version=1,
        movement_id=counted.movement_id,
        variant_id=counted.variant_id,
        warehouse_id=counted.warehouse_id,
        kind=kind,
        order_id=None,
        fulfillment_id=None,
        on_hand_delta=counted.on_hand,
        committed_delta=0,
        reserved_delta=0,
        incoming_delta=counted.incoming,
        on_hand=counted.on_hand,
        committed=0,
        reserved=0,
        incoming=counted.incoming,
        available=counted.on_hand,
    )
    portion.facts.append(fact(moved, counted.at, actor=SYSTEM.key, request_id=counted.request_id))
    return counted.level_id
