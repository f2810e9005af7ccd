"""Updating a type of products: what it is called, and which attributes its goods have."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.attributes.create_type import TypeAttribute, distinct_attributes, rows_of
from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.events import ProductTypeUpdated
from domain.catalog.attributes.kinds import AttributeLevel
from domain.catalog.attributes.models import (
    AttributeValue,
    ProductType,
    ProductTypeAttribute,
)
from domain.catalog.attributes.queries import lock_type
from domain.catalog.naming import Name, names_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.inputs import KEEP, Keep
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def update_type(
    ctx: Context,
    type_id: UUID,
    *,
    name: str | Keep = KEEP,
    attributes: Sequence[TypeAttribute] | Keep = KEEP,
    translations: Sequence[Name] | Keep = KEEP,
    expected_version: int | None = None,
) -> ProductType:
    """Change what is given and keep the rest; the code stays. `attributes` are all it shall have.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, an attribute twice, or an option without choices.
        NotFound: no such type, or no such attribute.
        VersionConflict: it changed since `expected_version`.
        AttributeInUse: products of the type have values of an attribute that it should lose, or
            that should be somebody else's.
    """
    ctx.require(Scope.CATALOG_WRITE)
    given: dict[str, Any] = {}
    if name is not KEEP:
        given["name"] = inputs.text(name, "name")
    if translations is not KEEP:
        given["names"] = names_of(translations, "translations")
    wanted = KEEP if attributes is KEEP else distinct_attributes(attributes)
    async with in_transaction():
        kind = await lock_type(ctx, type_id)
        expect_version(kind, "product type", expected_version)
        changes = {
            column: value for column, value in given.items() if value != getattr(kind, column)
        }
        changed = sorted(changes)
        if wanted is not KEEP and await _has_now(kind, wanted):
            changed.append("attributes")
        if not changed:
            return kind
        await raise_version(kind, "product type", at=ctx.now, **changes)
        await append(
            ctx, ProductTypeUpdated(aggregate_id=kind.id, version=kind.version, changed=changed)
        )
        return kind


async def _has_now(kind: ProductType, wanted: Sequence[TypeAttribute]) -> bool:
    """Let a type have just these attributes; whether that changed anything."""
    had = await ProductTypeAttribute.filter(product_type_id=kind.id).order_by("position")
    rows = await rows_of(kind, wanted)
    if [_told(row) for row in had] == [_told(row) for row in rows]:
        return False
    levels = {row.attribute_id: row.level for row in rows}
    await _refuse_used(kind, [row for row in had if levels.get(row.attribute_id) is not row.level])
    await ProductTypeAttribute.filter(product_type_id=kind.id).delete()
    await ProductTypeAttribute.bulk_create(rows)
    return True


async def _refuse_used(kind: ProductType, lost: Sequence[ProductTypeAttribute]) -> None:
    for row in lost:
        used = AttributeValue.filter(
            attribute_id=row.attribute_id,
            product__product_type_id=kind.id,
            variant_id__isnull=row.level is AttributeLevel.PRODUCT,
        )
        if await used.exists():
            raise AttributeInUse((await row.attribute).name)


def _told(row: ProductTypeAttribute) -> tuple[UUID, AttributeLevel, bool]:
    return row.attribute_id, row.level, row.is_required
