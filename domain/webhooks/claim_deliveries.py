"""Taking up what is due: first attempts in order per subject, a few at a time per endpoint."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.shared import sql
from domain.shared.ids import new_id

LEASE = timedelta(seconds=30)  # twice what an attempt may take; a dead worker's is free then
AT_ONCE_MAX = 4  # attempts under way to one endpoint, whoever makes them
# Who holds an endpoint is alone in counting what is under way to it. One that is being taken care
# of by another is left to them.
ENDPOINTS = """
SELECT id, url, secret_sealed, previous_secret_sealed, previous_secret_until,
    open_until IS NOT NULL AS is_probed
FROM webhook w WHERE status = 'active' AND (open_until IS NULL OR open_until <= $1)
    AND EXISTS (SELECT FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'pending'
        AND d.next_attempt_at <= $1 AND (d.lease_until IS NULL OR d.lease_until <= $1))
ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""
# A first attempt waits until all earlier facts of its subject have had theirs.
DUE = """
WITH due AS (
    SELECT picked.id FROM unnest($2::uuid[], $3::integer[]) AS endpoint (id, most)
    CROSS JOIN LATERAL (
        SELECT d.id, d.next_attempt_at, d.seq FROM webhook_delivery d
        WHERE d.webhook_id = endpoint.id AND d.state = 'pending' AND d.next_attempt_at <= $1
            AND (d.lease_until IS NULL OR d.lease_until <= $1)
            AND (d.attempts > 0 OR NOT EXISTS (
                SELECT FROM webhook_delivery earlier
                WHERE earlier.webhook_id = d.webhook_id AND earlier.subject_type = d.subject_type
                    AND earlier.subject_id = d.subject_id AND earlier.seq < d.seq
                    AND earlier.attempts = 0 AND earlier.state = 'pending'))
        ORDER BY d.next_attempt_at, d.seq
        LIMIT greatest(0, endpoint.most - (SELECT count(*) FROM webhook_delivery busy
            WHERE busy.webhook_id = endpoint.id AND busy.lease_until > $1))
    ) picked
    ORDER BY picked.next_attempt_at, picked.seq LIMIT $4
)
UPDATE webhook_delivery d SET lease_id = $5, lease_until = $6 FROM due WHERE d.id = due.id
RETURNING d.id, d.webhook_id, d.body, d.attempts, d.attempts_max, d.seq
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery in hand until its lease ends, and all that an attempt needs to know.

    `sealed` are the secrets that sign, the newest first.
    """

    id: UUID
    webhook_id: UUID
    lease_id: UUID
    url: str
    sealed: tuple[str, ...]
    body: str
    attempts: int
    attempts_max: int


async def claim_deliveries(now: datetime, most: int) -> list[Claimed]:
    """Take up to `most` deliveries that are due, each for one worker alone while its lease lasts.

    An endpoint whose circuit is open is left in peace; when its time is over, one probe goes.
    """
    async with in_transaction():
        endpoints = {row["id"]: row for row in await sql.rows(ENDPOINTS, now)}
        if not endpoints:
            return []
        limits = [1 if row["is_probed"] else AT_ONCE_MAX for row in endpoints.values()]
        lease = new_id()
        taken = await sql.rows(DUE, now, list(endpoints), limits, most, lease, now + LEASE)
    return [
        Claimed(
            id=row["id"],
            webhook_id=row["webhook_id"],
            lease_id=lease,
            url=endpoints[row["webhook_id"]]["url"],
            sealed=_signing(endpoints[row["webhook_id"]], now),
            body=row["body"],
            attempts=row["attempts"],
            attempts_max=row["attempts_max"],
        )
        for row in taken
    ]


def _signing(endpoint: dict[str, object], now: datetime) -> tuple[str, ...]:
    until, previous = endpoint["previous_secret_until"], endpoint["previous_secret_sealed"]
    secrets = [str(endpoint["secret_sealed"])]
    if previous is not None and isinstance(until, datetime) and until > now:
        secrets.append(str(previous))
    return tuple(secrets)
