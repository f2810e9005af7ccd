"""Orders that were placed elsewhere, at prices of elsewhere, on their way into the books; and the
one statement that enters them.

It comes to what placing and capturing come to, for many at once: orders and their lines, what is
held for them, the payments that were taken already, and all their facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.inventory.taking import TAKE_TOGETHER, Change, Step
from domain.orders.request import ShippingAddress
from domain.shared.outbox import TELL
from domain.shared.statement import Relation, Statement


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Units of a variant at a price of elsewhere, in minor units; `discount_minor` is off all."""

    variant_id: UUID
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0

    @property
    def total_minor(self) -> int:
        """What is paid for the line."""
        return self.unit_price_minor * self.quantity - self.discount_minor


@dataclass(frozen=True, slots=True)
class Entry:
    """An order that a channel took. What it took of money already is `paid_minor`. `is_lost` says
    that its address is none that a parcel finds: it is kept as written, and the order waits.
    """

    external_id: str
    currency: str
    placed_at: datetime
    lines: Sequence[EntryLine]
    shipping_minor: int = 0
    paid_minor: int = 0
    payment_reference: str = ""
    address: ShippingAddress | None = None
    is_lost: bool = False
    note: str = ""

    @property
    def total_minor(self) -> int:
        """What it comes to."""
        return sum(line.total_minor for line in self.lines) + self.shipping_minor


class AskedRow(NamedTuple):
    """An order at its place in the batch."""

    place: int
    order_id: UUID
    external_id: str
    subtotal_minor: int
    discount_minor: int
    shipping_minor: int
    total_minor: int
    paid_minor: int
    payment_id: UUID
    transaction_id: UUID
    reference: str
    shipping_address: str | None  # sealed
    note: str
    bought_at: datetime
    lines: int
    units: int
    hold_reason: str | None
    payment_status: str


class LineRow(NamedTuple):
    """A line of the order at a place in the batch."""

    place: int
    line_id: UUID
    position: int
    variant_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    discount_minor: int
    total_minor: int


class PromiseRow(NamedTuple):
    """Units of a level for a line of the order at a place in the batch."""

    place: int
    reservation_id: UUID
    level_id: UUID
    line_id: UUID
    quantity: int
    units_each: int


class Batch(NamedTuple):
    """What is the same for all of them."""

    channel_id: UUID
    channel: str
    currency: str
    at: datetime
    expires_at: datetime
    actor: str
    request_id: str
    cause_id: str | None


ENTER = Statement(
    [
        Relation("batch", Batch),
        Relation("asked", AskedRow),
        Relation("line", LineRow),
        Relation("promise", PromiseRow),
        Relation("step", Step),
        Relation("change", Change),
    ],
    f"""
placed AS MATERIALIZED (
    SELECT ordered.*, 'ORD-' || nextval('order_number') AS number,
        (ordered.hold_reason IS NOT NULL)::int AS is_held
    FROM (SELECT * FROM asked, batch ORDER BY place) AS ordered
), {TAKE_TOGETHER}, written AS (
    INSERT INTO sales_order (id, number, version, channel_id, external_id, status, held_from,
        hold_reason, payment_status, fulfillment_status, currency, subtotal_minor, discount_minor,
        shipping_minor, total_minor, captured_minor, refunded_minor, shipping_address, note,
        placed_at, expires_at, updated_at)
    SELECT order_id, number, 1 + is_held + (paid_minor > 0)::int, channel_id, external_id,
        CASE is_held WHEN 1 THEN 'on_hold' ELSE 'pending' END,
        CASE is_held WHEN 1 THEN 'pending' END, hold_reason,
        payment_status, 'unfulfilled', currency, subtotal_minor, discount_minor, shipping_minor,
        total_minor, paid_minor, 0, shipping_address, note, bought_at, expires_at, at
    FROM placed
    RETURNING id
), written_lines AS (
    INSERT INTO order_line (id, order_id, position, variant_id, sku, name, quantity,
        unit_price_minor, discount_minor, total_minor, allocated, fulfilled, shipped, delivered,
        canceled)
    SELECT line.line_id, placed.order_id, line.position, line.variant_id, line.sku, line.name,
        line.quantity, line.unit_price_minor, line.discount_minor, line.total_minor, 0, 0, 0, 0, 0
    FROM line JOIN placed USING (place)
), movements AS (
    INSERT INTO stock_movement (id, level_id, kind, on_hand_delta, committed_delta,
        reserved_delta, incoming_delta, order_id, actor, level_version, occurred_at)
    SELECT step.movement_id, step.level_id, 'reserved', 0, 0, step.units, 0, placed.order_id,
        placed.actor, step.version, placed.at
    FROM step JOIN placed USING (place)
), promises AS (
    INSERT INTO stock_reservation (id, level_id, order_id, order_line_id, quantity, units_each,
        status, expires_at, created_at, updated_at)
    SELECT promise.reservation_id, promise.level_id, placed.order_id, promise.line_id,
        promise.quantity, promise.units_each, 'active', placed.expires_at, placed.at, placed.at
    FROM promise JOIN placed USING (place)
), payments AS (
    INSERT INTO payment (id, version, order_id, method, currency, captured_minor,
        refunded_minor, status, created_at, updated_at)
    SELECT payment_id, 1, order_id, 'manual', currency, paid_minor, 0, 'captured', at, at
    FROM placed WHERE paid_minor > 0
), ledger AS (
    INSERT INTO payment_transaction (id, payment_id, type, state, amount_minor, provider,
        provider_reference, actor, occurred_at)
    SELECT transaction_id, payment_id, 'capture', 'succeeded', paid_minor, channel, reference,
        actor, at
    FROM placed WHERE paid_minor > 0
), fact AS (
    SELECT place, 0 AS turn, 'order' AS aggregate_type, order_id AS aggregate_id,
        1 AS version, 'orders.order_placed' AS type,
        jsonb_build_object('status', 'pending', 'number', number, 'channel_id', channel_id,
            'customer_id', NULL, 'currency', currency, 'total_minor', total_minor,
            'lines', lines, 'units', units) AS payload,
        actor, request_id, cause_id, at AS occurred_at
    FROM placed
    UNION ALL
    SELECT place, 1, 'order', order_id, 2, 'orders.order_held',
        jsonb_build_object('status', 'on_hold', 'source', 'pending', 'action', 'hold',
            'reason', hold_reason),
        actor, request_id, cause_id, at
    FROM placed WHERE is_held = 1
    UNION ALL
    SELECT place, 2, 'payment', payment_id, 1, 'finance.payment_captured',
        jsonb_build_object('order_id', order_id, 'transaction_id', transaction_id,
            'source', 'pending', 'status', 'captured', 'currency', currency,
            'amount_minor', paid_minor, 'captured_minor', paid_minor, 'refunded_minor', 0,
            'method', 'manual'),
        actor, request_id, cause_id, at
    FROM placed WHERE paid_minor > 0
    UNION ALL
    SELECT place, 3, 'order', order_id, 2 + is_held, 'orders.payment_recorded',
        jsonb_build_object('status', CASE is_held WHEN 1 THEN 'on_hold' ELSE 'pending' END,
            'payment_status', payment_status, 'captured_minor', paid_minor,
            'refunded_minor', 0, 'balance_due_minor', total_minor - paid_minor,
            'newly_captured_minor', paid_minor, 'newly_refunded_minor', 0),
        actor, request_id, cause_id, at
    FROM placed WHERE paid_minor > 0
    UNION ALL
    SELECT placed.place, 4, 'inventory_level', step.level_id, step.version,
        'inventory.stock_moved',
        jsonb_build_object('movement_id', step.movement_id, 'variant_id', step.variant_id,
            'warehouse_id', step.warehouse_id, 'kind', 'reserved',
            'order_id', placed.order_id, 'fulfillment_id', NULL, 'on_hand_delta', 0,
            'committed_delta', 0, 'reserved_delta', step.units, 'incoming_delta', 0,
            'on_hand', step.on_hand, 'committed', step.committed, 'reserved', step.reserved,
            'incoming', step.incoming,
            'available', step.on_hand - step.committed - step.reserved),
        placed.actor, placed.request_id, placed.cause_id, placed.at
    FROM step JOIN placed USING (place)
), {TELL}
SELECT (SELECT count(*) FROM moved) AS levels_moved, ARRAY(SELECT level_id FROM warning) AS warned
""",
)
