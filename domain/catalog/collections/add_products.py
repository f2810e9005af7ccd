"""Putting products into a collection by hand."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.values import not_found
from domain.catalog.collections.errors import CollectionHasRule
from domain.catalog.collections.events import CollectionProductsAdded
from domain.catalog.collections.models import Collection, CollectionProduct
from domain.catalog.collections.queries import lock_collection
from domain.catalog.queries import products_by_ids
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def add_products(
    ctx: Context,
    collection_id: UUID,
    product_ids: Sequence[UUID],
    *,
    expected_version: int | None = None,
) -> Collection:
    """Put products into a collection. Those in it already change nothing and tell nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: too many products at once.
        NotFound: no such collection, or no such product.
        VersionConflict: the collection changed since `expected_version`.
        CollectionHasRule: a rule says what is in it.
    """
    ctx.require(Scope.CATALOG_WRITE)
    keys = list(dict.fromkeys(inputs.items(product_ids, "productIds")))
    async with in_transaction():
        collection = await lock_collection(ctx, collection_id)
        expect_version(collection, "collection", expected_version)
        if collection.rule is not None:
            raise CollectionHasRule
        known = await products_by_ids(ctx, keys)
        for place, key in enumerate(product_ids):
            if key not in known:
                raise not_found("product", key, "productIds", str(place))
        rows = CollectionProduct.filter(collection_id=collection.id, product_id__in=keys)
        had = {row["product_id"] for row in await rows.values("product_id")}
        new = [key for key in keys if key not in had]
        if not new:
            return collection
        await CollectionProduct.bulk_create(
            CollectionProduct(collection_id=collection.id, product_id=key) for key in new
        )
        await raise_version(collection, "collection", at=ctx.now)
        await append(
            ctx,
            CollectionProductsAdded(
                aggregate_id=collection.id, version=collection.version, product_ids=new
            ),
        )
        return collection
