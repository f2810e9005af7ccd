"""What one unit costs whoever asks: the price of its own, unless a price list says otherwise.

The database's function `listed_price` (migration 0015) knows the lists; it is the one place where
they are understood. Orders and the graph ask it by the fragments here. It is called only where
there is a list that could hold: `ANY_LISTS` is worked out once for a statement, whatever its rows.

A list changes a price and makes none: what has no price of its own is not for sale.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from domain.catalog.models import VariantPrice
from domain.catalog.queries import prices_of_variants
from domain.identity.scopes import Scope
from domain.pricing.set_list_prices import QUANTITY_MAX
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.inputs import count, text
from domain.shared.money import MINOR_DIGITS
from domain.shared.statement import Relation, Statement

CODE_LENGTH_MAX = 32  # characters of a channel's
Prices = Callable[[Context, Sequence[UUID]], Awaitable[dict[UUID, list[VariantPrice]]]]
Margins = Callable[[Context, Sequence[UUID]], Awaitable[dict[UUID, Decimal]]]
ANY_LISTS = "EXISTS (SELECT FROM price_list WHERE status IN ('scheduled', 'active'))"


def price_for(
    price: str, *, variant: str, currency: str, channel: str, customer: str, units: str, at: str
) -> str:
    """SQL: a price of its own, or what a list makes of it; null where that is null."""
    listed = f"listed_price({variant}, {currency}, {channel}, {customer}, {units}, {at})"
    return (
        f"CASE WHEN {price} IS NOT NULL AND {ANY_LISTS}"
        f" THEN coalesce({listed}, {price}) ELSE {price} END"
    )


class Question(NamedTuple):
    """So many units of a variant at once, bought by somebody in a channel. `place` is the asker's
    own: it comes back with the answer."""

    place: int
    variant_id: UUID
    currency: str
    channel: str | None
    customer_id: UUID | None
    units: int
    at: datetime


FIND = Statement(
    [Relation("asked", Question)],
    """
answer AS (
    SELECT place, variant_id,
        listed_price(variant_id, currency, channel, customer_id, units, at) AS amount_minor
    FROM asked
) SELECT * FROM answer WHERE amount_minor IS NOT NULL
""",
)


async def listed_prices(questions: Iterable[Question]) -> dict[tuple[int, UUID], int]:
    """What lists say one unit costs, in minor units, by place and variant; nothing where they say
    nothing. One statement for all.
    """
    rows = await FIND.rows(questions)
    return {(row["place"], row["variant_id"]): row["amount_minor"] for row in rows}


@lru_cache(1_000)
def prices_at(channel: str | None, units: int | None) -> Prices:
    """The read of what variants cost whoever asks, so many at once in a channel, for many variants
    in one breath. Without either it is what they cost as such.
    """

    async def read(ctx: Context, variant_ids: Sequence[UUID]) -> dict[UUID, list[VariantPrice]]:
        found = await prices_of_variants(ctx, variant_ids)
        if units is None:
            return found
        rows = [row for of_one in found.values() for row in of_one]
        listed = await listed_prices(
            Question(place, row.variant_id, row.currency, channel, ctx.customer_id, units, ctx.now)
            for place, row in enumerate(rows)
        )
        for place, row in enumerate(rows):
            row.amount_minor = listed.get((place, row.variant_id), row.amount_minor)
        return found

    return read


def where_bought(channel: str | None, quantity: int | None) -> tuple[str | None, int | None]:
    """A channel's code and a number of units as they are asked for; one unit unless more are named.
    Neither is neither.

    Raises:
        InvalidInput: no code, or no number of units that one may buy.
    """
    if channel is None and quantity is None:
        return None, None
    code = None if channel is None else text(channel, "channel", longest=CODE_LENGTH_MAX)
    return code, count(1 if quantity is None else quantity, "quantity", highest=QUANTITY_MAX)


# The lowest price of the thirty days before today's came into force, or today's if it is older, for
# a row of prices at an instant: what EU directive 98/6/EC, article 6a, wants beside a reduction.
# Every price that ended in that span is what a change of it changed from.
LOWEST = """
CASE WHEN {row}."updated_at" > {now}::timestamptz - interval '30 days' THEN coalesce((
    SELECT min(change.before_minor) FROM price_change AS change
    WHERE change.variant_id = {row}."variant_id" AND change.currency = {row}."currency"
        AND change.changed_at > {row}."updated_at" - interval '30 days'
        AND change.changed_at <= {row}."updated_at"
), {row}."amount_minor") ELSE {row}."amount_minor" END
"""
FIND_LOWEST = f"""
SELECT price.id, {LOWEST.format(row="price", now="$2")} AS amount_minor
FROM variant_price AS price WHERE price.id = ANY($1::uuid[])
"""


async def lowest_prices(
    ctx: Context, variant_ids: Sequence[UUID]
) -> dict[UUID, list[VariantPrice]]:
    """The lowest price of thirty days of each variant, one for each currency."""
    found = await prices_of_variants(ctx, variant_ids)
    rows = {row.id: row for of_one in found.values() for row in of_one}
    for lowest in await sql.rows(FIND_LOWEST, list(rows), ctx.now):
        rows[lowest["id"]].amount_minor = lowest["amount_minor"]
    return found


# What is left of the price over the cost, as a share of the price: of the variant `{row}`, in a
# currency, or its first.
MARGIN = """
(SELECT round((price.amount_minor - cost.amount_minor)::numeric / price.amount_minor, 4)
FROM variant_price AS price JOIN LATERAL (
    SELECT paid.amount_minor FROM variant_cost AS paid
    WHERE paid.variant_id = price.variant_id AND paid.currency = price.currency
    ORDER BY paid.recorded_at DESC, paid.id DESC LIMIT 1
) AS cost ON true
WHERE price.variant_id = {row}."id" AND price.amount_minor > 0 AND {allowed}::boolean
    AND coalesce(price.currency = {currency}, true)
ORDER BY price.currency LIMIT 1)
"""


@lru_cache(100)
def margins_in(currency: str | None) -> Margins:
    """The read of margins in a currency, or in each variant's first, for whoever may know them."""
    margin = MARGIN.format(row="variant", allowed="$2", currency="$3::text")

    async def read(ctx: Context, variant_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
        if currency is not None and currency not in MINOR_DIGITS:
            return {}
        rows = await sql.rows(
            f"SELECT variant.id, {margin} AS margin FROM product_variant AS variant"
            " WHERE variant.id = ANY($1::uuid[])",
            list(variant_ids),
            ctx.allows(Scope.PRICING_READ),
            currency,
        )
        return {row["id"]: row["margin"] for row in rows if row["margin"] is not None}

    return read
