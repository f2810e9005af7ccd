"""Generating variants: one for every combination of the options' choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.attributes.combinations import (
    VARIANTS_MAX,
    Chosen,
    Combination,
    combinations,
)
from domain.catalog.attributes.events import VariantsGenerated
from domain.catalog.attributes.kinds import AttributeLevel
from domain.catalog.attributes.models import AttributeChoice, AttributeValue, ProductTypeAttribute
from domain.catalog.attributes.set_type import hold_attributes, hold_type
from domain.catalog.attributes.values import not_found
from domain.catalog.models import Product, ProductVariant
from domain.catalog.queries import lock_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

PATTERN_LENGTH_MAX = 64  # characters


@dataclass(frozen=True, slots=True)
class Option:
    """An attribute of the type, and which of its choices this product comes in."""

    attribute_id: UUID
    choice_ids: Sequence[UUID]


async def generate_variants(
    ctx: Context,
    product_id: UUID,
    options: Sequence[Option],
    sku_pattern: str,
    *,
    expected_version: int | None = None,
) -> Product:
    """Add the variants that a product lacks. Those it has stay as they are, whatever their SKU, so
    that the same again does nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: the product's type has other options, an option without a choice, more than
            250 variants, or a pattern that does not name every option.
        NotFound: no such product, or no such choice.
        VersionConflict: the product changed since `expected_version`.
        AlreadyTaken: another variant has one of these SKUs.
    """
    ctx.require(Scope.CATALOG_WRITE)
    pattern = inputs.text(sku_pattern, "skuPattern", longest=PATTERN_LENGTH_MAX)
    options = inputs.items(options, "options")
    inputs.distinct([str(option.attribute_id) for option in options], "options")
    try:
        async with in_transaction():
            product = await lock_product(ctx, product_id)
            expect_version(product, "product", expected_version)
            wanted = combinations(await _choices(ctx, product, options), pattern)
            had = await _variants(product)
            lacking = [each for each in wanted if each.key not in had.values()]
            if not lacking:
                return product
            if len(had) + len(lacking) > VARIANTS_MAX:
                raise InvalidInput(f"A product has at most {VARIANTS_MAX} variants.", "options")
            added = await _add(ctx, product, lacking, len(had))
            await raise_version(product, "product", at=ctx.now)
            await append(
                ctx,
                VariantsGenerated(
                    aggregate_id=product.id,
                    version=product.version,
                    variant_ids=[variant.id for variant in added],
                ),
            )
            return product
    except IntegrityError:
        raise AlreadyTaken("Another variant has this SKU.", "skuPattern") from None


async def _choices(
    ctx: Context, product: Product, options: Sequence[Option]
) -> dict[str, list[Chosen]]:
    """The choices of every option of the product's type, in the type's order, by its code."""
    if product.product_type_id is not None:
        await hold_type(ctx, product.product_type_id)
    rows = ProductTypeAttribute.filter(
        product_type_id=product.product_type_id, level=AttributeLevel.OPTION
    )
    wanted = await rows.order_by("position", "id").select_related("attribute")
    given = {option.attribute_id: option for option in options}
    await hold_attributes(list(given))
    keys = [key for option in options for key in option.choice_ids]
    known = {row.id: row for row in await AttributeChoice.filter(id__in=keys).order_by("id")}
    for place, option in enumerate(options):
        inputs.distinct([str(key) for key in option.choice_ids], "options", str(place), "choiceIds")
        for number, key in enumerate(option.choice_ids):
            if key not in known or known[key].attribute_id != option.attribute_id:
                path = ("options", str(place), "choiceIds", str(number))
                raise not_found("attribute choice", key, *path)
    if set(given) != {row.attribute_id for row in wanted}:
        raise InvalidInput("Name exactly the options of the product's type.", "options")
    return {
        row.attribute.code: [
            Chosen(row.attribute_id, key, known[key].code, known[key].name)
            for key in given[row.attribute_id].choice_ids
        ]
        for row in wanted
    }


async def _variants(product: Product) -> dict[UUID, frozenset[UUID]]:
    """The variants that a product has, and which choices each is."""
    options = ProductTypeAttribute.filter(
        product_type_id=product.product_type_id, level=AttributeLevel.OPTION
    )
    keys = await options.values_list("attribute_id", flat=True)
    found: dict[UUID, set[UUID]] = {
        row["id"]: set() for row in await ProductVariant.filter(product_id=product.id).values("id")
    }
    values = AttributeValue.filter(product_id=product.id, variant_id__in=list(found))
    for row in await values.filter(attribute_id__in=keys):
        if row.variant_id is not None and row.choice_id is not None:
            found[row.variant_id].add(row.choice_id)
    return {key: frozenset(choices) for key, choices in found.items()}


async def _add(
    ctx: Context, product: Product, lacking: Sequence[Combination], position: int
) -> list[ProductVariant]:
    variants = [
        ProductVariant(
            product_id=product.id,
            sku=each.sku,
            name=each.name,
            pack_units=1,
            position=position + place,
            created_at=ctx.now,
        )
        for place, each in enumerate(lacking)
    ]
    await ProductVariant.bulk_create(variants)
    await AttributeValue.bulk_create(
        AttributeValue(
            product_id=product.id,
            variant_id=variant.id,
            attribute_id=chosen.attribute_id,
            choice_id=chosen.choice_id,
        )
        for variant, each in zip(variants, lacking, strict=True)
        for chosen in each.choices
    )
    return variants
