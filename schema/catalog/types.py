"""What is sold, as clients see it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.catalog import models, queries
from domain.catalog.lifecycle import queries as lifecycle
from domain.catalog.media import queries as media
from domain.catalog.onboarding.checklist import checklists_of_products
from domain.catalog.publication.queries import publications_of_products
from domain.catalog.revisions.queries import pending_of_products
from domain.catalog.states import LifecycleStage, PublicationStatus
from domain.inventory import queries as inventory
from domain.inventory.backorders import queries as backorders
from domain.pricing.listed import lowest_prices, margins_in, prices_at, where_bought
from domain.pricing.models import VariantCost
from domain.pricing.queries import costs_of_variants
from schema.catalog.full import FullProduct, FullVariant
from schema.catalog.media.types import ProductMedia
from schema.catalog.naming import Locale
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key, show, show_each
from schema.shared.money import Money
from schema.shared.scalars import CurrencyCode, EventCursor, LocaleCode

if TYPE_CHECKING:
    from schema.catalog.lifecycle import ClearanceReminder, LaunchPlan
    from schema.catalog.onboarding import OnboardingStep, ProductPublication
    from schema.catalog.revisions import ProductRevision
    from schema.inventory.types import InventoryLevel
    from schema.routing.types import StockPolicy

describe(
    PublicationStatus,
    "Whether customers can see and buy a product.",
    UNPUBLISHED="Only staff see it.",
    PUBLISHED="On the shelf.",
)

describe(
    LifecycleStage,
    "Where a product stands between its launch and its end.",
    PLANNED="It is not on the shelf yet.",
    INTRODUCTION="It is new.",
    GROWTH="More and more is sold.",
    MATURITY="About as much is sold as before.",
    DECLINE="Less and less is sold.",
    CLEARANCE="What is left is to go.",
    DISCONTINUED="It is over.",
)


@strawberry.type(description="A name in one language.")
class CategoryTranslation(Backed[models.CategoryTranslation]):
    """A category's words."""

    locale: LocaleCode = column("The language.")
    name: str = column("The name in it.")


@strawberry.type(description="A shelf in a tree of shelves.")
class Category(Node, Backed[models.Category]):
    """A category."""

    slug: str = column("The name in addresses, unique.")
    path: str = column("The slugs from the root, joined by slashes.")
    depth: int = column("How far from the root, which is 0.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="The name, in the language asked for if there is one.")
    async def name(self, info: Info, locale: Locale = None) -> str:
        words = await info.context.many(queries.translations_of_categories, row_key(self))
        return _in_language(words, locale or info.context.domain.locale, self.row.name)

    @strawberry.field(description="The shelf this one is part of; none at the root.")
    async def parent(self, info: Info) -> "Category | None":
        return Category.maybe(await info.context.one(queries.categories_by_ids, self.row.parent_id))

    @strawberry.field(description="The shelves inside this one, by position and name.")
    async def children(self, info: Info) -> list["Category"]:
        return Category.each(await info.context.many(queries.children_of_categories, row_key(self)))

    @strawberry.field(description="The names in all languages there are.")
    async def translations(self, info: Info) -> list[CategoryTranslation]:
        return CategoryTranslation.each(
            await info.context.many(queries.translations_of_categories, row_key(self))
        )


@strawberry.type(description="Who makes it.")
class Brand(Node, Backed[models.Brand]):
    """A brand."""

    name: str = column("The name.")
    slug: str = column("The name in addresses, unique.")
    is_private_label: bool = column("Whether it is our own.")


@strawberry.type(description="A word to find things by.")
class Tag(Node, Backed[models.Tag]):
    """A tag."""

    name: str = column("The word.")


@strawberry.type(description="A product's words in one language.")
class ProductTranslation(Backed[models.ProductTranslation]):
    """A translation."""

    locale: LocaleCode = column("The language.")
    name: str = column("The name in it.")
    description: str = column("The description in it.")


@strawberry.type(description="One size or pack of a product, with a stock-keeping unit of its own.")
class ProductVariant(Node, FullVariant, Backed[models.ProductVariant]):
    """A variant."""

    sku: str = column("The stock-keeping unit, unique.")
    name: str = column("The size or pack, such as 250 g.")
    pack_units: int = column("How many units are in it.")

    @strawberry.field(description="The product this is a variant of.")
    async def product(self, info: Info) -> "Product | None":
        return Product.maybe(await info.context.one(queries.products_by_ids, self.row.product_id))

    @strawberry.field(
        description="What one unit costs, in the currency asked for, else in its first; none if"
        " unpriced. With a channel or a quantity it is what you would be charged there for each of"
        " so many at once, price lists counted; without, its price as such."
    )
    async def price(
        self,
        info: Info,
        currency: Annotated[
            CurrencyCode | None, strawberry.argument(description="The currency wanted.")
        ] = None,
        channel: Annotated[
            str | None, strawberry.argument(description="The code of the channel it is bought in.")
        ] = None,
        quantity: Annotated[
            int | None, strawberry.argument(description="How many are bought at once, 1 to 10000.")
        ] = None,
    ) -> Money | None:
        read = prices_at(*where_bought(channel, quantity))
        prices = await info.context.many(read, row_key(self))
        return _first_in(currency, prices)

    @strawberry.field(
        name="lowestPrice30Days",
        description="The lowest price of the 30 days before today's came into force; today's, where"
        " that is older. In the currency asked for, else in its first.",
    )
    async def lowest_price_30_days(
        self,
        info: Info,
        currency: Annotated[
            CurrencyCode | None, strawberry.argument(description="The currency wanted.")
        ] = None,
    ) -> Money | None:
        prices = await info.context.many(lowest_prices, row_key(self))
        return _first_in(currency, prices)

    @strawberry.field(
        description="What one unit costs us, by the newest record. Needs pricing:read; none without"
        " it."
    )
    async def cost(
        self,
        info: Info,
        currency: Annotated[
            CurrencyCode | None, strawberry.argument(description="The currency wanted.")
        ] = None,
    ) -> Money | None:
        costs = await info.context.many(costs_of_variants, row_key(self))
        return _first_in(currency, costs)

    @strawberry.field(
        description="What is left of the price over the cost, as a share of the price, such as"
        ' "0.2500". Needs pricing:read; none without it, or where either is unknown.'
    )
    async def margin(
        self,
        info: Info,
        currency: Annotated[
            CurrencyCode | None, strawberry.argument(description="The currency wanted.")
        ] = None,
    ) -> Decimal | None:
        return await info.context.one(margins_in(currency), row_key(self))

    @strawberry.field(description="What it costs in every currency it is sold in.")
    async def prices(self, info: Info) -> list[Money]:
        prices = await info.context.many(queries.prices_of_variants, row_key(self))
        return [Money.of(price.amount_minor, price.currency) for price in prices]

    @strawberry.field(description="Units that can be ordered now, over all warehouses.")
    async def available_quantity(self, info: Info) -> int:
        return await info.context.one(inventory.available_by_variant, row_key(self)) or 0

    @strawberry.field(description="The media of its product on which it is to be seen, in order.")
    async def media(self, info: Info) -> list[ProductMedia]:
        return ProductMedia.each(await info.context.many(media.media_of_variants, row_key(self)))

    @strawberry.field(
        description="How much lies in each warehouse. Needs inventory:read; empty without it."
    )
    async def inventory_levels(
        self, info: Info
    ) -> list[Annotated["InventoryLevel", strawberry.lazy("schema.inventory.types")]]:
        rows = await info.context.many(inventory.levels_of_variants, row_key(self))
        return show_each("InventoryLevel", rows)  # type: ignore[no-any-return]  # by name

    @strawberry.field(
        description="How it is sold beyond its stock, if it is or was. Needs inventory:read; none"
        " without it."
    )
    async def stock_policy(
        self, info: Info
    ) -> Annotated["StockPolicy", strawberry.lazy("schema.routing.types")] | None:
        found = await info.context.one(backorders.policies_of_variants, row_key(self))
        return show("StockPolicy", found)  # type: ignore[no-any-return]  # by name


@strawberry.type(description="Something we sell, in one or more variants.")
class Product(Node, FullProduct, Backed[models.Product]):
    """A product."""

    slug: str = column("The name in addresses, unique.")
    status: PublicationStatus = column("Whether customers can see and buy it.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it last changed.")
    published_at: datetime | None = column("When it went on the shelf; none while it is not.")

    @strawberry.field(description="Follow this product from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="The name, in the language asked for if there is one.")
    async def name(self, info: Info, locale: Locale = None) -> str:
        words = await info.context.many(queries.translations_of_products, row_key(self))
        return _in_language(words, locale or info.context.domain.locale, self.row.name)

    @strawberry.field(description="What it is, in the language asked for if there is one.")
    async def description(self, info: Info, locale: Locale = None) -> str:
        wanted = locale or info.context.domain.locale
        words = await info.context.many(queries.translations_of_products, row_key(self))
        return next((word.description for word in words if word.locale == wanted), None) or (
            self.row.description
        )

    @strawberry.field(description="Its words in all languages there are.")
    async def translations(self, info: Info) -> list[ProductTranslation]:
        return ProductTranslation.each(
            await info.context.many(queries.translations_of_products, row_key(self))
        )

    @strawberry.field(description="The shelf it stands on.")
    async def category(self, info: Info) -> Category | None:
        return Category.maybe(
            await info.context.one(queries.categories_by_ids, self.row.category_id)
        )

    @strawberry.field(description="Who makes it.")
    async def brand(self, info: Info) -> Brand | None:
        return Brand.maybe(await info.context.one(queries.brands_by_ids, self.row.brand_id))

    @strawberry.field(description="The words it can be found by.")
    async def tags(self, info: Info) -> list[Tag]:
        return Tag.each(await info.context.many(queries.tags_of_products, row_key(self)))

    @strawberry.field(description="Its pictures, films and papers, in order.")
    async def media(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ProductMedia]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(media.pages_of_media, key, part, media.BY_POSITION)
        return connect(
            page, ProductMedia.of, lambda: info.context.count(media.counts_of_media, key)
        )

    @strawberry.field(description="Its sizes and packs, in order.")
    async def variants(self, info: Info) -> list[ProductVariant]:
        return ProductVariant.each(
            await info.context.many(queries.variants_of_products, row_key(self))
        )

    @strawberry.field(
        description="Where it stands in its life. Needs catalog:read; null without it."
    )
    def lifecycle_stage(self, info: Info) -> LifecycleStage | None:
        return lifecycle.stage_shown(info.context.domain, self.row)

    @strawberry.field(
        description="What channels say of it; those that are not named show it as its status says."
        " Needs catalog:read; empty without it."
    )
    async def publications(
        self, info: Info
    ) -> list[Annotated["ProductPublication", strawberry.lazy("schema.catalog.onboarding")]]:
        rows = await info.context.many(publications_of_products, row_key(self))
        return show_each("ProductPublication", rows)  # type: ignore[no-any-return]  # by name

    @strawberry.field(
        description="What is done and what is missing before it can be shown, step by step. Needs"
        " catalog:read; empty without it."
    )
    async def onboarding(
        self, info: Info
    ) -> list[Annotated["OnboardingStep", strawberry.lazy("schema.catalog.onboarding")]]:
        steps = await info.context.many(checklists_of_products, row_key(self))
        return show_each("OnboardingStep", steps)  # type: ignore[no-any-return]  # by name

    @strawberry.field(
        description="The edit that is being written or reviewed, if there is one. Needs"
        " catalog:read; null without it."
    )
    async def pending_revision(
        self, info: Info
    ) -> Annotated["ProductRevision", strawberry.lazy("schema.catalog.revisions")] | None:
        found = await info.context.one(pending_of_products, row_key(self))
        return show("ProductRevision", found)  # type: ignore[no-any-return]  # by name

    @strawberry.field(
        description="That what is left shall be sold, while it declines. Needs catalog:read; null"
        " without it."
    )
    async def clearance_reminder(
        self, info: Info
    ) -> Annotated["ClearanceReminder", strawberry.lazy("schema.catalog.lifecycle")] | None:
        found = await info.context.one(lifecycle.reminders_of_products, row_key(self))
        return show("ClearanceReminder", found)  # type: ignore[no-any-return]  # by name

    @strawberry.field(
        description="How it is to be launched, if that is planned. Needs catalog:read; null"
        " without it."
    )
    async def launch_plan(
        self, info: Info
    ) -> Annotated["LaunchPlan", strawberry.lazy("schema.catalog.lifecycle")] | None:
        found = await info.context.one(lifecycle.plans_of_products, row_key(self))
        return show("LaunchPlan", found)  # type: ignore[no-any-return]  # by name


def _first_in(
    currency: str | None, prices: Sequence[models.VariantPrice | VariantCost]
) -> Money | None:
    """The first of some amounts that is in a currency, if that matters."""
    found = [price for price in prices if currency in {None, price.currency}]
    return Money.of(found[0].amount_minor, found[0].currency) if found else None


def _in_language(
    words: list[models.ProductTranslation] | list[models.CategoryTranslation],
    locale: str,
    otherwise: str,
) -> str:
    return next((word.name for word in words if word.locale == locale), None) or otherwise
