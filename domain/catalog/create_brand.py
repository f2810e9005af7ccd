"""Creating a brand: one more maker, or a label of our own."""

from tortoise.transactions import in_transaction

from domain.catalog.models import Brand
from domain.catalog.slugs import free_slug, slug_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context


async def create_brand(ctx: Context, name: str, *, is_private_label: bool = False) -> Brand:
    """Add a brand. Brands have no history, so nobody is told.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: no name, or one too long.
    """
    ctx.require(Scope.CATALOG_WRITE)
    name = inputs.text(name, "name")
    async with in_transaction():
        return await Brand.create(
            name=name,
            slug=await free_slug(Brand, slug_of([name], prefix="b")),
            is_private_label=is_private_label,
        )
