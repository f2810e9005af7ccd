"""Removing a choice that nothing has any more."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.events import AttributeUpdated
from domain.catalog.attributes.models import Attribute, AttributeChoice
from domain.catalog.attributes.queries import lock_attribute
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def remove_choice(
    ctx: Context, choice_id: UUID, *, expected_version: int | None = None
) -> Attribute:
    """Take a choice away from its attribute, whose version `expected_version` is.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such choice.
        VersionConflict: the attribute changed since `expected_version`.
        AttributeInUse: goods have this choice.
    """
    ctx.require(Scope.CATALOG_WRITE)
    choice = await AttributeChoice.get_or_none(id=choice_id)
    if choice is None:
        raise NotFound("attribute choice", choice_id)
    try:
        async with in_transaction():
            attribute = await lock_attribute(ctx, choice.attribute_id)
            expect_version(attribute, "attribute", expected_version)
            if not await AttributeChoice.filter(id=choice_id).delete():
                raise NotFound("attribute choice", choice_id)
            await raise_version(attribute, "attribute", at=ctx.now)
            await append(
                ctx,
                AttributeUpdated(
                    aggregate_id=attribute.id, version=attribute.version, changed=["choices"]
                ),
            )
            return attribute
    except IntegrityError:
        raise AttributeInUse(choice.name) from None
