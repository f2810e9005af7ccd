"""Tending the log: months for what is to come, and how far back it is replayed.

Nothing is taken out of the log. What is too old to be replayed stays for histories and audit; only
the floor rises, and a cursor below it is answered with a gap.
"""

from datetime import UTC, datetime, timedelta

from tortoise.transactions import in_transaction

from domain.shared import sql

MONTHS_AHEAD = 2
LOCK_SECONDS = 3  # to wait for the log; whoever comes after waits behind us
MARK_SECONDS = 3_600.0  # between two notes of how far the log went

# A month that has no partition although facts of it came counts as much as one to come.
MISSING_MONTHS = """
SELECT month FROM (
    SELECT date_trunc('month', $1::timestamptz, 'UTC') AT TIME ZONE 'UTC'
        + ahead * interval '1 month' AS month FROM generate_series(0, $2::int) ahead
    UNION SELECT DISTINCT date_trunc('month', occurred_at, 'UTC') AT TIME ZONE 'UTC'
        FROM event_default WHERE isfinite(occurred_at)
) months WHERE to_regclass('event_' || to_char(month, 'YYYY_MM')) IS NULL ORDER BY month
"""
MARK = """
INSERT INTO replay_mark (epoch, at, seq) SELECT epoch, $1, last_seq FROM relay_state
WHERE NOT EXISTS (SELECT FROM replay_mark WHERE epoch = relay_state.epoch AND at > $2)
ON CONFLICT DO NOTHING
"""
# A mark is a number that had been given by then, so a fact without a number is always above it.
RAISE_FLOOR = """
UPDATE relay_state SET replay_floor = mark.seq FROM (
    SELECT epoch, max(seq) AS seq FROM replay_mark WHERE at <= $1 GROUP BY epoch
) mark
WHERE mark.epoch = relay_state.epoch AND mark.seq > replay_floor AND mark.seq <= last_seq
"""
FORGET_MARKS = """
DELETE FROM replay_mark USING relay_state
WHERE replay_mark.epoch <> relay_state.epoch OR (at <= $1 AND seq < replay_floor)
"""


async def tend_log(now: datetime, *, replay: timedelta) -> None:
    """Make months, note how far the log goes, and replay no more what was told before `replay`.

    Repeating it, or two workers at once, is harmless.
    """
    await keep_months(now)
    await sql.execute(MARK, now, now - timedelta(seconds=MARK_SECONDS))
    await sql.execute(RAISE_FLOOR, now - replay)
    await sql.execute(FORGET_MARKS, now - replay)


async def keep_months(now: datetime) -> list[datetime]:
    """Give this month, the next ones, and every month of a stray fact its partition.

    Each in a transaction of its own. The months that were missing.

    Raises:
        OperationalError: a long transaction had the log; try again later.
    """
    missing = await sql.rows(MISSING_MONTHS, now, MONTHS_AHEAD)
    months = [row["month"].replace(tzinfo=UTC) for row in missing]
    for month in months:
        async with in_transaction():
            await sql.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            await sql.execute("SELECT keep_event_month($1)", month)
    return months
