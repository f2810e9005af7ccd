"""Updating an attribute: what it is called, and the unit of its numbers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.create_attribute import unit_of
from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.events import AttributeUpdated
from domain.catalog.attributes.models import Attribute, AttributeValue
from domain.catalog.attributes.queries import lock_attribute
from domain.catalog.naming import Name, names_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.inputs import KEEP, Keep
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def update_attribute(
    ctx: Context,
    attribute_id: UUID,
    *,
    name: str | Keep = KEEP,
    unit: str | Keep | None = KEEP,
    translations: Sequence[Name] | Keep = KEEP,
    expected_version: int | None = None,
) -> Attribute:
    """Change what is given and keep the rest; code and kind stay. Nothing changed tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, a language twice or unknown, or a unit of what is
            no number.
        NotFound: no such attribute.
        VersionConflict: it changed since `expected_version`.
        AttributeInUse: another unit, while goods have numbers in this one.
    """
    ctx.require(Scope.CATALOG_WRITE)
    given: dict[str, Any] = {}
    if name is not KEEP:
        given["name"] = inputs.text(name, "name")
    if translations is not KEEP:
        given["names"] = names_of(translations, "translations")
    async with in_transaction():
        attribute = await lock_attribute(ctx, attribute_id)
        expect_version(attribute, "attribute", expected_version)
        if unit is not KEEP:
            given["unit"] = unit_of(unit, attribute.kind)
        changes = {
            column: value for column, value in given.items() if value != getattr(attribute, column)
        }
        if not changes:
            return attribute
        if "unit" in changes and await AttributeValue.exists(attribute_id=attribute.id):
            raise AttributeInUse(attribute.name)
        await raise_version(attribute, "attribute", at=ctx.now, **changes)
        await append(
            ctx,
            AttributeUpdated(
                aggregate_id=attribute.id, version=attribute.version, changed=sorted(changes)
            ),
        )
        return attribute
