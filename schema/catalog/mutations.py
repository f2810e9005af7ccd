"""Changing what is sold."""

from uuid import UUID

import strawberry

from domain.catalog.add_variant import add_variant
from domain.catalog.create_brand import create_brand
from domain.catalog.create_category import create_category
from domain.catalog.create_product import Translation, create_product
from domain.catalog.errors import CategoryTooDeep, ProductDiscontinued, ProductHasNoPrice
from domain.catalog.publish_product import publish_product
from domain.catalog.queries import get_variant
from domain.catalog.revisions.errors import ApprovalRequired
from domain.catalog.translate_category import translate_category
from domain.catalog.translate_product import translate_product
from domain.catalog.unpublish_product import unpublish_product
from domain.catalog.update_product import update_product
from domain.pricing.price_variant import price_variant
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import KEEP, Keep
from domain.shared.money import WrongCurrency
from schema.catalog.types import Brand, Category, Product, ProductVariant
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    omissible,
    optional,
)
from schema.shared.scalars import LocaleCode


@strawberry.input(description="A product's words in one language.")
class ProductTranslationInput:
    """Words."""

    locale: LocaleCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name in it, up to 200 characters.")
    description: str = optional("What it is, in it.", default="")


@strawberry.input(description="A product to add, unpublished and without variants.")
class ProductCreateInput:
    """A new product."""

    name: str = strawberry.field(description="The name, up to 200 characters.")
    description: str = optional("What it is.", default="")
    category_id: strawberry.ID | None = optional("The shelf it stands on.")
    brand_id: strawberry.ID | None = optional("Who makes it.")
    tags: list[str] | None = optional("Words to find it by; new ones are made.")
    translations: list[ProductTranslationInput] | None = optional("Its words in other languages.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to change of a product; what is left out stays.")
class ProductUpdateInput:
    """A change."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    name: str | None = optional("The new name.")
    description: str | None = optional("The new description.")
    category_id: strawberry.ID | None = omissible("The shelf it shall stand on; null for none.")
    brand_id: strawberry.ID | None = omissible("Who makes it; null for nobody known.")
    tags: list[str] | None = optional("All words to find it by, in place of those it has.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A product to put on the shelf.")
class ProductPublishInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    channel_id: strawberry.ID | None = optional("In which channel; in all if left out.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A product to take off the shelf.")
class ProductUnpublishInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    channel_id: strawberry.ID | None = optional("In which channel; in all if left out.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A product's words in one language, in place of those before.")
class ProductTranslateInput:
    """Words."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    locale: LocaleCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name in it, up to 200 characters.")
    description: str = optional("What it is, in it.", default="")
    expected_version: int | None = expected_version()


@strawberry.type(description="The product as it is now.")
class ProductPayload(Payload):
    """What came of it."""

    product: Product | None = changed("The product.")


@strawberry.input(description="A variant to add behind those a product has.")
class VariantAddInput:
    """A new variant."""

    product_id: strawberry.ID = strawberry.field(description="Which product.")
    sku: str = strawberry.field(description="The stock-keeping unit, unique.")
    name: str = strawberry.field(description="The size or pack, such as 250 g.")
    pack_units: int = optional("How many units are in it.", default=1)
    idempotency_key: str | None = optional(KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.input(description="A variant's price in one currency.")
class PriceSetInput:
    """A price. Orders keep the one they were placed at."""

    variant_id: strawberry.ID = strawberry.field(description="Which variant.")
    price: MoneyInput = strawberry.field(description="What one unit costs.")
    expected_version: int | None = strawberry.field(
        description="Refuse if the product's version is not this one any more.", default=None
    )


@strawberry.type(description="The variant as it is now.")
class VariantPayload(Payload):
    """What came of it."""

    variant: ProductVariant | None = changed("The variant.")


@strawberry.input(description="A shelf to add.")
class CategoryCreateInput:
    """A new category."""

    name: str = strawberry.field(description="The name, up to 200 characters.")
    parent_id: strawberry.ID | None = optional("The shelf it is part of; none for the root.")
    position: int = optional("Its place among its neighbours; the name breaks ties.", default=0)
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="A shelf's name in one language.")
class CategoryTranslateInput:
    """A name."""

    id: strawberry.ID = strawberry.field(description="Which shelf.")
    locale: LocaleCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name in it.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The shelf as it is now.")
class CategoryPayload(Payload):
    """What came of it."""

    category: Category | None = changed("The shelf.")


@strawberry.input(description="A brand to add.")
class BrandCreateInput:
    """A new brand."""

    name: str = strawberry.field(description="The name.")
    is_private_label: bool = optional("Whether it is our own.", default=False)
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.type(description="The brand as it is now.")
class BrandPayload(Payload):
    """What came of it."""

    brand: Brand | None = changed("The brand.")


def kept_key(kind: str, value: strawberry.ID | None) -> UUID | Keep | None:
    """The key of an id; None for null; KEEP where it was left out."""
    return KEEP if value is strawberry.UNSET else maybe_key(kind, value)


@strawberry.type(description="Changing what is sold.")
class CatalogMutations:
    """Products, variants, prices, categories, brands. All need catalog:write."""

    @mutation("Add a product, unpublished and without variants. Needs catalog:write.")
    async def product_create(self, info: Info, input: Input[ProductCreateInput]) -> ProductPayload:
        product = await create_product(
            info.context.domain,
            input.name,
            description=input.description,
            category_id=maybe_key("Category", input.category_id),
            brand_id=maybe_key("Brand", input.brand_id),
            tags=input.tags or [],
            translations=[
                Translation(words.locale, words.name, words.description)
                for words in input.translations or []
            ],
            idempotency_key=input.idempotency_key,
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Change a product; what is left out stays. Needs catalog:write.", ApprovalRequired)
    async def product_update(self, info: Info, input: Input[ProductUpdateInput]) -> ProductPayload:
        product = await update_product(
            info.context.domain,
            key_of("Product", input.id),
            name=KEEP if input.name is None else input.name,
            description=KEEP if input.description is None else input.description,
            category_id=kept_key("Category", input.category_id),
            brand_id=kept_key("Brand", input.brand_id),
            tags=KEEP if input.tags is None else input.tags,
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation(
        "Put a product on the shelf. Needs catalog:write.",
        ApprovalRequired,
        ProductDiscontinued,
        ProductHasNoPrice,
    )
    async def product_publish(
        self, info: Info, input: Input[ProductPublishInput]
    ) -> ProductPayload:
        key = key_of("Product", input.id)
        ctx, version = info.context.domain, input.expected_version
        channel = maybe_key("SalesChannel", input.channel_id)
        product = await publish_product(ctx, key, channel_id=channel, expected_version=version)
        return ProductPayload(product=Product.of(product))

    @mutation("Take a product off the shelf, of one channel or of all. Needs catalog:write.")
    async def product_unpublish(
        self, info: Info, input: Input[ProductUnpublishInput]
    ) -> ProductPayload:
        key = key_of("Product", input.id)
        ctx, version = info.context.domain, input.expected_version
        channel = maybe_key("SalesChannel", input.channel_id)
        product = await unpublish_product(ctx, key, channel_id=channel, expected_version=version)
        return ProductPayload(product=Product.of(product))

    @mutation("Say what a product is in another language. Needs catalog:write.", ApprovalRequired)
    async def product_translate(
        self, info: Info, input: Input[ProductTranslateInput]
    ) -> ProductPayload:
        product = await translate_product(
            info.context.domain,
            key_of("Product", input.id),
            input.locale,
            name=input.name,
            description=input.description,
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Add a variant; it needs a price to be bought. Needs catalog:write.", AlreadyTaken)
    async def variant_add(self, info: Info, input: Input[VariantAddInput]) -> VariantPayload:
        variant = await add_variant(
            info.context.domain,
            key_of("Product", input.product_id),
            sku=input.sku,
            name=input.name,
            pack_units=input.pack_units,
            expected_version=input.expected_version,
            idempotency_key=input.idempotency_key,
        )
        return VariantPayload(variant=ProductVariant.of(variant))

    @mutation("Set what a variant costs. Needs catalog:write.", WrongCurrency)
    async def price_set(self, info: Info, input: Input[PriceSetInput]) -> VariantPayload:
        ctx, key = info.context.domain, key_of("ProductVariant", input.variant_id)
        price = input.price.read("price")
        await price_variant(ctx, key, price, expected_version=input.expected_version)
        return VariantPayload(variant=ProductVariant.of(await get_variant(ctx, key)))

    @mutation("Add a shelf. Needs catalog:write.", CategoryTooDeep)
    async def category_create(
        self, info: Info, input: Input[CategoryCreateInput]
    ) -> CategoryPayload:
        category = await create_category(
            info.context.domain,
            input.name,
            parent_id=maybe_key("Category", input.parent_id),
            position=input.position,
            idempotency_key=input.idempotency_key,
        )
        return CategoryPayload(category=Category.of(category))

    @mutation("Say what a shelf is called in another language. Needs catalog:write.")
    async def category_translate(
        self, info: Info, input: Input[CategoryTranslateInput]
    ) -> CategoryPayload:
        category = await translate_category(
            info.context.domain,
            key_of("Category", input.id),
            input.locale,
            name=input.name,
            expected_version=input.expected_version,
        )
        return CategoryPayload(category=Category.of(category))

    @mutation("Add a brand. Needs catalog:write.")
    async def brand_create(self, info: Info, input: Input[BrandCreateInput]) -> BrandPayload:
        brand = await create_brand(
            info.context.domain,
            input.name,
            is_private_label=input.is_private_label,
            idempotency_key=input.idempotency_key,
        )
        return BrandPayload(brand=Brand.of(brand))
