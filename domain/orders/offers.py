"""What is for sale at this moment, and for how much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.catalog.states import PublicationStatus
from domain.orders.errors import VariantNotFound
from domain.orders.request import LineRequest
from domain.shared import sql
from domain.shared.money import WrongCurrency

FIND = """
    SELECT variant.id AS variant_id, variant.sku, price.amount_minor AS unit_price_minor,
        concat_ws(', ', nullif(product.name, ''), nullif(variant.name, '')) AS name
    FROM product_variant AS variant
    JOIN product ON product.id = variant.product_id AND product.status = $3
    LEFT JOIN variant_price AS price
        ON price.variant_id = variant.id AND price.currency = $2
    WHERE variant.id = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A published variant, by the name and price that an order will remember."""

    variant_id: UUID
    sku: str
    name: str
    unit_price_minor: int


async def offers_for(lines: Sequence[LineRequest], currency: str) -> list[Offer]:
    """The offer that each line means, in the lines' order, in one statement.

    Raises:
        VariantNotFound: a line names no published variant.
        WrongCurrency: a variant has no price in this currency.
    """
    found = await _find({line.variant_id for line in lines}, currency)
    offers = []
    for position, line in enumerate(lines):
        path = ("lines", str(position), "variantId")
        if line.variant_id not in found:
            raise VariantNotFound(line.variant_id, *path)
        row = found[line.variant_id]
        if row["unit_price_minor"] is None:
            raise WrongCurrency(f"{row['sku']} has no price in {currency}.", *path)
        offers.append(Offer(**row))
    return offers


async def _find(variant_ids: Collection[UUID], currency: str) -> dict[UUID, dict[str, Any]]:
    rows = await sql.rows(FIND, list(variant_ids), currency, str(PublicationStatus.PUBLISHED))
    return {row["variant_id"]: row for row in rows}
