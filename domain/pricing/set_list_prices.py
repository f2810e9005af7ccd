"""Writing prices into a list, and taking them out of it: all that are named, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.queries import variants_by_ids
from domain.identity.scopes import Scope
from domain.pricing.events import ListPricesSet
from domain.pricing.models import PriceList
from domain.pricing.queries import lock_price_list
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

QUANTITY_MAX = 10_000  # units from which on a tier may hold; orders have no more of a line
WRITE = """
    INSERT INTO price_list_entry (id, list_id, variant_id, min_quantity, amount_minor, updated_at)
    SELECT id, $1, variant_id, min_quantity, amount_minor, $2
    FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::bigint[])
        AS given (id, variant_id, min_quantity, amount_minor)
    ON CONFLICT (variant_id, list_id, min_quantity) DO UPDATE
    SET amount_minor = excluded.amount_minor, updated_at = excluded.updated_at
    WHERE price_list_entry.amount_minor <> excluded.amount_minor
    RETURNING variant_id
"""
STRIKE = """
    DELETE FROM price_list_entry AS entry
    USING unnest($2::uuid[], $3::int[]) AS given (variant_id, min_quantity)
    WHERE entry.list_id = $1 AND entry.variant_id = given.variant_id
        AND entry.min_quantity = given.min_quantity
    RETURNING entry.variant_id
"""


@dataclass(frozen=True, slots=True)
class ListPrice:
    """What one unit shall cost whoever buys `min_quantity` or more; None takes the price out."""

    variant_id: UUID
    price: Money | None
    min_quantity: int = 1


async def set_list_prices(
    ctx: Context,
    list_id: UUID,
    prices: Sequence[ListPrice],
    *,
    expected_version: int | None = None,
) -> PriceList:
    """Set prices of a list, which may count already. What is so already changes nothing.

    Raises:
        NotPermitted: the actor may not write prices.
        InvalidInput: none or more than 250, a quantity out of bounds, below zero, or a thing twice.
        WrongCurrency: not the list's.
        NotFound: no such list or variant.
        VersionConflict: the list changed since `expected_version`.
    """
    ctx.require(Scope.PRICING_WRITE)
    _check(prices)
    async with in_transaction():
        row = await lock_price_list(ctx, list_id)
        expect_version(row, "price list", expected_version)
        for place, one in enumerate(prices):
            if one.price is not None and one.price.currency != row.currency:
                raise WrongCurrency(f"This list is in {row.currency}.", "prices", str(place))
        wanted = {one.variant_id for one in prices}
        if missing := wanted - set(await variants_by_ids(ctx, wanted)):
            raise NotFound("variant", min(missing))
        if changed := await _write(ctx, row.id, prices):
            await raise_version(row, "price list", at=ctx.now)
            await append(
                ctx,
                ListPricesSet(
                    aggregate_id=row.id, version=row.version, variant_ids=sorted(changed)
                ),
            )
        return row


def _check(prices: Sequence[ListPrice]) -> None:
    inputs.items(prices, "prices")
    names = [f"{one.variant_id} {one.min_quantity}" for one in prices]
    inputs.distinct(names, "prices")
    for place, one in enumerate(prices):
        path = ("prices", str(place))
        inputs.count(one.min_quantity, *path, "minQuantity", highest=QUANTITY_MAX)
        if one.price is not None:
            inputs.price(one.price, *path, "price")


async def _write(ctx: Context, list_id: UUID, prices: Sequence[ListPrice]) -> set[UUID]:
    """The variants of which something changed."""
    given = [(one.variant_id, one.min_quantity, one.price) for one in prices]
    kept = [(variant, least, price.minor) for variant, least, price in given if price is not None]
    gone = [(variant, least) for variant, least, price in given if price is None]
    written = await sql.rows(
        WRITE,
        list_id,
        ctx.now,
        [new_id() for _ in kept],
        *([one[column] for one in kept] for column in range(3)),
    )
    struck = await sql.rows(STRIKE, list_id, *([one[place] for one in gone] for place in range(2)))
    return {row["variant_id"] for row in [*written, *struck]}
