"""Forgetting what was delivered or given up long ago, with the log of its attempts."""

from datetime import datetime, timedelta

from domain.shared import sql

KEPT = timedelta(days=30)
BATCH = 10_000  # deliveries in one statement
FORGET = """
DELETE FROM webhook_delivery WHERE id IN (
    SELECT id FROM webhook_delivery WHERE ended_at < $1 ORDER BY ended_at LIMIT $2
    FOR UPDATE SKIP LOCKED
)
"""


async def forget_deliveries(now: datetime) -> int:
    """Take out the oldest of what ended more than 30 days ago; how many went.

    The facts themselves stay in the log. Repeating it, or two at once, is harmless.
    """
    return await sql.execute(FORGET, now - KEPT, BATCH)
