"""What the two verbs that set values have in common: all is checked before anything is written."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.catalog.attributes.kinds import COLUMNS, AttributeKind, AttributeLevel, ReferenceKind
from domain.catalog.attributes.models import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    ProductTypeAttribute,
)
from domain.catalog.attributes.set_type import hold_attributes, hold_type
from domain.catalog.attributes.values import Given, kept, not_found
from domain.catalog.models import Brand, Category, Product
from domain.catalog.queries import visible_products
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import DomainError, InvalidInput, NotFound, Several

Row = tuple[str, object]  # the column, and what goes there


async def say(
    ctx: Context,
    product: Product,
    variant_id: UUID | None,
    level: AttributeLevel,
    given: Sequence[Given],
) -> bool:
    """Let a product that is held, or its variant, have these values; whether that changed any.

    Raises:
        InvalidInput: a value is not of its attribute's kind, or the type has no such attribute.
        NotFound: no such attribute, no such choice of it, or nothing that a reference names.
        Several: more than one of these.
    """
    wanted = await _checked(ctx, product, level, given)
    rows = AttributeValue.filter(product_id=product.id, variant_id=variant_id)
    had = {row.attribute_id: row for row in await rows.filter(attribute_id__in=list(wanted))}
    changed = {key: row for key, row in wanted.items() if row != _row(had.get(key))}
    if not changed:
        return False
    await rows.filter(attribute_id__in=list(changed)).delete()
    await AttributeValue.bulk_create(
        AttributeValue(
            product_id=product.id,
            variant_id=variant_id,
            attribute_id=key,
            **{row[0]: row[1]},
        )
        for key, row in changed.items()
        if row is not None
    )
    return True


def distinct(given: Sequence[Given]) -> list[Given]:
    """Values, each of another attribute.

    Raises:
        InvalidInput: too many, or an attribute twice.
    """
    found = inputs.items(given, "values")
    inputs.distinct([str(each.attribute_id) for each in found], "values")
    return found


async def _checked(
    ctx: Context, product: Product, level: AttributeLevel, given: Sequence[Given]
) -> dict[UUID, Row | None]:
    """All values as they are to be kept, in order of their attributes; None for those to go."""
    if product.product_type_id is not None:
        await hold_type(ctx, product.product_type_id)
    levels = {
        row.attribute_id: row.level
        for row in await ProductTypeAttribute.filter(product_type_id=product.product_type_id)
    }
    keys = [each.attribute_id for each in given]
    await hold_attributes(keys)
    attributes = {row.id: row for row in await Attribute.filter(id__in=keys)}
    choices: dict[UUID, set[UUID]] = {}
    for choice in await AttributeChoice.filter(attribute_id__in=keys):
        choices.setdefault(choice.attribute_id, set()).add(choice.id)
    there = await _named(ctx, attributes, given)

    found: dict[UUID, Row | None] = {}
    wrong: list[DomainError] = []
    for place, each in enumerate(given):
        path = ("values", str(place))
        try:
            attribute = attributes.get(each.attribute_id)
            if attribute is None:
                raise not_found("attribute", each.attribute_id, *path, "attributeId")
            found[attribute.id] = None
            if each.content is None:
                continue
            if levels.get(attribute.id) is not level:
                raise InvalidInput(
                    "The type of this product has no such attribute here.", *path, "attributeId"
                )
            column, value = kept(
                attribute.kind, each.content, choices.get(attribute.id, ()), *path, "value"
            )
            if attribute.kind is AttributeKind.REFERENCE and value not in there:
                assert isinstance(value, UUID)
                assert attribute.reference_kind is not None
                kind = attribute.reference_kind.value
                raise not_found(kind, value, *path, "value", "referenceId")
            found[attribute.id] = (column, value)
        except (InvalidInput, NotFound) as refusal:
            wrong.append(refusal)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else Several(wrong)
    return dict(sorted(found.items()))


async def _named(
    ctx: Context, attributes: Mapping[UUID, Attribute], given: Sequence[Given]
) -> set[UUID]:
    """Of all that references name, what there is, of the kind that each attribute refers to."""
    wanted: dict[ReferenceKind, list[UUID]] = {}
    for each in given:
        attribute = attributes.get(each.attribute_id)
        key = each.content.reference_id if each.content else None
        if attribute is not None and attribute.reference_kind is not None and key is not None:
            wanted.setdefault(attribute.reference_kind, []).append(key)
    rows: dict[ReferenceKind, QuerySet[Any]] = {
        ReferenceKind.PRODUCT: visible_products(ctx),
        ReferenceKind.CATEGORY: Category.all(),
        ReferenceKind.BRAND: Brand.all(),
    }
    found: set[UUID] = set()
    for kind, keys in wanted.items():
        found |= {row["id"] for row in await rows[kind].filter(id__in=keys).values("id")}
    return found


def _row(value: AttributeValue | None) -> Row | None:
    if value is None:
        return None
    return next(
        (column, found)
        for column in COLUMNS.values()
        if (found := getattr(value, column)) is not None
    )
