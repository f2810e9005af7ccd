"""Many prices at once: what is fit is written, what is not is said, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.bulk.items import Faults, PriceItem, Refused, first_of_each
from domain.catalog.bulk.keeping import replayed
from domain.catalog.bulk.queries import require_bulk
from domain.catalog.bulk.results import ItemOutcome, ItemResult
from domain.catalog.bulk.trying import trying
from domain.catalog.events import PriceSet
from domain.catalog.states import PriceCause
from domain.pricing.watching_many import watch_prices
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shared.outbox import append_many

# Products are held in the order of their ids, as whoever else holds several does.
GOODS = """
SELECT id, version FROM product
WHERE id IN (SELECT product_id FROM product_variant WHERE sku = ANY($1::text[])) ORDER BY id
"""
HOLD = " FOR NO KEY UPDATE"
UNITS = """
SELECT variant.id, variant.sku, variant.product_id, price.currency, price.amount_minor
FROM product_variant AS variant LEFT JOIN variant_price AS price ON price.variant_id = variant.id
WHERE variant.sku = ANY($1::text[])
"""
PRICES = """
INSERT INTO variant_price (id, variant_id, currency, amount_minor, updated_at)
SELECT id, variant_id, currency, amount_minor, $5
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[])
    AS fresh (id, variant_id, currency, amount_minor)
ON CONFLICT (variant_id, currency)
    DO UPDATE SET amount_minor = excluded.amount_minor, updated_at = excluded.updated_at
"""
HISTORY = """
INSERT INTO price_change (id, variant_id, currency, before_minor, amount_minor, cause,
    reference_id, actor, changed_at)
SELECT id, variant_id, currency, before_minor, amount_minor, $6, $7, $8, $9
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[])
    AS fresh (id, variant_id, currency, before_minor, amount_minor)
"""
VERSIONS = """
UPDATE product SET version = fresh.version, updated_at = $3
FROM unnest($1::uuid[], $2::int[]) AS fresh (id, version) WHERE product.id = fresh.id
"""


@dataclass(slots=True)
class Change:
    """One price that becomes another."""

    variant_id: UUID
    product_id: UUID
    version: int
    before: int | None
    price: Money


class Prices:
    """What is there of what the items name, and what becomes of it."""

    def __init__(self) -> None:
        self.versions: dict[UUID, int] = {}
        self.units: dict[str, tuple[UUID, UUID]] = {}
        self.amounts: dict[tuple[UUID, str], int] = {}
        self.changes: list[Change] = []

    @classmethod
    async def load(cls, skus: Sequence[str], *, hold: bool) -> "Prices":
        """Read it; with `hold` nobody changes it before the transaction ends."""
        prices = cls()
        for row in await sql.rows(GOODS + (HOLD if hold else ""), skus):
            prices.versions[row["id"]] = row["version"]
        for row in await sql.rows(UNITS, skus):
            prices.units[row["sku"]] = row["id"], row["product_id"]
            if row["currency"] is not None:
                prices.amounts[row["id"], row["currency"]] = row["amount_minor"]
        return prices

    def take(
        self, index: int, sku: str, price: Money | None, faults: Sequence[Refused]
    ) -> ItemResult:
        """Do in memory what an item asks for, or nothing of it. `faults` are known already."""
        found = list(faults)
        if sku not in self.units:
            found.append(Refused.of(NotFound("variant", sku), "sku"))
        if found or price is None:
            return ItemResult.refused(index, first_of_each(found))
        variant_id, product_id = self.units[sku]
        before = self.amounts.get((variant_id, price.currency))
        outcome = ItemOutcome.UNCHANGED
        if before != price.minor:
            outcome = ItemOutcome.CREATED if before is None else ItemOutcome.UPDATED
            self.amounts[variant_id, price.currency] = price.minor
            version = self.versions[product_id] = self.versions[product_id] + 1
            self.changes.append(Change(variant_id, product_id, version, before, price))
        return ItemResult(index, outcome, product_id, variant_id)

    async def write(self, ctx: Context, cause: PriceCause, reference_id: UUID | None) -> None:
        """Write all that changed, its history and its facts, and look for what is odd about it."""
        changes = self.changes
        if not changes:
            return
        newest = {(one.variant_id, one.price.currency): one.price for one in changes}
        await sql.execute(
            PRICES,
            [new_id() for _ in newest],
            [variant_id for variant_id, _ in newest],
            [currency for _, currency in newest],
            [price.minor for price in newest.values()],
            ctx.now,
        )
        await sql.execute(
            HISTORY,
            sorted(new_id() for _ in changes),  # made in one millisecond, they are in no order
            [one.variant_id for one in changes],
            [one.price.currency for one in changes],
            [one.before for one in changes],
            [one.price.minor for one in changes],
            cause.value,
            reference_id,
            ctx.actor.key,
            ctx.now,
        )
        touched = {one.product_id: self.versions[one.product_id] for one in changes}
        await sql.execute(VERSIONS, list(touched), list(touched.values()), ctx.now)
        await append_many(ctx, [_fact(one) for one in changes])
        watched = [(variant_id, price) for (variant_id, _), price in newest.items()]
        await watch_prices(ctx.as_system(), watched)


async def set_prices(
    ctx: Context, items: Sequence[PriceItem], *, idempotency_key: str | None = None
) -> list[ItemResult]:
    """Set prices of variants by their SKUs, as `price_variant` sets one: with history, facts, and
    a look at what is odd. An item that is refused leaves the others alone: each is checked before
    anything is written, in the order given, and all that are fit are written in one transaction.

    Raises:
        NotPermitted: the actor may not read and change the catalog.
        InvalidInput: no items, or more than 250.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    require_bulk(ctx)
    items = inputs.items(items, "items")
    if not items:
        raise InvalidInput("Name at least one.", "items")

    async def once() -> list[ItemResult]:
        async with (
            in_transaction(),
            replayed(ctx, "pricing.set_prices", idempotency_key, items) as kept,
        ):
            if kept.results is None:
                kept.results = await put_prices(ctx, items, cause=PriceCause.MANUAL)
            return kept.results

    return await trying(once)


async def put_prices(
    ctx: Context,
    items: Sequence[PriceItem],
    *,
    cause: PriceCause,
    reference_id: UUID | None = None,
    is_tried: bool = False,
    known: Sequence[Sequence[Refused]] = (),
) -> list[ItemResult]:
    """The same inside the caller's transaction, for whoever may. What `is_tried` is not written.
    `known` is of each item what is known to be wrong with it.
    """
    looked = [
        _checked(item, faults)
        for item, faults in zip(items, known or [()] * len(items), strict=True)
    ]
    prices = await Prices.load(sorted({sku for sku, _, _ in looked if sku}), hold=not is_tried)
    results = [prices.take(index, *each) for index, each in enumerate(looked)]
    if not is_tried:
        await prices.write(ctx, cause, reference_id)
    return results


def _checked(item: PriceItem, known: Sequence[Refused]) -> tuple[str, Money | None, Faults]:
    faults = Faults(known)
    sku = faults.check(lambda: inputs.text(item.sku, "sku"), "")
    price = None
    try:
        amount = inputs.text(item.price, "price")
        price = inputs.price(Money.parse(amount, item.currency, "price"), "price")
    except WrongCurrency as error:
        faults.append(Refused(("currency",), error))
    except InvalidInput as error:
        faults.append(Refused.of(error))
    return sku, price, faults


def _fact(change: Change) -> PriceSet:
    return PriceSet(
        aggregate_id=change.product_id,
        version=change.version,
        variant_id=change.variant_id,
        currency=change.price.currency,
        amount_minor=change.price.minor,
    )
