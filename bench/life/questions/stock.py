"""Questions about stock."""

from typing import Final

from bench.life.questions.question import Question

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
