"""Deleting an attribute that nothing has any more."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.events import AttributeDeleted
from domain.catalog.attributes.models import Attribute
from domain.catalog.attributes.queries import lock_attribute
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def delete_attribute(
    ctx: Context, attribute_id: UUID, *, expected_version: int | None = None
) -> Attribute:
    """Take an attribute and its choices away. The database itself sees to it that nothing has it.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such attribute.
        VersionConflict: it changed since `expected_version`.
        AttributeInUse: a type of products has it, or goods have values of it.
    """
    ctx.require(Scope.CATALOG_WRITE)
    name = ""
    try:
        async with in_transaction():
            attribute = await lock_attribute(ctx, attribute_id)
            expect_version(attribute, "attribute", expected_version)
            name = attribute.name
            await raise_version(attribute, "attribute", at=ctx.now)
            await append(
                ctx, AttributeDeleted(aggregate_id=attribute.id, version=attribute.version)
            )
            await Attribute.filter(id=attribute.id).delete()
            return attribute
    except IntegrityError:
        raise AttributeInUse(name) from None
