"""Whether we have what a channel says it sold: counts and sums by hour, and every difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound

RANGE_MAX = timedelta(days=31)
DIFFERENCES_MAX = 1_000  # are listed; all are counted
BOTH = """
WITH here AS (
    SELECT id, external_id, total_minor, placed_at FROM sales_order
    WHERE channel_id = $1 AND placed_at >= $2 AND placed_at < $3 AND external_id IS NOT NULL
), there AS (
    SELECT external_id, total_minor, placed_at, times FROM channel_manifest_entry
    WHERE channel_id = $1 AND placed_at >= $2 AND placed_at < $3
), both_ AS (
    SELECT external_id, here.id AS order_id, here.total_minor AS here_minor,
        there.total_minor AS there_minor, there.times,
        coalesce(there.placed_at, here.placed_at) AS placed_at
    FROM here FULL JOIN there USING (external_id)
)"""
HOURS = f"""{BOTH}
SELECT date_trunc('hour', placed_at, 'UTC') AS hour,
    count(order_id) AS here, coalesce(sum(times), 0)::bigint AS there,
    coalesce(sum(here_minor), 0)::bigint AS here_minor,
    coalesce(sum(there_minor * times), 0)::bigint AS there_minor
FROM both_ GROUP BY 1 ORDER BY 1
"""
DIFFERENCES = f"""{BOTH}, told AS (
    SELECT 'missing_here' AS kind, both_.* FROM both_ WHERE order_id IS NULL
    UNION ALL SELECT 'missing_there', both_.* FROM both_ WHERE there_minor IS NULL
    UNION ALL SELECT 'amount_differs', both_.* FROM both_ WHERE here_minor <> there_minor
    UNION ALL SELECT 'duplicate', both_.* FROM both_ WHERE times > 1
)
SELECT told.kind, told.external_id, told.order_id, told.here_minor, told.there_minor,
    told.placed_at, message.id AS message_id, count(*) OVER (PARTITION BY told.kind) AS of_kind
FROM told LEFT JOIN LATERAL (
    SELECT id FROM channel_order
    WHERE channel_id = $1 AND channel_order.external_id = told.external_id
    ORDER BY received_at DESC, id DESC LIMIT 1
) AS message ON true
ORDER BY told.placed_at, told.external_id, told.kind LIMIT $4
"""


class DifferenceKind(StrEnum):
    """How a channel's list and our books differ."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    AMOUNT_DIFFERS = "amount_differs"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour: orders and their sum, in our books and in the channel's list."""

    hour: datetime
    here: int
    there: int
    here_minor: int
    there_minor: int


@dataclass(frozen=True, slots=True)
class Difference:
    """An order that differs. `message_id` is the last that the channel said of it."""

    kind: DifferenceKind
    external_id: str
    order_id: UUID | None
    here_minor: int | None
    there_minor: int | None
    placed_at: datetime
    message_id: UUID | None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What came of the comparison; sums in minor units of `currency`. `counts` are all differences
    of each kind, `differences` the first of them.
    """

    channel: SalesChannel
    hours: Sequence[Hour]
    differences: Sequence[Difference]
    counts: dict[DifferenceKind, int]

    @property
    def is_equal(self) -> bool:
        """Whether nothing was lost, doubled or changed."""
        return not self.differences


async def reconcile_channel(
    ctx: Context, channel_id: UUID, start: datetime, end: datetime
) -> Reconciliation:
    """Compare our books with a channel's own list, of orders placed from `start` until before
    `end`, which is at most 31 days later. Three statements.

    Raises:
        NotPermitted: the actor may not read orders.
        NotFound: no such channel.
        InvalidInput: the time ends before it begins, or is too long.
    """
    ctx.require(Scope.ORDERS_READ)
    if not start < end or end - start > RANGE_MAX:
        raise InvalidInput("Choose a time of at most 31 days.", "range")
    channel = await SalesChannel.get_or_none(id=channel_id)
    if channel is None:
        raise NotFound("channel", channel_id)
    hours = await sql.rows(HOURS, channel_id, start, end)
    rows = await sql.rows(DIFFERENCES, channel_id, start, end, DIFFERENCES_MAX)
    counts = dict.fromkeys(DifferenceKind, 0)
    differences = []
    for row in rows:
        kind = DifferenceKind(row.pop("kind"))
        counts[kind] = row.pop("of_kind")
        differences.append(Difference(kind, **row))
    return Reconciliation(channel, [Hour(**row) for row in hours], differences, counts)
