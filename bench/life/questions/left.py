"""Questions about what is left over when the day is done."""

from typing import Final

from bench.life.questions.question import Question

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
        UNION ALL SELECT 'claim', id, status FROM order_claim
            WHERE status NOT IN ('resolved', 'denied', 'canceled')
        UNION ALL SELECT 'exchange', id, status FROM order_exchange
            WHERE status NOT IN ('closed', 'canceled')
        UNION ALL SELECT 'rule', id, status FROM automation_run WHERE status = 'waiting'
        UNION ALL SELECT 'job', id, status FROM job WHERE status NOT IN ('completed')
        UNION ALL SELECT 'refund', id, status FROM return_refund
            WHERE status NOT IN ('succeeded', 'canceled')
        UNION ALL SELECT 'gateway', id, state FROM payment_transaction
            WHERE state IN ('pending', 'action_required')
        """,
    ),
    Question(
        "left over: rules that did not do their part",
        "Each order that was completed is marked by a rule, once, and nothing of rules waits.",
        """
        SELECT o.number, o.status, r.runs, r.done, t.marks
        FROM sales_order o
        CROSS JOIN LATERAL (
            SELECT count(*) AS runs, count(*) FILTER (WHERE status = 'done') AS done
            FROM automation_run WHERE order_id = o.id) r
        CROSS JOIN LATERAL (SELECT count(*) AS marks FROM order_tagging WHERE order_id = o.id) t
        WHERE r.runs <> r.done OR r.done <> (o.completed_at IS NOT NULL)::int OR t.marks <> r.done
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
