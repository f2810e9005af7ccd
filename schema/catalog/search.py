"""Searching, as clients see it: what is asked, and what comes back."""

from asyncio import gather
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import strawberry

from domain.catalog import queries
from domain.catalog.search import models
from domain.catalog.search.port import (
    Facet,
    Found,
    ProductSearch,
    SearchMatch,
    SearchSort,
    Suggestions,
)
from domain.catalog.search.port import Facets as Counted
from domain.shared.errors import InvalidInput
from domain.shared.money import Money as Amount
from schema.catalog.types import Brand, Category, Product, Tag
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, column
from schema.shared.filters import NOBODYS
from schema.shared.ids import key_in
from schema.shared.money import Money
from schema.shared.mutations import optional
from schema.shared.scalars import CurrencyCode

describe(
    SearchSort,
    "What comes first among the products found.",
    RELEVANCE="What fits the words best; without words, what sells best.",
    SALES="What sold most units within 28 days, as of five minutes ago.",
    PRICE="The cheapest, by the cheapest variant in the currency asked for.",
    PRICE_DESC="The dearest, by the same price.",
    NEWEST="What was entered last.",
)
describe(
    SearchMatch,
    "How much of what was typed was found. Treat a value you do not know as ALL.",
    ALL="Every word, or a synonym of it. Without words, everything.",
    CORRECTED="Nothing has the words as they were typed; these have them as in correctedQuery.",
    SOME="Nothing has all the words; these have some of them.",
    NONE="Nothing was found.",
)


@strawberry.input(description="A span of prices, both ends included.")
class PriceRangeInput:
    """From and to; leave one out for an open end."""

    min: Decimal | None = optional("This or more, in major units of the currency.")
    max: Decimal | None = optional("This or less, in major units of the currency.")


@strawberry.input(description="What to look for. All that is said must be true of a product.")
class ProductSearchInput:
    """Words, filters, and what comes first."""

    query: str = optional(
        "Words in English or Chinese, or a SKU; at most 200 characters. None finds everything.",
        default="",
    )
    category_ids: list[strawberry.ID] | None = optional("On one of these shelves or inside it.")
    brand_ids: list[strawberry.ID] | None = optional("Of one of these makers.")
    tags: list[str] | None = optional("With one of these tags.")
    currency: CurrencyCode | None = optional("The currency of prices: to sort, filter, count by.")
    price: PriceRangeInput | None = optional("The price of the cheapest variant; needs currency.")
    is_available: bool | None = optional("Whether any unit can be had, as of five minutes ago.")
    sort: SearchSort = optional("What comes first.", default=SearchSort.RELEVANCE)

    def read(self) -> ProductSearch:
        """What is asked, as the domain takes it. An id of another kind is nobody's."""
        price = self.price or PriceRangeInput()
        return ProductSearch(
            text=self.query,
            category_ids=_keys("Category", self.category_ids),
            brand_ids=_keys("Brand", self.brand_ids),
            tags=self.tags or [],
            currency=self.currency,
            price_min_minor=self._minor(price.min, "min"),
            price_max_minor=self._minor(price.max, "max"),
            is_available=self.is_available,
            sort=self.sort,
        )

    def _minor(self, amount: Decimal | None, name: str) -> int | None:
        if amount is None:
            return None
        if self.currency is None:
            raise InvalidInput("Prices need their currency.", "input", "currency")
        return Amount.parse(amount, self.currency, "input", "price", name).minor


def _keys(kind: str, ids: list[strawberry.ID] | None) -> list[UUID]:
    return [key_in(kind, value) or NOBODYS for value in ids or ()]


@strawberry.type(description="How many of the products found stand on a shelf.")
class CategoryFacet:
    """A count."""

    key: strawberry.Private[UUID]
    count: int = strawberry.field(description="How many.")

    @strawberry.field(description="The shelf; none if it has gone meanwhile.")
    async def category(self, info: Info) -> Category | None:
        return Category.maybe(await info.context.one(queries.categories_by_ids, self.key))


@strawberry.type(description="How many of the products found are of a maker.")
class BrandFacet:
    """A count."""

    key: strawberry.Private[UUID]
    count: int = strawberry.field(description="How many.")

    @strawberry.field(description="The maker; none if it has gone meanwhile.")
    async def brand(self, info: Info) -> Brand | None:
        return Brand.maybe(await info.context.one(queries.brands_by_ids, self.key))


@strawberry.type(description="How many of the products found carry a tag.")
class TagFacet:
    """A count."""

    key: strawberry.Private[UUID]
    count: int = strawberry.field(description="How many.")

    @strawberry.field(description="The tag; none if it has gone meanwhile.")
    async def tag(self, info: Info) -> Tag | None:
        return Tag.maybe(await info.context.one(queries.tags_by_ids, self.key))


@strawberry.type(description="How many of the products found cost so much.")
class PriceFacet:
    """A count."""

    at_least: Money = strawberry.field(description="This or more.")
    below: Money | None = strawberry.field(description="Less than this; none in the last range.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="How many of the products found can be had, or cannot.")
class AvailabilityFacet:
    """A count."""

    is_available: bool = strawberry.field(description="Whether any unit can be had.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(
    description="Counts to narrow a search by; of each kind the 20 largest. Each counts what the"
    " other filters leave, so that one sees what choosing otherwise would bring."
)
class SearchFacets:
    """All counts."""

    categories: list[CategoryFacet] = strawberry.field(description="By shelf, as it stands there.")
    brands: list[BrandFacet] = strawberry.field(description="By maker.")
    tags: list[TagFacet] = strawberry.field(description="By tag.")
    prices: list[PriceFacet] = strawberry.field(
        description="By price, the lowest first; empty where no currency is asked for."
    )
    availability: list[AvailabilityFacet] = strawberry.field(description="By availability.")

    @classmethod
    def of(cls, counted: Counted, currency: str | None) -> "SearchFacets":
        """The counts with what they are about."""
        buckets, ends = counted.buckets, [0, *counted.price_bounds, None]

        def price(place: int, count: int) -> PriceFacet:
            below = ends[place + 1]
            assert currency is not None, "without a currency nothing is counted by price"
            return PriceFacet(
                at_least=Money.of(ends[place] or 0, currency),
                below=None if below is None else Money.of(below, currency),
                count=count,
            )

        return cls(
            categories=[
                CategoryFacet(key=UUID(each.key), count=each.count)
                for each in buckets.get(Facet.CATEGORY, ())
            ],
            brands=[
                BrandFacet(key=UUID(each.key), count=each.count)
                for each in buckets.get(Facet.BRAND, ())
            ],
            tags=[
                TagFacet(key=UUID(each.key), count=each.count)
                for each in buckets.get(Facet.TAG, ())
            ],
            prices=[price(int(each.key), each.count) for each in buckets.get(Facet.PRICE, ())],
            availability=[
                AvailabilityFacet(is_available=each.key == "true", count=each.count)
                for each in buckets.get(Facet.AVAILABILITY, ())
            ],
        )


@strawberry.type(description="What a search came to.")
class ProductSearchResult:
    """Products, counts, and what was made of the words."""

    found: strawberry.Private[Found]
    currency: strawberry.Private[str | None]
    match: SearchMatch = strawberry.field(description="How much of what was typed was found.")
    corrected_query: str | None = strawberry.field(
        description="What was looked for instead, where nothing has the words that were typed."
    )
    did_you_mean: str | None = strawberry.field(
        description="What may have been meant, though a few products have the words as typed."
    )

    @classmethod
    def of(cls, found: Found, currency: str | None) -> "ProductSearchResult":
        """What was found; its page and its counts are read where they are asked for."""
        return cls(
            found=found,
            currency=currency,
            match=found.match,
            corrected_query=found.corrected,
            did_you_mean=found.did_you_mean,
        )

    @strawberry.field(description="The products, a page at a time.")
    async def products(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Product]:
        page = await self.found.page(window(first, after, last, before))
        return connect(page, Product.of, self.found.count)

    @strawberry.field(description="Counts to narrow the search by. Counted only if asked for.")
    async def facets(self) -> SearchFacets:
        return SearchFacets.of(await self.found.facets(), self.currency)


@strawberry.type(description="How what is half typed may go on.")
class SearchSuggestions:
    """A few of each kind."""

    offered: strawberry.Private[Suggestions]

    @strawberry.field(description="Products whose name has the words, the best sold first.")
    async def products(self) -> list[Product]:
        return Product.each(list(self.offered.products))

    @strawberry.field(description="Shelves with a word that begins like this.")
    async def categories(self, info: Info) -> list[Category]:
        keys = self.offered.category_ids
        found = (info.context.one(queries.categories_by_ids, key) for key in keys)
        return [Category.of(row) for row in await gather(*found) if row is not None]

    @strawberry.field(description="Makers with a word that begins like this.")
    async def brands(self, info: Info) -> list[Brand]:
        keys = self.offered.brand_ids
        found = (info.context.one(queries.brands_by_ids, key) for key in keys)
        return [Brand.of(row) for row in await gather(*found) if row is not None]

    @strawberry.field(description="What others looked for and found, most often first.")
    def queries(self) -> list[str]:
        return list(self.offered.texts)


@strawberry.type(description="What was looked for in vain. Nobody knows by whom.")
class SearchZeroResult(Backed[models.SearchedText]):
    """A text."""

    @strawberry.field(description="What was typed, without what looks like an address or a number.")
    def query(self) -> str:
        return self.row.text

    @strawberry.field(description="How often nothing had all of its words.")
    def count(self) -> int:
        return self.row.misses

    @strawberry.field(description="When that last happened.")
    def last_at(self) -> datetime:
        return self.row.missed_at or self.row.searched_at


@strawberry.type(description="Words that find the same goods, or one way.")
class SearchSynonymSet(Backed[models.SynonymSet]):
    """Synonyms."""

    name: str = column("What the set is called, unique.")
    words: list[str] = column("Words that find the same; one way, those that are typed.")
    also: list[str] = column("One way: what those words find as well. Empty where they are equal.")
    updated_at: datetime = column("When it last changed.")


@strawberry.type(description="Products that stand higher or lower than their words would have it.")
class SearchBoost(Backed[models.SearchBoost]):
    """A boost: of one product, of a brand, or of a shelf and all inside it."""

    percent: int = column("How well the words fit, times this; 100 would change nothing.")
    starts_at: datetime | None = column("From when; none for always.")
    ends_at: datetime | None = column("Until when; none for good.")

    @strawberry.field(description="The product, if it is about one that you may see.")
    async def product(self, info: Info) -> Product | None:
        return Product.maybe(await info.context.one(queries.products_by_ids, self.row.product_id))

    @strawberry.field(description="The shelf, if it is about one.")
    async def category(self, info: Info) -> Category | None:
        return Category.maybe(
            await info.context.one(queries.categories_by_ids, self.row.category_id)
        )

    @strawberry.field(description="The maker, if it is about one.")
    async def brand(self, info: Info) -> Brand | None:
        return Brand.maybe(await info.context.one(queries.brands_by_ids, self.row.brand_id))
