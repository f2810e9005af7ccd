"""Placing one order in one statement: the database chooses, takes, writes and tells by itself."""

from typing import NamedTuple
from uuid import UUID

from tortoise.exceptions import IntegrityError

from domain.inventory.taking import CHOOSE, TAKE
from domain.orders.entering import ENTER, EXPIRES_AT, IS_NEW, NOBODY_ELSE, REMEMBER, Asked
from domain.orders.models import Order
from domain.orders.offers import OFFERS_TO_ONE
from domain.orders.placing import Placing, order_of
from domain.shared.ids import new_id
from domain.shared.money import AMOUNT_MINOR_MAX
from domain.shared.statement import Relation, Statement


class LineAsked(NamedTuple):
    """A line of the order."""

    line_id: UUID
    position: int
    variant_id: UUID
    quantity: int
    reservation_id: UUID


class UnitsAsked(NamedTuple):
    """How much of a variant all lines together want."""

    variant_id: UUID
    currency: str
    units: int
    movement_id: UUID


# `fits` is the order if it can be placed like this; the rest goes on from there, or does nothing.
# Whatever the UPDATE joins is materialised: when it meets a row that changed while we waited for
# its lock, it looks at the row again, and only at the row.
PLACE = Statement(
    [
        Relation("asked", Asked),
        Relation("line_asked", LineAsked),
        Relation("wanted", UnitsAsked),
    ],
    f"""
channel AS MATERIALIZED (
    SELECT sales_channel.id, unpaid_minutes
    FROM sales_channel JOIN asked ON asked.channel = sales_channel.code
), offer AS MATERIALIZED ({OFFERS_TO_ONE}
), line AS MATERIALIZED (
    SELECT 0 AS place, line_asked.*, offer.sku, offer.name, offer.unit_price_minor
    FROM line_asked JOIN offer USING (variant_id)
    WHERE offer.unit_price_minor IS NOT NULL AND NOT offer.is_bundle
        AND (offer.hidden_in IS NULL OR NOT (SELECT channel FROM asked) = ANY(offer.hidden_in))
), bill AS MATERIALIZED (
    SELECT count(*) AS lines, sum(unit_price_minor::numeric * quantity) AS total FROM line
), {CHOOSE}, fits AS MATERIALIZED (
    SELECT asked.*, channel.id AS channel_id, {EXPIRES_AT} AS expires_at,
        bill.total::bigint AS total_minor
    FROM asked, channel, bill, home
    WHERE bill.lines = asked.lines AND bill.total <= {AMOUNT_MINOR_MAX}
        AND NOT EXISTS (SELECT FROM warning) AND {IS_NEW} AND {NOBODY_ELSE}
), claimed AS (SELECT * FROM fits
), record AS ({REMEMBER} ON CONFLICT (actor, operation, key) DO NOTHING RETURNING id
), go AS MATERIALIZED (
    SELECT * FROM fits WHERE key IS NULL OR EXISTS (SELECT FROM record)
), {TAKE}, entry AS MATERIALIZED (
    SELECT go.* FROM go, (SELECT count(*) AS levels FROM moved) AS taken,
        (SELECT count(*) AS levels FROM wanted) AS sought
    WHERE CASE taken.levels WHEN sought.levels THEN true
        ELSE 1 / (go.place - go.place) = 0 END -- not all: write nothing, its key neither, and fail
), step AS (SELECT 0 AS place, moved.* FROM moved
), promise AS (
    SELECT 0 AS place, line.reservation_id, moved.level_id, line.line_id, line.quantity
    FROM line JOIN moved USING (variant_id)
), {ENTER}
SELECT * FROM written
""",
)


async def place_at_once(placing: Placing) -> Order | None:
    """Place an order that one warehouse can serve whole; None, and nothing done, if not so.

    None is no refusal: somebody who looks closer must say why not, or do it another way. So it is
    where a warning about the stock becomes due, where the key is known, and the like.
    """
    currency = placing.request.currency
    lines = [
        LineAsked(new_id(), position, line.variant_id, line.quantity, new_id())
        for position, line in enumerate(placing.request.lines)
    ]
    wanted = [
        UnitsAsked(variant_id, currency, units, new_id())
        for variant_id, units in placing.wanted.items()
    ]
    try:
        written = await PLACE.rows([Asked.of(0, placing)], lines, wanted)
    except IntegrityError:  # somebody was a moment earlier: under the same name, or at the shelf
        return None
    return order_of(written[0]) if written else None
