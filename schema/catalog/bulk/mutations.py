"""Writing many goods and prices at once, and bringing files of them."""

import strawberry

from domain.catalog.bulk.apply_import import apply_import
from domain.catalog.bulk.cancel_import import cancel_import
from domain.catalog.bulk.create_import import create_import
from domain.catalog.bulk.items import PriceItem, ProductItem, Words
from domain.catalog.bulk.states import ImportFormat, ImportKind
from domain.catalog.bulk.upsert_products import upsert_products
from domain.pricing.set_prices import set_prices
from domain.shared import inputs
from domain.shared.inputs import KEEP, Keep
from schema.catalog.bulk.types import BulkResults, CatalogImport, CatalogImportUpload
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    given,
    mutation,
    omissible,
    optional,
)
from schema.shared.scalars import LocaleCode

RIGHTS = "Needs catalog:read and catalog:write."


@strawberry.input(description="What a product is in one language.")
class ProductBulkWordsInput:
    """Words."""

    locale: LocaleCode = strawberry.field(description="The language.")
    name: str | None = optional("The name in it; what it was if left out.")
    description: str | None = optional("The description in it; what it was if left out.")

    def read(self) -> Words:
        """As the domain has it."""
        return Words(_or_keep(self.name), _or_keep(self.description))


@strawberry.input(
    description="A product by its slug, and with a SKU one variant of it. Either is made if there"
    " is none. What is left out stays as it is."
)
class ProductBulkItemInput:
    """An item."""

    slug: str = strawberry.field(description="The product's name in addresses; it never changes.")
    name: str | None = optional("The name. A new product needs one.")
    description: str | None = optional("The description.")
    category_slug: str | None = omissible("The shelf it stands on; null takes it off.")
    brand_slug: str | None = omissible("Who makes it; null for nobody.")
    tags: list[str] | None = optional("All of its tags.")
    translations: list[ProductBulkWordsInput] = optional(
        "What it is in other languages; those that are not named stay.", default=()
    )
    sku: str | None = optional("The variant.")
    variant_name: str | None = optional("The variant's name. A new variant needs one.")
    pack_units: int | None = optional("Units in its pack; 1 if a new one does not say.")

    def read(self, place: int) -> ProductItem:
        """As the domain has it."""
        at = ("items", str(place), "translations")
        inputs.distinct([words.locale for words in self.translations], *at)
        references = given(self, "category_slug", "brand_slug")
        return ProductItem(
            slug=self.slug,
            name=_or_keep(self.name),
            description=_or_keep(self.description),
            category=references.get("category_slug", KEEP),
            brand=references.get("brand_slug", KEEP),
            tags=KEEP if self.tags is None else tuple(self.tags),
            translations={words.locale: words.read() for words in self.translations},
            sku=self.sku,
            variant_name=_or_keep(self.variant_name),
            pack_units=KEEP if self.pack_units is None else self.pack_units,
        )


@strawberry.input(description="Many products and variants.")
class ProductBulkUpsertInput:
    """Items."""

    items: list[ProductBulkItemInput] = strawberry.field(
        description="From 1 to 250 of them, in the order in which they are written."
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What one unit of a variant costs, by its SKU.")
class PriceBulkItemInput:
    """An item."""

    sku: str = strawberry.field(description="The variant.")
    price: MoneyInput = strawberry.field(description="The price, from now on.")


@strawberry.input(description="Many prices.")
class PriceBulkSetInput:
    """Items."""

    items: list[PriceBulkItemInput] = strawberry.field(
        description="From 1 to 250 of them, in the order in which they are written."
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="A file of rows to bring.")
class CatalogImportCreateInput:
    """What is about to come."""

    kind: ImportKind = strawberry.field(description="What its rows are.")
    format: ImportFormat = strawberry.field(description="How they are written.")
    byte_size: int = strawberry.field(
        description="How many bytes it has, exactly; at most 200 MiB."
    )
    is_preview: bool = optional(
        "Only say what is wrong with it; it can be applied afterwards.", default=False
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="A preview to apply.")
class CatalogImportApplyInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An import to stop.")
class CatalogImportCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which.")


@strawberry.type(description="What came of each item. One that was left out harms no other.")
class BulkPayload(Payload):
    """What came of it."""

    results: BulkResults | None = changed("What came of the items.")


@strawberry.type(description="The import, and the way in for its file.")
class CatalogImportCreatePayload(Payload):
    """What came of it."""

    catalog_import: CatalogImport | None = changed("The import.")
    upload: CatalogImportUpload | None = changed("The way in for its file.")


@strawberry.type(description="The import as it is now.")
class CatalogImportPayload(Payload):
    """What came of it."""

    catalog_import: CatalogImport | None = changed("The import.")


@strawberry.type(description="Writing many goods and prices at once.")
class BulkMutations:
    """All need catalog:read and catalog:write."""

    @mutation(
        "Make or change many products by their slugs, and variants by their SKUs. Items that are"
        f" refused are left out and say why; the others are written together. {RIGHTS}"
    )
    async def product_bulk_upsert(
        self, info: Info, input: Input[ProductBulkUpsertInput]
    ) -> BulkPayload:
        ctx, items = info.context.domain, inputs.items(input.items, "items")
        results = await upsert_products(
            ctx,
            [item.read(place) for place, item in enumerate(items)],
            idempotency_key=input.idempotency_key,
        )
        return BulkPayload(results=BulkResults.of(results, ctx.locale))

    @mutation(
        "Set many prices by SKU. Items that are refused are left out and say why; the others are"
        f" written together. {RIGHTS}"
    )
    async def price_bulk_set(self, info: Info, input: Input[PriceBulkSetInput]) -> BulkPayload:
        ctx, items = info.context.domain, inputs.items(input.items, "items")
        results = await set_prices(
            ctx,
            [PriceItem(one.sku, one.price.currency_code, str(one.price.amount)) for one in items],
            idempotency_key=input.idempotency_key,
        )
        return BulkPayload(results=BulkResults.of(results, ctx.locale))

    @mutation(f"Ask for a way in for a file of products or prices. {RIGHTS}")
    async def catalog_import_create(
        self, info: Info, input: Input[CatalogImportCreateInput]
    ) -> CatalogImportCreatePayload:
        row = await create_import(
            info.context.domain,
            kind=input.kind,
            format=input.format,
            byte_size=input.byte_size,
            is_preview=input.is_preview,
            idempotency_key=input.idempotency_key,
        )
        return CatalogImportCreatePayload(
            catalog_import=CatalogImport.of(row),
            upload=CatalogImportUpload.of(row, info.context.secret),
        )

    @mutation(f"Have a file written that was previewed. {RIGHTS}")
    async def catalog_import_apply(
        self, info: Info, input: Input[CatalogImportApplyInput]
    ) -> CatalogImportPayload:
        ctx, key = info.context.domain, key_of("CatalogImport", input.id)
        row = await apply_import(ctx, key, expected_version=input.expected_version)
        return CatalogImportPayload(catalog_import=CatalogImport.of(row))

    @mutation(f"Stop an import. What was written by then stays. {RIGHTS}")
    async def catalog_import_cancel(
        self, info: Info, input: Input[CatalogImportCancelInput]
    ) -> CatalogImportPayload:
        row = await cancel_import(info.context.domain, key_of("CatalogImport", input.id))
        return CatalogImportPayload(catalog_import=CatalogImport.of(row))


def _or_keep(value: str | None) -> str | Keep:
    return KEEP if value is None else value
