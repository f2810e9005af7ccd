"""From the log to deliveries: one for each endpoint and each fact it asks for, never two."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from domain.shared import sql
from domain.webhooks.models import WebhookDelivery
from domain.webhooks.telling import Compose, Fact
from domain.webhooks.wishes import SUBJECTS, wants

FACTS_MAX = 500  # of one endpoint in one transaction
PENDING_MAX = 2_000  # deliveries of one endpoint; what comes after waits in the log
BEHIND = """
SELECT w.id FROM webhook w CROSS JOIN relay_state s
WHERE w.status = 'active' AND w.cursor_seq < s.last_seq ORDER BY w.id
"""
# Whoever finds it held leaves it to the holder.
HOLD = """
SELECT w.cursor_seq, w.event_types, (SELECT last_seq FROM relay_state) AS last_seq,
    (SELECT count(*) FROM (SELECT FROM webhook_delivery d WHERE d.webhook_id = w.id
        AND d.state = 'pending' LIMIT $2) AS waiting) AS waiting
FROM webhook w WHERE w.id = $1 AND w.status = 'active' FOR NO KEY UPDATE OF w SKIP LOCKED
"""
FACTS = """
SELECT seq, aggregate_type, aggregate_id, version, type, payload, occurred_at FROM event
WHERE seq > $1 AND seq <= $2 AND NOT historic AND aggregate_type = ANY($3::text[]) ORDER BY seq
"""
MOVE = "UPDATE webhook SET cursor_seq = $2 WHERE id = $1"


async def enqueue_facts(now: datetime, compose: Compose) -> int:
    """Make deliveries of what was numbered since each active endpoint's place; how many.

    The place moves in the transaction that writes them, so a fact is neither missed nor doubled,
    whoever dies when, and however many do this at once.
    """
    return sum([await _enqueue(row["id"], now, compose) for row in await sql.rows(BEHIND)])


async def _enqueue(webhook_id: UUID, now: datetime, compose: Compose) -> int:
    async with in_transaction():
        held = await sql.row(HOLD, webhook_id, PENDING_MAX)
        if held is None or held["waiting"] >= PENDING_MAX:
            return 0
        # Numbers are dense, and those up to the last one are committed with it.
        up_to = min(held["last_seq"], held["cursor_seq"] + FACTS_MAX)
        wishes = _read(held["event_types"])
        told = await sql.rows(FACTS, held["cursor_seq"], up_to, list(map(str, SUBJECTS)))
        deliveries = [
            _delivery(webhook_id, Fact(**{**row, "payload": _read(row["payload"])}), now, compose)
            for row in told
            if wants(wishes, row["type"])
        ]
        await WebhookDelivery.bulk_create(deliveries, ignore_conflicts=True)
        await sql.execute(MOVE, webhook_id, up_to)
        return len(deliveries)


def _delivery(webhook_id: UUID, fact: Fact, now: datetime, compose: Compose) -> WebhookDelivery:
    return WebhookDelivery(
        webhook_id=webhook_id,
        seq=fact.seq,
        event_type=fact.type,
        subject_type=fact.aggregate_type,
        subject_id=fact.aggregate_id,
        body=compose(fact),
        next_attempt_at=now,
        occurred_at=fact.occurred_at,
        created_at=now,
    )


def _read(value: Any) -> Any:
    """JSON as the driver hands it out: text, or read already."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value
