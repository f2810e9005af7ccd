"""Creating a category: one more shelf, on its own or on another."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.errors import CategoryTooDeep
from domain.catalog.events import CategoryCreated
from domain.catalog.models import Category
from domain.catalog.queries import get_category
from domain.catalog.slugs import free_slug, slug_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append

LEVELS_MAX = 5


async def create_category(
    ctx: Context,
    name: str,
    *,
    parent_id: UUID | None = None,
    position: int = 0,
    idempotency_key: str | None = None,
) -> Category:
    """Add a category below another, or at the root. The root's depth is 0.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: no name, one too long, or a position below zero.
        NotFound: no such parent.
        CategoryTooDeep: the parent stands on the lowest level.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    name = inputs.text(name, "name")
    position = inputs.count(position, "position", lowest=0)
    request = [name, parent_id, position]
    async with in_transaction():
        claimed = await claim(ctx, "catalog.create_category", idempotency_key, request)
        if claimed.replay_of:
            return await get_category(ctx, claimed.replay_of)
        parent = await get_category(ctx, parent_id) if parent_id else None
        depth = parent.depth + 1 if parent else 0
        if depth >= LEVELS_MAX:
            raise CategoryTooDeep(LEVELS_MAX)

        slug = await free_slug(Category, slug_of([name], prefix="c"))
        category = await Category.create(
            version=1,
            parent=parent,
            name=name,
            slug=slug,
            path=f"{parent.path}/{slug}" if parent else slug,
            depth=depth,
            position=position,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            CategoryCreated(
                aggregate_id=category.id, version=category.version, parent_id=parent_id
            ),
        )
        await claimed.settle(category.id)
        return category
