"""What one unit costs whoever asks: the price of its own, unless a price list says otherwise.

The database's function `listed_price` (migration 0015) knows the lists; it is the one place where
they are understood. Orders and the graph ask it by the fragments here. It is called only where
there is a list that could hold: `ANY_LISTS` is worked out once for a statement, whatever its rows.

A list changes a price and makes none: what has no price of its own is not for sale.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.catalog.models import VariantPrice
from domain.catalog.queries import prices_of_variants
from domain.shared.context import Context
from domain.shared.statement import Relation, Statement

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


async def prices_for(
    ctx: Context, variant_ids: Sequence[UUID], *, channel: str | None, units: int
) -> dict[UUID, list[VariantPrice]]:
    """What each variant costs whoever asks, one price for each currency."""
    found = await prices_of_variants(ctx, variant_ids)
    rows = [row for of_one in found.values() for row in of_one]
    listed = await listed_prices(
        Question(place, row.variant_id, row.currency, channel, ctx.customer_id, units, ctx.now)
        for place, row in enumerate(rows)
    )
    for place, row in enumerate(rows):
        row.amount_minor = listed.get((place, row.variant_id), row.amount_minor)
    return found
