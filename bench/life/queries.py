"""The questions of the evening, in SQL that a person can read. Each lists what is wrong, so nothing
is the right answer.

Beside the shop's own tables there are what others know: `brought`, the units that people say they
put on which shelf; `told`, the numbers of the orders that customers were told; `gateway`, the books
of the payment gateway; `letter`, the messages that it posted.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Question:
    """What must hold, in a sentence, and the query that finds where it does not."""

    about: str
    sentence: str
    query: str


STOCK: Final = (
    Question(
        "stock: shelves that do not add up",
        "On each shelf lies what was brought and came back, less what was lost and what was sent.",
        """
        WITH sent AS (
            SELECT l.variant_id, w.warehouse_id, sum(s.quantity) AS units
            FROM fulfillment_line s
            JOIN fulfillment f ON f.id = s.fulfillment_id AND f.status IN ('shipped', 'delivered')
            JOIN fulfillment_order w ON w.id = f.fulfillment_order_id
            JOIN order_line l ON l.id = s.order_line_id
            GROUP BY 1, 2
        ), came_back AS (
            SELECT l.variant_id, r.warehouse_id, sum(b.restocked) AS units
            FROM order_return_line b
            JOIN order_return r ON r.id = b.parent_id
            JOIN order_line l ON l.id = b.order_line_id
            GROUP BY 1, 2
        ), lost AS (
            SELECT level_id, -sum(on_hand_delta) AS units
            FROM stock_movement WHERE kind = 'adjusted' AND order_id IS NOT NULL
            GROUP BY 1
        )
        SELECT v.sku, h.code, b.units AS brought, lost.units AS lost, sent.units AS sent,
            came_back.units AS came_back, s.on_hand
        FROM inventory_level s
        JOIN product_variant v ON v.id = s.variant_id
        JOIN warehouse h ON h.id = s.warehouse_id
        LEFT JOIN brought b ON (b.variant_id, b.warehouse_id) = (s.variant_id, s.warehouse_id)
        LEFT JOIN lost ON lost.level_id = s.id
        LEFT JOIN sent ON (sent.variant_id, sent.warehouse_id) = (s.variant_id, s.warehouse_id)
        LEFT JOIN came_back
            ON (came_back.variant_id, came_back.warehouse_id) = (s.variant_id, s.warehouse_id)
        WHERE coalesce(b.units, 0) - coalesce(lost.units, 0) - coalesce(sent.units, 0)
            + coalesce(came_back.units, 0) <> s.on_hand
        """,
    ),
    Question(
        "stock: shelves that something is still set apart on",
        "When all orders have ended, no unit is held for one or belongs to one.",
        """
        SELECT v.sku, h.code, s.reserved, s.committed,
            (SELECT count(*) FROM stock_reservation r
                WHERE r.level_id = s.id AND r.status IN ('active', 'committed')) AS promises
        FROM inventory_level s
        JOIN product_variant v ON v.id = s.variant_id
        JOIN warehouse h ON h.id = s.warehouse_id
        WHERE s.reserved <> 0 OR s.committed <> 0 OR EXISTS (
            SELECT FROM stock_reservation r
            WHERE r.level_id = s.id AND r.status IN ('active', 'committed'))
        """,
    ),
    Question(
        "stock: shelves that differ from their ledger",
        "A level is the sum of its movements, and has had as many changes as there are movements.",
        """
        SELECT s.id, s.on_hand, m.on_hand AS moved, s.version, m.movements
        FROM inventory_level s
        LEFT JOIN (
            SELECT level_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved,
                sum(committed_delta) AS committed, count(*) AS movements
            FROM stock_movement GROUP BY 1
        ) m ON m.level_id = s.id
        WHERE (s.on_hand, s.reserved, s.committed, s.version)
            <> (m.on_hand, m.reserved, m.committed, m.movements)
        """,
    ),
    Question(
        "stock: shortages that were not what left the shelves",
        "As many units left as lost as pickers reported missing.",
        """
        SELECT reported.units AS reported, lost.units AS lost
        FROM (SELECT coalesce(sum((payload ->> 'units')::int), 0) AS units FROM event
            WHERE type = 'fulfillment.fulfillment_order_fell_short') reported,
            (SELECT coalesce(-sum(on_hand_delta), 0) AS units FROM stock_movement
            WHERE kind = 'adjusted' AND order_id IS NOT NULL) lost
        WHERE reported.units <> lost.units
        """,
    ),
)

MONEY: Final = (
    Question(
        "money: orders whose balance is not zero",
        "Of each order as much came and stayed as it comes to, less what was sent back; of one that"
        " was given up, expired or went into another, nothing stayed.",
        """
        SELECT number, status, total_minor AS total, return_credit_minor AS credit,
            captured_minor AS came, refunded_minor AS went_back
        FROM sales_order
        WHERE captured_minor - refunded_minor <> CASE
            WHEN status IN ('canceled', 'expired', 'merged') THEN 0
            ELSE total_minor - return_credit_minor END
        """,
    ),
    Question(
        "money: orders that differ from their payments, or those from their ledgers",
        "What an order says came and went back is what its payments say, and what the lines of"
        " their ledgers add up to.",
        """
        SELECT o.number, o.captured_minor, p.captured, t.captured AS of_lines,
            o.refunded_minor, p.refunded, t.refunded AS of_refund_lines
        FROM sales_order o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(captured_minor - charged_back_minor), 0) AS captured,
                coalesce(sum(refunded_minor), 0) AS refunded
            FROM payment WHERE order_id = o.id
        ) p
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount_minor)
                    FILTER (WHERE t.type IN ('capture', 'transfer_in')), 0)
                - coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'transfer_out'), 0)
                AS captured,
                coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'refund'), 0) AS refunded
            FROM payment p JOIN payment_transaction t ON t.payment_id = p.id
            WHERE p.order_id = o.id AND t.state = 'succeeded'
        ) t
        WHERE (o.captured_minor, o.refunded_minor) <> (p.captured, p.refunded)
            OR (p.captured, p.refunded) <> (t.captured, t.refunded)
        """,
    ),
    Question(
        "money: currencies that do not add up",
        "All that came, less all that went back, is what all orders that were delivered come to.",
        """
        SELECT currency, paid.minor AS paid, due.minor AS due
        FROM (SELECT p.currency, sum(CASE t.type WHEN 'capture' THEN t.amount_minor
                WHEN 'refund' THEN -t.amount_minor ELSE 0 END) AS minor
            FROM payment_transaction t JOIN payment p ON p.id = t.payment_id
            WHERE t.state = 'succeeded' GROUP BY 1) paid
        FULL JOIN (SELECT currency, sum(total_minor - return_credit_minor) AS minor
            FROM sales_order WHERE status NOT IN ('canceled', 'expired', 'merged') GROUP BY 1) due
            USING (currency)
        WHERE paid.minor IS DISTINCT FROM due.minor
        """,
    ),
    Question(
        "money: lines that the gateway has otherwise",
        "What we say moved at the gateway is what its own books say, line by line.",
        """
        SELECT coalesce(t.id, g.key) AS line, t.type, t.amount_minor, t.state,
            g.type AS its_type, g.amount_minor AS its_amount, g.state AS its_state
        FROM (SELECT t.*, p.currency FROM payment_transaction t JOIN payment p
                ON p.id = t.payment_id
            WHERE t.provider = 'sandbox' AND t.state = 'succeeded'
                AND t.type NOT IN ('transfer_in', 'transfer_out')) t
        FULL JOIN (SELECT * FROM gateway WHERE state = 'succeeded') g
            ON g.key = t.id
        WHERE (t.type, t.amount_minor, t.currency) IS DISTINCT FROM
            (g.type, g.amount_minor, g.currency)
        """,
    ),
    Question(
        "money: holds that nobody let go",
        "In the gateway's books nothing is held any more: it was captured or let go.",
        """
        SELECT begun, sum(CASE type WHEN 'authorization' THEN amount_minor
            WHEN 'refund' THEN 0 ELSE -amount_minor END) AS held
        FROM gateway WHERE state = 'succeeded'
            AND begun IN (SELECT key FROM gateway WHERE type = 'authorization')
        GROUP BY 1 HAVING sum(CASE type WHEN 'authorization' THEN amount_minor
            WHEN 'refund' THEN 0 ELSE -amount_minor END) > 0
            AND bool_or(type = 'authorization')
        """,
    ),
    Question(
        "money: messages of the gateway that were not taken",
        "Each message was posted, at least twice in one form or another, and each is known.",
        """
        SELECT letter.id, letter.times, letter.sent
        FROM letter LEFT JOIN gateway_message m ON m.message_id = letter.id
        WHERE m.id IS NULL OR letter.sent <> letter.times
        """,
    ),
    Question(
        "money: orders whose amounts are not those of their lines",
        "An order comes to its lines less discounts, plus sending and tax, to the last cent.",
        """
        SELECT o.number, o.subtotal_minor, l.subtotal, o.discount_minor, l.discount, o.tax_minor,
            o.total_minor
        FROM sales_order o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(quantity * unit_price_minor), 0) AS subtotal,
                coalesce(sum(discount_minor), 0) AS discount, coalesce(sum(tax_minor), 0) AS tax
            FROM order_line WHERE order_id = o.id
        ) l
        WHERE (o.subtotal_minor, o.discount_minor, o.tax_minor - o.shipping_tax_minor)
                <> (l.subtotal, l.discount, l.tax)
            OR o.total_minor <> o.subtotal_minor - o.discount_minor + o.shipping_minor
                + CASE WHEN o.prices_include_tax IS FALSE THEN o.tax_minor ELSE 0 END
        """,
    ),
)

ORDERS: Final = (
    Question(
        "orders: lost or doubled",
        "The orders that were placed are those whose numbers customers were told, each once.",
        """
        SELECT coalesce(told.number, o.number) AS number, told.times, o.status
        FROM (SELECT number, count(*) AS times FROM told GROUP BY 1) told
        FULL JOIN (SELECT number, status FROM sales_order WHERE id IN (
            SELECT aggregate_id FROM event WHERE type = 'orders.order_placed')) o USING (number)
        WHERE told.number IS NULL OR o.number IS NULL OR told.times > 1
        """,
    ),
    Question(
        "orders: of unknown origin",
        "Every order was placed, or split off another.",
        """
        SELECT number, status FROM sales_order o WHERE NOT EXISTS (
            SELECT FROM event WHERE aggregate_id = o.id
                AND type IN ('orders.order_placed', 'orders.order_split_off'))
        """,
    ),
    Question(
        "orders: that have not ended",
        "Placed and split off, less completed, given up, expired and gone into others, is none.",
        """
        SELECT number, status, payment_status, fulfillment_status, return_status
        FROM sales_order WHERE status NOT IN ('completed', 'canceled', 'expired', 'merged')
        """,
    ),
    Question(
        "orders: that went nowhere",
        "An order that went into another has no lines, and the other is there.",
        """
        SELECT o.number, into_.number AS into_number,
            (SELECT count(*) FROM order_line l WHERE l.order_id = o.id) AS lines
        FROM sales_order o LEFT JOIN sales_order into_ ON into_.id = o.merged_into_id
        WHERE o.status = 'merged' AND (into_.id IS NULL OR EXISTS (
            SELECT FROM order_line l WHERE l.order_id = o.id))
        """,
    ),
    Question(
        "orders: lines whose units are not accounted for",
        "Each unit ordered was sent and arrived, or was given up; of an order that was given up"
        " none was sent.",
        """
        SELECT o.number, o.status, l.sku, l.quantity, l.canceled, l.shipped, l.delivered
        FROM order_line l JOIN sales_order o ON o.id = l.order_id
        WHERE CASE WHEN o.status = 'completed'
            THEN l.quantity - l.canceled <> l.delivered OR l.shipped <> l.delivered
            ELSE l.shipped <> 0 OR l.delivered <> 0 END
        """,
    ),
    Question(
        "orders: lines that differ from their parcels",
        "A line says as many units arrived as lay in parcels that arrived.",
        """
        SELECT l.id, l.sku, l.delivered, sum(s.quantity) AS in_parcels
        FROM order_line l
        LEFT JOIN (fulfillment_line s JOIN fulfillment f
            ON f.id = s.fulfillment_id AND f.status = 'delivered') ON s.order_line_id = l.id
        GROUP BY l.id HAVING l.delivered <> coalesce(sum(s.quantity), 0)
        """,
    ),
    Question(
        "orders: lines that differ from their returns",
        "A line says as many units came back as were counted and not sent to the customer again.",
        """
        SELECT l.id, l.sku, l.returned, l.return_requested, sum(r.received - r.sent_back) AS counted
        FROM order_line l LEFT JOIN order_return_line r ON r.order_line_id = l.id
        GROUP BY l.id
        HAVING l.returned <> coalesce(sum(r.received - r.sent_back), 0) OR l.return_requested <> 0
        """,
    ),
)

LEFT: Final = (
    Question(
        "left over: work, waits, edits, returns, refunds and questions that are open",
        "Nobody has anything left to do.",
        """
        SELECT 'work' AS kind, id, status FROM fulfillment_order
            WHERE status NOT IN ('closed', 'canceled')
        UNION ALL SELECT 'parcel', id, status FROM fulfillment
            WHERE status NOT IN ('delivered', 'returned', 'canceled')
        UNION ALL SELECT 'backorder', id, status FROM backorder WHERE status = 'waiting'
        UNION ALL SELECT 'edit', id, status FROM order_edit WHERE status = 'open'
        UNION ALL SELECT 'return', id, status FROM order_return
            WHERE status NOT IN ('closed', 'declined', 'canceled')
        UNION ALL SELECT 'refund', id, status FROM return_refund
            WHERE status NOT IN ('succeeded', 'canceled')
        UNION ALL SELECT 'gateway', id, state FROM payment_transaction
            WHERE state IN ('pending', 'action_required')
        """,
    ),
    Question(
        "left over: facts not told, messages not sent",
        "No fact waits for its number, no webhook or notice that is due waits or was given up.",
        """
        SELECT 'fact' AS kind, id::text, type AS what FROM event WHERE seq IS NULL
        UNION ALL SELECT 'webhook', id::text, state FROM webhook_delivery
            WHERE state <> 'delivered'
        UNION ALL SELECT 'notice', id::text, status FROM notification
            WHERE status = 'dead' OR status = 'pending' AND next_attempt_at < now() + '1 hour'
        """,
    ),
    Question(
        "facts: things whose facts have holes or doubles",
        "A thing's facts are numbered 1, 2, 3 and so on, and an order has as many as its version.",
        """
        SELECT e.aggregate_type, e.aggregate_id, count(*) AS facts, max(e.version) AS newest,
            o.version
        FROM event e LEFT JOIN sales_order o ON o.id = e.aggregate_id
        GROUP BY e.aggregate_type, e.aggregate_id, o.version
        HAVING count(*) <> max(e.version) OR min(e.version) <> 1 OR o.version <> max(e.version)
        """,
    ),
    Question(
        "facts: numbers of the log that are missing",
        "The log is numbered without a hole, up to the number that the relay gave last.",
        """
        SELECT count(*) AS facts, max(e.seq) AS newest, r.last_seq
        FROM relay_state r LEFT JOIN event e ON e.seq IS NOT NULL
        GROUP BY r.last_seq HAVING count(e.seq) <> r.last_seq OR max(e.seq) <> r.last_seq
        """,
    ),
)

QUESTIONS: Final = (*STOCK, *MONEY, *ORDERS, *LEFT)
PENDING: Final = LEFT[:2]  # what may only take a while yet
