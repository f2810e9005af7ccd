"""Entering orders into the books inside one statement: the orders' parts of it, and its rows.

They come to what `place_step_by_step` comes to, which says the same step by step. A part is the
inside of a WITH clause; each says which relations it reads, and which it makes.
"""

from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from domain.inventory.taking import STOCK_MOVED, WRITE_DOWN
from domain.orders.placing import OPERATION, Placing
from domain.orders.statuses import payment_status
from domain.promotions.active import STILL
from domain.shared.ids import new_id
from domain.shared.outbox import TELL


class Named(NamedTuple):
    """An order to be, at its place in a group, by what tells it from others."""

    place: int
    channel: str
    external_id: str | None
    customer_id: UUID | None
    actor: str
    key: str | None
    key_lock: str | None
    promotions: UUID | None

    @classmethod
    def of(cls, place: int, placing: Placing) -> Self:
        """A row of `asked`, for those who only want to know whether it is new."""
        request = placing.request
        return cls(
            place,
            request.channel,
            request.external_id,
            placing.customer_id,
            placing.actor,
            placing.key,
            placing.key_lock,
            placing.promotions,
        )


class Asked(NamedTuple):
    """The same, with all that is known before anybody looks into the shop."""

    place: int
    order_id: UUID
    channel: str
    external_id: str | None
    customer_id: UUID | None
    currency: str
    shipping_address: str | None  # sealed
    note: str
    placed_at: datetime
    lines: int
    units: int
    actor: str
    request_id: str
    cause_id: str | None
    key: str | None
    key_lock: str | None
    record_id: UUID
    request_hash: str | None
    promotions: UUID | None

    @classmethod
    def of(cls, place: int, placing: Placing) -> Self:
        """A row of `asked`, for whoever will write it."""
        ctx, request, order_id = placing.ctx, placing.request, new_id()
        return cls(
            place,
            order_id,
            request.channel,
            request.external_id,
            placing.customer_id,
            request.currency,
            placing.shipping_address(order_id),
            request.note,
            ctx.now,
            len(request.lines),
            sum(line.quantity for line in request.lines),
            placing.actor,
            ctx.request_id,
            ctx.cause_id,
            placing.key,
            placing.key_lock,
            new_id(),
            placing.request_hash,
            placing.promotions,
        )


class Line(NamedTuple):
    """A line of the order at a place in the group, at the price of the moment."""

    place: int
    line_id: UUID
    position: int
    variant_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price_minor: int


# Of `asked` and `channel`: until when an order waits for its money, and its units are held.
EXPIRES_AT = "asked.placed_at + make_interval(mins => channel.unpaid_minutes)"
# Of `asked JOIN channel`: nobody else is at work under its key or its external id. Never waits,
# for whoever has such a lock may wait for a level that we hold.
NOBODY_ELSE = """
    (asked.key_lock IS NULL
        OR pg_try_advisory_xact_lock(hashtextextended(asked.key_lock, 0)))
    AND (asked.external_id IS NULL
        OR pg_try_advisory_xact_lock(
            hashtextextended('sales_order|' || channel.id || '|' || asked.external_id, 0)))
"""
# Of `asked JOIN channel`: it repeats nothing, its customer exists, and still no promotion applies.
# Whoever erases the customer waits for us then, or we for them.
IS_NEW = f"""
    {STILL} AND (asked.customer_id IS NULL OR EXISTS (
        SELECT FROM customer WHERE id = asked.customer_id AND erased_at IS NULL FOR KEY SHARE))
    AND NOT EXISTS (SELECT FROM idempotency_record AS record WHERE record.actor = asked.actor
        AND record.operation = '{OPERATION}' AND record.key = asked.key)
    AND NOT EXISTS (SELECT FROM sales_order AS known WHERE known.channel_id = channel.id
        AND known.external_id = asked.external_id)
"""

# `claimed` (orders as `asked`) -> what came of their keys, for whoever asks again.
REMEMBER = f"""
    INSERT INTO idempotency_record (id, actor, operation, key, request_hash, result_id, created_at)
    SELECT record_id, actor, '{OPERATION}', key, request_hash, order_id, placed_at
    FROM claimed WHERE key IS NOT NULL
"""

# `entry` (orders as `asked`, with `channel_id`, `expires_at` and `total_minor`), `line`, and what
# `WRITE_DOWN` reads -> all that an order leaves behind; `written` are its rows.
FREE, TO_PAY = (payment_status(total, captured_minor=0, refunded_minor=0) for total in (0, 1))
ENTER = f"""
placed AS MATERIALIZED (
    SELECT ordered.*, 'ORD-' || nextval('order_number') AS number
    FROM (SELECT * FROM entry ORDER BY place) AS ordered
), written AS (
    INSERT INTO sales_order (id, number, version, channel_id, external_id, customer_id, status,
        payment_status, fulfillment_status, currency, subtotal_minor, discount_minor,
        shipping_minor, total_minor, captured_minor, refunded_minor, shipping_address, note,
        placed_at, expires_at, updated_at)
    SELECT order_id, number, 1, channel_id, external_id, customer_id, 'pending',
        CASE total_minor WHEN 0 THEN '{FREE}' ELSE '{TO_PAY}' END, 'unfulfilled', currency,
        total_minor, 0, 0, total_minor, 0, 0, shipping_address, note, placed_at,
        expires_at, placed_at
    FROM placed
    RETURNING *
), written_lines AS (
    INSERT INTO order_line (id, order_id, position, variant_id, sku, name, quantity,
        unit_price_minor, discount_minor, total_minor, allocated, fulfilled, shipped, delivered,
        canceled)
    SELECT line.line_id, placed.order_id, line.position, line.variant_id, line.sku, line.name,
        line.quantity, line.unit_price_minor, 0, line.unit_price_minor * line.quantity,
        0, 0, 0, 0, 0
    FROM line JOIN placed USING (place)
), {WRITE_DOWN}, fact AS (
    SELECT place, 0 AS turn, 'order' AS aggregate_type, order_id AS aggregate_id,
        1 AS version, 'orders.order_placed' AS type,
        jsonb_build_object('status', 'pending', 'number', number, 'channel_id', channel_id,
            'customer_id', customer_id, 'currency', currency, 'total_minor', total_minor,
            'lines', lines, 'units', units) AS payload,
        actor, request_id, cause_id, placed_at AS occurred_at
    FROM placed
    UNION ALL {STOCK_MOVED}
), {TELL}"""
