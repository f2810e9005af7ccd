"""What is asked of a search engine. The shop's own database is one; others are adapters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.catalog.models import Product
from domain.shared.context import Context
from domain.shared.paging import Page, Window


class SearchSort(StrEnum):
    """What comes first."""

    RELEVANCE = "relevance"
    SALES = "sales"
    PRICE = "price"
    PRICE_DESC = "price_desc"
    NEWEST = "newest"


class SearchMatch(StrEnum):
    """How much of what was typed was found."""

    ALL = "all"
    CORRECTED = "corrected"
    SOME = "some"
    NONE = "none"


class Facet(StrEnum):
    """What goods are told apart by."""

    CATEGORY = "category"
    BRAND = "brand"
    TAG = "tag"
    PRICE = "price"
    AVAILABILITY = "availability"


@dataclass(frozen=True, slots=True)
class ProductSearch:
    """What somebody looks for. Without words, everything. What is empty is not asked about.

    One of the categories (or inside it), one of the brands, one of the tags; a product's price is
    that of its cheapest variant in `currency`, in minor units.
    """

    text: str = ""
    category_ids: Sequence[UUID] = ()
    brand_ids: Sequence[UUID] = ()
    tags: Sequence[str] = ()
    currency: str | None = None
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    is_available: bool | None = None
    sort: SearchSort = SearchSort.RELEVANCE


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many of the products found have something in common.

    `key` is a category's, brand's or tag's id, `true` or `false`, or the place of a price range.
    """

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts for each thing that goods are told apart by, the largest first; prices in order.

    Each counts what the other filters leave, so that one sees what choosing otherwise would bring.
    `price_bounds` are the lower ends of the price ranges but the first, in minor units.
    """

    buckets: Mapping[Facet, Sequence[Bucket]] = field(default_factory=dict)
    price_bounds: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """How what is half typed may go on."""

    products: Sequence[Product] = ()
    category_ids: Sequence[UUID] = ()
    brand_ids: Sequence[UUID] = ()
    texts: Sequence[str] = ()


class Found(Protocol):
    """What the words came to. Its page, count and facets are asked for one by one."""

    @property
    def match(self) -> SearchMatch:
        """How much of what was typed was found."""
        ...

    @property
    def corrected(self) -> str | None:
        """What was looked for instead, as nothing has the words that were typed."""
        ...

    @property
    def did_you_mean(self) -> str | None:
        """What may have been meant, though something has the words that were typed."""
        ...

    async def page(self, window: Window) -> Page[Product]:
        """One page, a place after a product and not after a number of products.

        Raises:
            InvalidInput: a bad window.
            SearchTooSlow: it took too long.
        """
        ...

    async def count(self) -> int:
        """How many there are."""
        ...

    async def facets(self) -> Facets:
        """How many of them have what in common."""
        ...


class SearchEngine(Protocol):
    """Whoever finds goods. It shows only what the actor may know of."""

    async def find(self, ctx: Context, search: ProductSearch) -> Found:
        """Look what the words come to."""
        ...

    async def suggest(self, ctx: Context, prefix: str, first: int) -> Suggestions:
        """Up to so many of each kind."""
        ...
