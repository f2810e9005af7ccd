"""Questions about orders and their lines."""

from typing import Final

from bench.life.questions.question import Question

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
        "orders: that their file has otherwise",
        "The file of all orders has each order once, with its status and its money.",
        """
        SELECT coalesce(f.number, o.number) AS number, f.status AS filed, o.status,
            f.total AS filed_total, o.total_minor, f.refunded AS filed_refunded, o.refunded_minor
        FROM filed f FULL JOIN sales_order o ON o.number = f.number
        WHERE (f.status, f.total * 100, f.refunded * 100)
            IS DISTINCT FROM (o.status, o.total_minor::numeric, o.refunded_minor::numeric)
            OR (SELECT count(*) FROM filed again WHERE again.number = f.number) > 1
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
