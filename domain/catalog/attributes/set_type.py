"""Setting what type a product is of, and so which attributes it has."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.kinds import AttributeLevel
from domain.catalog.attributes.models import AttributeValue, ProductTypeAttribute
from domain.catalog.attributes.queries import get_type
from domain.catalog.events import ProductUpdated
from domain.catalog.models import Product
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def set_type(
    ctx: Context, product_id: UUID, type_id: UUID | None, *, expected_version: int | None = None
) -> Product:
    """Say what type a product is of; None for none.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such product, or no such type.
        VersionConflict: the product changed since `expected_version`.
        AttributeInUse: the product or a variant has a value that the type has no place for.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await hold_to_edit(ctx, product_id, expected_version=expected_version)
        if type_id is not None:
            await hold_type(ctx, type_id)
        if product.product_type_id == type_id:
            return product
        await _refuse_homeless(product, type_id)
        await raise_version(product, "product", at=ctx.now, product_type_id=type_id)
        await append(
            ctx,
            ProductUpdated(
                aggregate_id=product.id, version=product.version, changed=["product_type_id"]
            ),
        )
        return product


async def hold_type(ctx: Context, type_id: UUID) -> None:
    """Keep a type as it is until the transaction ends; others may hold it too.

    Raises:
        NotFound: none by this id.
    """
    await sql.rows("SELECT id FROM product_type WHERE id = $1 FOR SHARE", type_id)
    await get_type(ctx, type_id)


async def hold_attributes(attribute_ids: Sequence[UUID]) -> None:
    """Keep attributes and their choices as they are until the transaction ends."""
    keys = list(attribute_ids)
    await sql.rows("SELECT id FROM attribute WHERE id = ANY($1) ORDER BY id FOR KEY SHARE", keys)


async def _refuse_homeless(product: Product, type_id: UUID | None) -> None:
    rows = await ProductTypeAttribute.filter(product_type_id=type_id) if type_id else []
    homes = {(row.attribute_id, row.level is AttributeLevel.PRODUCT) for row in rows}
    for value in await AttributeValue.filter(product_id=product.id).order_by("id"):
        if (value.attribute_id, value.variant_id is None) not in homes:
            raise AttributeInUse((await value.attribute).name)
