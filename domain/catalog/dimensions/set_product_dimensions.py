"""Setting where a product stands on the dimensions."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.values import not_found
from domain.catalog.dimensions.models import DimensionValue, ProductDimensionValue
from domain.catalog.events import ProductUpdated
from domain.catalog.models import Product
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def set_product_dimensions(
    ctx: Context,
    product_id: UUID,
    value_ids: Sequence[UUID],
    *,
    expected_version: int | None = None,
) -> Product:
    """Let a product have just these values, in place of those it had. The same tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: too many values, or one twice.
        NotFound: no such product, or no such value.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    wanted = inputs.items(value_ids, "valueIds")
    inputs.distinct([str(key) for key in wanted], "valueIds")
    async with in_transaction():
        product = await hold_to_edit(ctx, product_id, expected_version=expected_version)
        known = {row.id: row.dimension_id for row in await DimensionValue.filter(id__in=wanted)}
        for place, key in enumerate(wanted):
            if key not in known:
                raise not_found("dimension value", key, "valueIds", str(place))
        rows = ProductDimensionValue.filter(product_id=product.id)
        had = {row["value_id"] for row in await rows.values("value_id")}
        if had == set(wanted):
            return product
        await rows.filter(value_id__in=list(had - set(wanted))).delete()
        await ProductDimensionValue.bulk_create(
            ProductDimensionValue(product_id=product.id, value_id=key, dimension_id=known[key])
            for key in wanted
            if key not in had
        )
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            ProductUpdated(
                aggregate_id=product.id, version=product.version, changed=["dimensions"]
            ),
        )
        return product
