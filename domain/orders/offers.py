"""What is for sale at this moment, and for how much."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple
from uuid import UUID

from domain.orders.errors import VariantNotFound
from domain.orders.request import LineRequest
from domain.shared.money import WrongCurrency
from domain.shared.statement import Relation, Statement

# Published variants of `wanted (variant_id, currency)`; without a price, the price is null. Not for
# sale in the channels `hidden_in`, which is null for nearly all of them.
OFFERS = """
    SELECT wanted.variant_id, wanted.currency, variant.sku,
        price.amount_minor AS unit_price_minor,
        concat_ws(', ', nullif(product.name, ''), nullif(variant.name, '')) AS name,
        product.hidden_in
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
    hidden_in: Sequence[str] | None = None

    def is_for(self, channel: str) -> bool:
        """Whether a channel shows it."""
        return self.hidden_in is None or channel not in self.hidden_in


async def offers_for(lines: Sequence[LineRequest], currency: str, channel: str) -> list[Offer]:
    """The offer that each line means, in the lines' order, in one statement.

    Raises:
        VariantNotFound: a line names no variant that the channel shows.
        WrongCurrency: a variant has no price in this currency.
    """
    found = await _find({Wanted(line.variant_id, currency) for line in lines})
    offers = []
    for position, line in enumerate(lines):
        path = ("lines", str(position), "variantId")
        row = found.get(Wanted(line.variant_id, currency))
        if row is None or channel in (row["hidden_in"] or ()):
            raise VariantNotFound(line.variant_id, *path)
        if row["unit_price_minor"] is None:
            raise WrongCurrency(f"{row['sku']} has no price in {currency}.", *path)
        offers.append(Offer(**row))
    return offers


def offers_in(rows: Iterable[Mapping[str, Any]]) -> dict[Wanted, Offer]:
    """The offers that have a price among rows of `OFFERS`, which may be wider and hold others."""
    names = [field.name for field in fields(Offer)]
    found = [
        Offer(**{name: row[name] for name in names})
        for row in rows
        if row["unit_price_minor"] is not None
    ]
    return {Wanted(offer.variant_id, offer.currency): offer for offer in found}


async def _find(wanted: Collection[Wanted]) -> dict[Wanted, dict[str, Any]]:
    rows = await FIND.rows(wanted)
    return {Wanted(row["variant_id"], row["currency"]): row for row in rows}
