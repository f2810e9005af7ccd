"""Questions about claims and exchanges, and what machines said."""

from typing import Final

from bench.life.questions.question import Question

MADE_GOOD: Final = (
    Question(
        "made good: lines that differ from their claims",
        "A line says as many units are claimed as stand in claims that were not denied or taken"
        " back, and no unit both came back and was claimed.",
        """
        SELECT l.id, l.sku, l.claimed, l.returned, l.delivered, coalesce(sum(s.quantity), 0) AS said
        FROM order_line l
        LEFT JOIN (order_claim_line s JOIN order_claim c
            ON c.id = s.parent_id AND c.status NOT IN ('denied', 'canceled'))
            ON s.order_line_id = l.id
        GROUP BY l.id
        HAVING l.claimed <> coalesce(sum(s.quantity), 0) OR l.claimed + l.returned > l.delivered
        """,
    ),
    Question(
        "made good: claims that were not",
        "Of each claim that was resolved the new goods are an order of as many units, for nothing;"
        " or the units were credited, or as much as was agreed.",
        """
        SELECT c.number, c.resolution, c.amount_minor, s.units, s.credit, o.number AS new_order,
            o.total_minor, n.units AS new_units
        FROM order_claim c
        CROSS JOIN LATERAL (
            SELECT sum(quantity) AS units, sum(credit_minor) AS credit
            FROM order_claim_line WHERE parent_id = c.id) s
        LEFT JOIN sales_order o ON o.id = c.replacement_id
        CROSS JOIN LATERAL (
            SELECT sum(quantity) AS units FROM order_line WHERE order_id = o.id) n
        WHERE c.status = 'resolved' AND CASE c.resolution
            WHEN 'replace' THEN o.total_minor IS DISTINCT FROM 0 OR n.units IS DISTINCT FROM s.units
                OR c.amount_minor <> 0
            WHEN 'refund' THEN o.id IS NOT NULL OR s.credit <> c.amount_minor
            ELSE o.id IS NOT NULL OR c.amount_minor <= 0 END
        """,
    ),
    Question(
        "made good: credits that nobody can explain",
        "What an order is credited is what its returns and its resolved claims say.",
        """
        SELECT o.number, o.return_credit_minor AS credited, r.minor AS of_returns,
            c.minor AS of_claims
        FROM sales_order o
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(l.credit_minor), 0) + coalesce((
                SELECT sum(shipping_credit_minor) FROM order_return WHERE order_id = o.id), 0)
                AS minor
            FROM order_return b JOIN order_return_line l ON l.parent_id = b.id
            WHERE b.order_id = o.id) r
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(amount_minor), 0) AS minor
            FROM order_claim WHERE order_id = o.id AND status = 'resolved') c
        WHERE o.return_credit_minor <> r.minor + c.minor
        """,
    ),
    Question(
        "made good: exchanges that came to only half of it",
        "Of an exchange that was closed its return is closed and its order complete; of one that"
        " was called off nothing went out.",
        """
        SELECT e.number, e.status, r.status AS came_back, o.number AS goods, o.status AS went_out
        FROM order_exchange e
        JOIN order_return r ON r.id = e.parent_id
        LEFT JOIN sales_order o ON o.id = e.replacement_id
        WHERE CASE e.status
            WHEN 'closed' THEN r.status <> 'closed' OR o.status IS DISTINCT FROM 'completed'
            ELSE o.status NOT IN ('canceled', 'expired') END
        """,
    ),
    Question(
        "machines: what they said and nobody heard, or heard twice",
        "Each thing that a machine said was heard, once, however often it was said.",
        """
        SELECT said.name, count(e.id) AS heard
        FROM said FULL JOIN device_event e ON e.external_id = said.name
        GROUP BY said.name HAVING said.name IS NULL OR count(e.id) <> 1
        """,
    ),
)
