"""Many products and variants at once: what is fit is written, what is not is said, item by item."""

from collections.abc import Sequence

from tortoise.transactions import in_transaction

from domain.catalog.bulk.items import Faults, ProductItem, Refused, checked
from domain.catalog.bulk.keeping import replayed
from domain.catalog.bulk.loading import load
from domain.catalog.bulk.planning import Imagined
from domain.catalog.bulk.queries import require_bulk
from domain.catalog.bulk.results import ItemResult
from domain.catalog.bulk.trying import trying
from domain.catalog.bulk.writing import write
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput


async def upsert_products(
    ctx: Context, items: Sequence[ProductItem], *, idempotency_key: str | None = None
) -> list[ItemResult]:
    """Make or change products by their slugs, and variants of them by their SKUs.

    One transaction for all: each item is checked before anything is written, in the order given,
    and sees what those before it made; so one that is refused leaves the others alone. What comes
    of an item is what single edits would have made of it, facts and words for the search among it.

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
            replayed(ctx, "catalog.upsert_products", idempotency_key, items) as kept,
        ):
            if kept.results is None:
                kept.results = await put_products(ctx, items)
            return kept.results

    return await trying(once)


Known = Sequence[Sequence[Refused]]


async def put_products(
    ctx: Context, items: Sequence[ProductItem], known: Known = ()
) -> list[ItemResult]:
    """The same inside the caller's transaction, for whoever may. `known` is of each item what is
    known to be wrong with it.

    Raises:
        Overtaken: somebody wrote the same meanwhile; begin again.
    """
    looked = _looked_at(items, known)
    plan = await load([item for item, _ in looked], hold=True, imagined=None)
    results = [plan.take(index, *each) for index, each in enumerate(looked)]
    await write(ctx, plan)
    return results


async def try_products(
    items: Sequence[ProductItem], imagined: Imagined, known: Known = ()
) -> list[ItemResult]:
    """What would come of it, and nothing written. `imagined` is what parts before this one would
    have made, and then this one too.
    """
    looked = _looked_at(items, known)
    plan = await load([item for item, _ in looked], hold=False, imagined=imagined)
    results = [plan.take(index, *each) for index, each in enumerate(looked)]
    for goods in plan.goods.values():
        if goods.is_new or goods.is_imagined:
            imagined.variants[goods.slug] = goods.variants
    imagined.skus |= {unit.sku: unit.slug for unit in plan.units.values() if unit.is_new}
    return results


def _looked_at(items: Sequence[ProductItem], known: Known) -> list[tuple[ProductItem, Faults]]:
    return [
        checked(item, faults)
        for item, faults in zip(items, known or [()] * len(items), strict=True)
    ]
