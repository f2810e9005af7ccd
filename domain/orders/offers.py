"""What is for sale at this moment, and for how much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from domain.orders.errors import VariantNotFound
from domain.orders.request import LineRequest
from domain.shared.money import WrongCurrency
from domain.shared.statement import Relation, Statement

# Published variants of `wanted (variant_id, currency)`; without a price, the price is null.
OFFERS = """
    SELECT wanted.variant_id, wanted.currency, variant.sku,
        price.amount_minor AS unit_price_minor,
        concat_ws(', ', nullif(product.name, ''), nullif(variant.name, '')) AS name
    FROM wanted
    JOIN product_variant AS variant ON variant.id = wanted.variant_id
    JOIN product ON product.id = variant.product_id AND product.status = 'published'
    LEFT JOIN variant_price AS price
        ON price.variant_id = variant.id AND price.currency = wanted.currency
"""


class Wanted(NamedTuple):
    """A variant, and the currency that somebody wants to pay in."""

    variant_id: UUID
    currency: str


FIND = Statement([Relation("wanted", Wanted)], f"offer AS ({OFFERS}) SELECT * FROM offer")


@dataclass(frozen=True, slots=True)
class Offer:
    """A published variant, by the name and price that an order will remember."""

    variant_id: UUID
    currency: str
    sku: str
    name: str
    unit_price_minor: int


async def offers_for(lines: Sequence[LineRequest], currency: str) -> list[Offer]:
    """The offer that each line means, in the lines' order, in one statement.

    Raises:
        VariantNotFound: a line names no published variant.
        WrongCurrency: a variant has no price in this currency.
    """
    found = await _find({Wanted(line.variant_id, currency) for line in lines})
    offers = []
    for position, line in enumerate(lines):
        path = ("lines", str(position), "variantId")
        row = found.get(Wanted(line.variant_id, currency))
        if row is None:
            raise VariantNotFound(line.variant_id, *path)
        if row["unit_price_minor"] is None:
            raise WrongCurrency(f"{row['sku']} has no price in {currency}.", *path)
        offers.append(Offer(**row))
    return offers


async def offers_of(wanted: Collection[Wanted]) -> dict[Wanted, Offer]:
    """The offers there are of what many want, in one statement."""
    found = await _find(wanted)
    return {key: Offer(**row) for key, row in found.items() if row["unit_price_minor"] is not None}


async def _find(wanted: Collection[Wanted]) -> dict[Wanted, dict[str, Any]]:
    rows = await FIND.rows(wanted)
    return {Wanted(row["variant_id"], row["currency"]): row for row in rows}
