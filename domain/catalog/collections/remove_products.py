"""Taking products out of a collection."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.values import not_found
from domain.catalog.collections.errors import CollectionHasRule
from domain.catalog.collections.events import CollectionProductsRemoved
from domain.catalog.collections.models import Collection, CollectionProduct
from domain.catalog.collections.queries import lock_collection
from domain.catalog.queries import products_by_ids
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def remove_products(
    ctx: Context,
    collection_id: UUID,
    product_ids: Sequence[UUID],
    *,
    expected_version: int | None = None,
) -> Collection:
    """Take products out of a collection. Those not in it change nothing and tell nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: too many products at once.
        NotFound: no such collection, or no such product.
        VersionConflict: the collection changed since `expected_version`.
        CollectionHasRule: a rule says what is in it.
    """
    ctx.require(Scope.CATALOG_WRITE)
    keys = inputs.items(product_ids, "productIds")
    async with in_transaction():
        collection = await lock_collection(ctx, collection_id)
        expect_version(collection, "collection", expected_version)
        if collection.rule is not None:
            raise CollectionHasRule
        known = await products_by_ids(ctx, keys)
        for place, key in enumerate(keys):
            if key not in known:
                raise not_found("product", key, "productIds", str(place))
        rows = CollectionProduct.filter(collection_id=collection.id, product_id__in=keys)
        gone = [row["product_id"] for row in await rows.order_by("id").values("product_id")]
        if not gone:
            return collection
        await rows.delete()
        await raise_version(collection, "collection", at=ctx.now)
        await append(
            ctx,
            CollectionProductsRemoved(
                aggregate_id=collection.id, version=collection.version, product_ids=gone
            ),
        )
        return collection
