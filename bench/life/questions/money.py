"""Questions about money."""

from typing import Final

from bench.life.questions.question import Question

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
