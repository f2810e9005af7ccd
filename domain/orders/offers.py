"""What is for sale at this moment, and for how much."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.orders.errors import VariantNotFound
from domain.orders.placing import Placing
from domain.orders.request import LineRequest
from domain.pricing.listed import ANY_LISTS, Question, listed_prices, price_for
from domain.shared import sql
from domain.shared.money import WrongCurrency
from domain.shared.statement import Relation, Statement

# Published variants of `wanted (variant_id, currency)`; without a price, the price is null.
# `is_listed` says that price lists may say otherwise. Not for sale in the channels `hidden_in`,
# which is null for nearly all of them. A bundle takes the stock of what is in it: that is done step
# by step.
_OFFERS = """
    SELECT wanted.variant_id, wanted.currency, variant.sku, {price} AS unit_price_minor,
        {is_listed} AS is_listed,
        concat_ws(', ', nullif(product.name, ''), nullif(variant.name, '')) AS name,
        product.hidden_in, variant.is_bundle
    FROM wanted
    JOIN product_variant AS variant ON variant.id = wanted.variant_id
    JOIN product ON product.id = variant.product_id AND product.status = 'published'
    LEFT JOIN variant_price AS price
        ON price.variant_id = variant.id AND price.currency = wanted.currency
"""
OFFERS = _OFFERS.format(price="price.amount_minor", is_listed=ANY_LISTS)
# The same at the price for whoever asks: of `wanted (…, units)`, and the one row of `asked
# (channel, customer_id, placed_at)`.
OFFERS_TO_ONE = _OFFERS.format(
    price=price_for(
        "price.amount_minor",
        variant="wanted.variant_id",
        currency="wanted.currency",
        channel="(SELECT channel FROM asked)",
        customer="(SELECT customer_id FROM asked)",
        units="wanted.units",
        at="(SELECT placed_at FROM asked)",
    ),
    is_listed="false",
)

GOODS = """
SELECT variant.id, variant.sku, variant.is_bundle,
    concat_ws(', ', nullif(product.name, ''), nullif(variant.name, '')) AS name
FROM product_variant AS variant JOIN product ON product.id = variant.product_id
WHERE variant.id = ANY($1)
"""


class Wanted(NamedTuple):
    """A variant, and the currency that somebody wants to pay in."""

    variant_id: UUID
    currency: str


class Asker(NamedTuple):
    """Who wants it, where, and when."""

    channel: str
    customer_id: UUID | None
    placed_at: datetime


class WantedUnits(NamedTuple):
    """A variant, a currency, and how much of it all lines together want."""

    variant_id: UUID
    currency: str
    units: int


FIND = Statement(
    [Relation("asked", Asker), Relation("wanted", WantedUnits)],
    f"offer AS ({OFFERS_TO_ONE}) SELECT * FROM offer",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A published variant, by the name and price that an order will remember."""

    variant_id: UUID
    currency: str
    sku: str
    name: str
    unit_price_minor: int
    is_listed: bool
    hidden_in: Sequence[str] | None = None
    is_bundle: bool = False

    def is_for(self, channel: str) -> bool:
        """Whether a channel shows it."""
        return self.hidden_in is None or channel not in self.hidden_in


async def offers_for(lines: Sequence[LineRequest], currency: str, asker: Asker) -> list[Offer]:
    """The offer that each line means, in the lines' order, in one statement.

    Raises:
        VariantNotFound: a line names no variant that the channel shows.
        WrongCurrency: a variant has no price in this currency.
    """
    units = Counter[UUID]()
    for line in lines:
        units[line.variant_id] += line.quantity
    wanted = [WantedUnits(variant, currency, count) for variant, count in units.items()]
    rows = await FIND.rows([asker], wanted)
    found = {row["variant_id"]: row for row in rows}
    offers = []
    for position, line in enumerate(lines):
        path = ("lines", str(position), "variantId")
        row = found.get(line.variant_id)
        if row is None or asker.channel in (row["hidden_in"] or ()):
            raise VariantNotFound(line.variant_id, *path)
        if row["unit_price_minor"] is None:
            raise WrongCurrency(f"{row['sku']} has no price in {currency}.", *path)
        offers.append(Offer(**row))
    return offers


def worth_of_lines(lines: Sequence[LineRequest], offers: Sequence[Offer]) -> int:
    """What lines cost before any promotion, in minor units."""
    pairs = zip(lines, offers, strict=True)
    return sum(line.quantity * offer.unit_price_minor for line, offer in pairs)


async def offers_known(
    units: Mapping[UUID, int], currency: str, asker: Asker
) -> tuple[dict[UUID, Offer], frozenset[UUID]]:
    """The offers of those of some variants (variant to units) that are for sale to the asker, and
    the variants that are but have no price in this currency. In one statement.
    """
    wanted = [WantedUnits(variant, currency, count) for variant, count in units.items()]
    rows = await FIND.rows([asker], wanted)
    shown = [row for row in rows if asker.channel not in (row["hidden_in"] or ())]
    return (
        {row["variant_id"]: Offer(**row) for row in shown if row["unit_price_minor"] is not None},
        frozenset(row["variant_id"] for row in shown if row["unit_price_minor"] is None),
    )


async def offers_settled(
    variant_ids: Collection[UUID], currency: str
) -> tuple[dict[UUID, Offer], frozenset[UUID]]:
    """The same of variants whose price was settled elsewhere, for sale here or not: by what they
    are called; their price is nothing.
    """
    rows = await sql.rows(GOODS, list(variant_ids))
    return {row["id"]: _settled(row, currency) for row in rows}, frozenset()


def _settled(row: Mapping[str, Any], currency: str) -> Offer:
    return Offer(
        row["id"], currency, row["sku"], row["name"], 0, is_listed=False, is_bundle=row["is_bundle"]
    )


def offers_in(rows: Iterable[Mapping[str, Any]]) -> dict[Wanted, Offer]:
    """The offers that have a price among rows of `OFFERS`, which may be wider and hold others."""
    names = [field.name for field in fields(Offer)]
    found = [
        Offer(**{name: row[name] for name in names})
        for row in rows
        if row["unit_price_minor"] is not None
    ]
    return {Wanted(offer.variant_id, offer.currency): offer for offer in found}


async def listed_for(
    placings: Mapping[int, Placing], offers: Iterable[Offer]
) -> dict[tuple[int, UUID], int]:
    """What price lists say of what each of several orders wants, by place and variant: nothing,
    and no statement, where there is no list.
    """
    if not any(offer.is_listed for offer in offers):
        return {}
    return await listed_prices(
        Question(
            place,
            variant_id,
            placing.request.currency,
            placing.request.channel,
            placing.customer_id,
            units,
            placing.ctx.now,
        )
        for place, placing in placings.items()
        for variant_id, units in placing.wanted.items()
    )
