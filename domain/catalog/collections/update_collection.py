"""Updating a collection: what is said of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.collections.events import CollectionUpdated
from domain.catalog.collections.models import Collection
from domain.catalog.collections.queries import lock_collection
from domain.catalog.naming import Name, names_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.inputs import KEEP, Keep
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def update_collection(
    ctx: Context,
    collection_id: UUID,
    *,
    name: str | Keep = KEEP,
    description: str | Keep = KEEP,
    translations: Sequence[Name] | Keep = KEEP,
    expected_version: int | None = None,
) -> Collection:
    """Change what is given and keep the rest; the slug stays. Nothing changed tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, or a language twice or unknown.
        NotFound: no such collection.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    given: dict[str, Any] = {}
    if name is not KEEP:
        given["name"] = inputs.text(name, "name")
    if description is not KEEP:
        given["description"] = inputs.text(
            description, "description", longest=inputs.TEXT_LENGTH_MAX, required=False
        )
    if translations is not KEEP:
        given["names"] = names_of(translations, "translations")
    async with in_transaction():
        collection = await lock_collection(ctx, collection_id)
        expect_version(collection, "collection", expected_version)
        changes = {
            column: value for column, value in given.items() if value != getattr(collection, column)
        }
        if not changes:
            return collection
        await raise_version(collection, "collection", at=ctx.now, **changes)
        await append(
            ctx,
            CollectionUpdated(
                aggregate_id=collection.id, version=collection.version, changed=sorted(changes)
            ),
        )
        return collection
