"""Updating a product: what is said of it, and where it stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import ProductUpdated
from domain.catalog.models import Product
from domain.catalog.queries import get_brand, get_category
from domain.catalog.reindex import reindex
from domain.catalog.revisions.policy import hold_to_edit
from domain.catalog.tagging import names_of_tags, tag_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.inputs import KEEP, Keep
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def update_product(
    ctx: Context,
    product_id: UUID,
    *,
    name: str | Keep = KEEP,
    description: str | Keep = KEEP,
    category_id: UUID | Keep | None = KEEP,
    brand_id: UUID | Keep | None = KEEP,
    tags: Sequence[str] | Keep = KEEP,
    expected_version: int | None = None,
) -> Product:
    """Change what is given and keep the rest; the slug stays, for links to it are out there.

    Where nothing changes, nothing is told.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, or too many tags.
        NotFound: no such product, category or brand.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    given: dict[str, Any] = {"category_id": category_id, "brand_id": brand_id}
    if name is not KEEP:
        given["name"] = inputs.text(name, "name")
    if description is not KEEP:
        given["description"] = inputs.text(
            description, "description", longest=inputs.TEXT_LENGTH_MAX, required=False
        )
    wanted_tags = KEEP if tags is KEEP else names_of_tags(tags)
    async with in_transaction():
        product = await hold_to_edit(ctx, product_id, expected_version=expected_version)
        if category_id is not KEEP and category_id is not None:
            await get_category(ctx, category_id)
        if brand_id is not KEEP and brand_id is not None:
            await get_brand(ctx, brand_id)

        changes = {
            column: value
            for column, value in given.items()
            if value is not KEEP and value != getattr(product, column)
        }
        changed = sorted(changes)
        if wanted_tags is not KEEP and await tag_product(product.id, wanted_tags):
            changed.append("tags")
        if not changed:
            return product
        await raise_version(product, "product", at=ctx.now, **changes)
        await reindex([product.id])
        await append(
            ctx,
            ProductUpdated(aggregate_id=product.id, version=product.version, changed=changed),
        )
        return product
