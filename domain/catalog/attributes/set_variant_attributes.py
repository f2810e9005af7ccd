"""Setting what the attributes of a variant are, but for its options."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.kinds import AttributeLevel
from domain.catalog.attributes.saying import distinct, say
from domain.catalog.attributes.values import Given
from domain.catalog.events import ProductUpdated
from domain.catalog.models import ProductVariant
from domain.catalog.queries import get_variant
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def set_variant_attributes(
    ctx: Context,
    variant_id: UUID,
    values: Sequence[Given],
    *,
    expected_version: int | None = None,
) -> ProductVariant:
    """Give a variant these values and keep its others; `expected_version` is the product's.

    An option is set when variants are generated, for it says which variant it is.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: too many values, an attribute twice, a value that is not of its attribute's
            kind, or an attribute that the product's type does not have for variants.
        NotFound: no such variant or attribute, no such choice, or nothing that a reference names.
        Several: more than one value is wrong.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    values = distinct(values)
    async with in_transaction():
        variant = await get_variant(ctx, variant_id)
        product = await hold_to_edit(ctx, variant.product_id, expected_version=expected_version)
        if not await say(ctx, product, variant.id, AttributeLevel.VARIANT, values):
            return variant
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            ProductUpdated(
                aggregate_id=product.id, version=product.version, changed=["variant_attributes"]
            ),
        )
        return variant
