"""Reading by words: searching, suggesting, and what staff say and see of it."""

from typing import Annotated

import strawberry

from domain.catalog.search import journal, set_boost, set_synonyms
from domain.catalog.search.find import find_products, suggest_products
from schema.catalog.search import (
    ProductSearchInput,
    ProductSearchResult,
    SearchBoost,
    SearchSuggestions,
    SearchSynonymSet,
    SearchZeroResult,
)
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info


@strawberry.type(description="Finding what is sold.")
class SearchQueries:
    """Searches and suggestions for everybody; the rest for those who tend the catalog."""

    @strawberry.field(
        description="Products by words, filters and facets. Customers find what is on the shelf;"
        " who holds catalog:read finds the rest, too."
    )
    async def search(
        self,
        info: Info,
        input: Annotated[ProductSearchInput, strawberry.argument(description="What to look for.")],
    ) -> ProductSearchResult:
        found = await find_products(info.context.domain, input.read())
        return ProductSearchResult.of(found, input.currency)

    @strawberry.field(description="How what is half typed may go on. Nothing for a single letter.")
    async def search_suggest(
        self,
        info: Info,
        prefix: Annotated[str, strawberry.argument(description="What is typed by now.")],
        first: Annotated[
            int | None,
            strawberry.argument(description="How many of each kind, 1 to 20; else 5."),
        ] = None,
    ) -> SearchSuggestions:
        return SearchSuggestions(offered=await suggest_products(info.context.domain, prefix, first))

    @strawberry.field(
        description="What was looked for though nothing has all of its words, most often first;"
        " kept as long as retentionRules says. Needs catalog:read; empty without it."
    )
    async def search_zero_results(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[SearchZeroResult]:
        ctx = info.context.domain
        page = await journal.zero_results(ctx, window(first, after, last, before))
        return connect(page, SearchZeroResult.of, lambda: journal.count_zero_results(ctx))

    @strawberry.field(description="Sets of synonyms by name. Needs catalog:read; empty without it.")
    async def search_synonyms(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[SearchSynonymSet]:
        ctx = info.context.domain
        page = await set_synonyms.synonyms_page(ctx, window(first, after, last, before))
        return connect(page, SearchSynonymSet.of, lambda: set_synonyms.count_synonyms(ctx))

    @strawberry.field(
        description="What stands higher or lower, the newest first. Needs catalog:read; empty"
        " without it."
    )
    async def search_boosts(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[SearchBoost]:
        ctx = info.context.domain
        page = await set_boost.boosts_page(ctx, window(first, after, last, before))
        return connect(page, SearchBoost.of, lambda: set_boost.count_boosts(ctx))
