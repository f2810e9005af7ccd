"""Changing how goods are found."""

from datetime import datetime

import strawberry

from domain.catalog.search.set_boost import set_boost
from domain.catalog.search.set_synonyms import set_synonyms
from schema.catalog.search import SearchBoost, SearchSynonymSet
from schema.shared.context import Info
from schema.shared.ids import maybe_key
from schema.shared.mutations import Input, Payload, mutation, optional


@strawberry.input(description="Words that find the same goods, in place of those before.")
class SearchSynonymSetInput:
    """A set of synonyms. English and Chinese may be mixed."""

    name: str = strawberry.field(description="What the set is called, up to 80 characters.")
    words: list[str] = strawberry.field(
        description="Up to 50, each one to four words long. Without any, the set goes."
    )
    also: list[str] | None = optional(
        "One way: who types one of `words` finds these as well, and not the other way round."
    )


@strawberry.type(description="The set as it is now.")
class SearchSynonymPayload(Payload):
    """What came of it."""

    synonyms: SearchSynonymSet | None = strawberry.field(
        description="The set. None if it is gone, or if refused.", default=None
    )


@strawberry.input(description="One product, or a brand, or a shelf and all inside it.")
class SearchBoostSetInput:
    """A boost, in place of the one there was."""

    percent: int = strawberry.field(
        description="How well the words fit, times this, 10 to 1000; 100 takes the boost away."
    )
    product_id: strawberry.ID | None = optional("Which product.")
    category_id: strawberry.ID | None = optional("Or all on which shelf and inside it.")
    brand_id: strawberry.ID | None = optional("Or all of which maker.")
    starts_at: datetime | None = optional("From when; none for at once.")
    ends_at: datetime | None = optional("Until when; none for good.")


@strawberry.type(description="The boost as it is now.")
class SearchBoostPayload(Payload):
    """What came of it."""

    boost: SearchBoost | None = strawberry.field(
        description="The boost. None if it is gone, or if refused.", default=None
    )


@strawberry.type(description="Changing how goods are found.")
class SearchMutations:
    """Synonyms and boosts. Both need catalog:write."""

    @mutation("Say which words find the same goods. Needs catalog:write.")
    async def search_synonym_set(
        self, info: Info, input: Input[SearchSynonymSetInput]
    ) -> SearchSynonymPayload:
        ctx = info.context.domain
        row = await set_synonyms(ctx, input.name, input.words, also=input.also or ())
        return SearchSynonymPayload(synonyms=SearchSynonymSet.maybe(row))

    @mutation("Let products stand higher or lower where words find them. Needs catalog:write.")
    async def search_boost_set(
        self, info: Info, input: Input[SearchBoostSetInput]
    ) -> SearchBoostPayload:
        row = await set_boost(
            info.context.domain,
            input.percent,
            product_id=maybe_key("Product", input.product_id),
            category_id=maybe_key("Category", input.category_id),
            brand_id=maybe_key("Brand", input.brand_id),
            starts_at=input.starts_at,
            ends_at=input.ends_at,
        )
        return SearchBoostPayload(boost=SearchBoost.maybe(row))
