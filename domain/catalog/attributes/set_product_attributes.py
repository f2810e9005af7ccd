"""Setting what the attributes of a product are."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.kinds import AttributeLevel
from domain.catalog.attributes.saying import distinct, say
from domain.catalog.attributes.values import Given
from domain.catalog.events import ProductUpdated
from domain.catalog.models import Product
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def set_product_attributes(
    ctx: Context,
    product_id: UUID,
    values: Sequence[Given],
    *,
    expected_version: int | None = None,
) -> Product:
    """Give a product these values and keep its others. The same again tells nobody.

    Every fault is said, each with its path; where there is one, nothing is written.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: too many values, an attribute twice, a value that is not of its attribute's
            kind, or an attribute that the product's type does not have.
        NotFound: no such product or attribute, no such choice, or nothing that a reference names.
        Several: more than one value is wrong.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    values = distinct(values)
    async with in_transaction():
        product = await hold_to_edit(ctx, product_id, expected_version=expected_version)
        if not await say(ctx, product, None, AttributeLevel.PRODUCT, values):
            return product
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            ProductUpdated(
                aggregate_id=product.id, version=product.version, changed=["attributes"]
            ),
        )
        return product
