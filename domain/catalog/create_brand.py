"""Creating a brand: one more maker, or a label of our own."""

from tortoise.transactions import in_transaction

from domain.catalog.models import Brand
from domain.catalog.queries import get_brand
from domain.catalog.slugs import free_slug, slug_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim


async def create_brand(
    ctx: Context,
    name: str,
    *,
    is_private_label: bool = False,
    idempotency_key: str | None = None,
) -> Brand:
    """Add a brand. Brands have no history, so nobody is told.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: no name, or one too long.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    name = inputs.text(name, "name")
    request = [name, is_private_label]
    async with in_transaction():
        claimed = await claim(ctx, "catalog.create_brand", idempotency_key, request)
        if claimed.replay_of:
            return await get_brand(ctx, claimed.replay_of)

        brand = await Brand.create(
            name=name,
            slug=await free_slug(Brand, slug_of([name], prefix="b")),
            is_private_label=is_private_label,
        )
        await claimed.settle(brand.id)
        return brand
