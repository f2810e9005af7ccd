"""Setting the rule by which a collection is filled, or taking it away."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.collections.events import CollectionUpdated
from domain.catalog.collections.models import Collection
from domain.catalog.collections.queries import lock_collection
from domain.catalog.collections.rules import (
    RuleCondition,
    checked,
    require_things,
    written,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def set_rule(
    ctx: Context,
    collection_id: UUID,
    rule: Sequence[RuleCondition] | None,
    *,
    expected_version: int | None = None,
) -> Collection:
    """Fill a collection by a rule; None gives it back the products that were named one by one.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a rule without a condition or with more than 20, or one that means nothing.
        WrongCurrency: a price in a currency we do not trade in.
        NotFound: no such collection, or nothing that a condition names.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    wanted = None if rule is None else written(checked(rule, "rule"))
    async with in_transaction():
        collection = await lock_collection(ctx, collection_id)
        expect_version(collection, "collection", expected_version)
        await require_things(rule or [], "rule")
        if collection.rule == wanted:
            return collection
        await raise_version(collection, "collection", at=ctx.now, rule=wanted)
        await append(
            ctx,
            CollectionUpdated(
                aggregate_id=collection.id, version=collection.version, changed=["rule"]
            ),
        )
        return collection
