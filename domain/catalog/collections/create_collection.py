"""Creating a collection: empty, until products are added or a rule is set."""

from collections.abc import Sequence

from tortoise.transactions import in_transaction

from domain.catalog.collections.events import CollectionCreated
from domain.catalog.collections.models import Collection
from domain.catalog.collections.queries import get_collection
from domain.catalog.naming import Name, names_of
from domain.catalog.slugs import free_slug, slug_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append


async def create_collection(
    ctx: Context,
    name: str,
    *,
    description: str = "",
    translations: Sequence[Name] = (),
    idempotency_key: str | None = None,
) -> Collection:
    """Add a collection.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, or a language twice or unknown.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    name = inputs.text(name, "name")
    description = inputs.text(
        description, "description", longest=inputs.TEXT_LENGTH_MAX, required=False
    )
    names = names_of(translations, "translations")
    async with in_transaction():
        request = [name, description, names]
        claimed = await claim(ctx, "catalog.create_collection", idempotency_key, request)
        if claimed.replay_of:
            return await get_collection(ctx, claimed.replay_of)
        collection = await Collection.create(
            version=1,
            slug=await free_slug(Collection, slug_of([name, *names.values()], prefix="l")),
            name=name,
            names=names,
            description=description,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(ctx, CollectionCreated(aggregate_id=collection.id, version=1))
        await claimed.settle(collection.id)
        return collection
