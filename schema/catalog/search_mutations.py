"""Changing how goods are found."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry

from domain.catalog.search.set_boost import set_boost
from domain.catalog.search.set_synonyms import set_synonyms
from schema.catalog.search import SearchBoost, SearchSynonymSet
from schema.shared.context import Info
from schema.shared.ids import key_of
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


PERCENT = "How well the words fit, times this, 10 to 1000; 100 takes the boost away."
STARTS = "From when; none for at once."
ENDS = "Until when; none for good."


@strawberry.input(description="A product that is to stand higher or lower.")
class ProductBoostSetInput:
    """A boost, in place of the one there was."""

    product_id: strawberry.ID = strawberry.field(description="Which product.")
    percent: int = strawberry.field(description=PERCENT)
    starts_at: datetime | None = optional(STARTS)
    ends_at: datetime | None = optional(ENDS)


@strawberry.input(description="A brand whose products are to stand higher or lower.")
class BrandBoostSetInput:
    """A boost, in place of the one there was."""

    brand_id: strawberry.ID = strawberry.field(description="Which brand.")
    percent: int = strawberry.field(description=PERCENT)
    starts_at: datetime | None = optional(STARTS)
    ends_at: datetime | None = optional(ENDS)


@strawberry.input(description="A shelf on which, and inside which, products stand higher or lower.")
class CategoryBoostSetInput:
    """A boost, in place of the one there was."""

    category_id: strawberry.ID = strawberry.field(description="Which shelf.")
    percent: int = strawberry.field(description=PERCENT)
    starts_at: datetime | None = optional(STARTS)
    ends_at: datetime | None = optional(ENDS)


@strawberry.type(description="The boost as it is now.")
class SearchBoostPayload(Payload):
    """What came of it."""

    boost: SearchBoost | None = strawberry.field(
        description="The boost. None if it is gone, or if refused.", default=None
    )


@strawberry.type(description="Changing how goods are found.")
class SearchMutations:
    """Synonyms and boosts. All need catalog:write."""

    @mutation("Say which words find the same goods. Needs catalog:write.")
    async def search_synonym_set(
        self, info: Info, input: Input[SearchSynonymSetInput]
    ) -> SearchSynonymPayload:
        ctx = info.context.domain
        row = await set_synonyms(ctx, input.name, input.words, also=input.also or ())
        return SearchSynonymPayload(synonyms=SearchSynonymSet.maybe(row))

    @mutation("Let a product stand higher or lower where it is found. Needs catalog:write.")
    async def product_boost_set(
        self, info: Info, input: Input[ProductBoostSetInput]
    ) -> SearchBoostPayload:
        about = {"product_id": key_of("Product", input.product_id)}
        return await _boost(info, input, about)

    @mutation("Let a brand stand higher or lower where it is found. Needs catalog:write.")
    async def brand_boost_set(
        self, info: Info, input: Input[BrandBoostSetInput]
    ) -> SearchBoostPayload:
        return await _boost(info, input, {"brand_id": key_of("Brand", input.brand_id)})

    @mutation("Let a shelf stand higher or lower where it is found. Needs catalog:write.")
    async def category_boost_set(
        self, info: Info, input: Input[CategoryBoostSetInput]
    ) -> SearchBoostPayload:
        return await _boost(info, input, {"category_id": key_of("Category", input.category_id)})


async def _boost(
    info: Info,
    input: ProductBoostSetInput | BrandBoostSetInput | CategoryBoostSetInput,
    about: Mapping[str, UUID],
) -> SearchBoostPayload:
    row = await set_boost(
        info.context.domain,
        input.percent,
        starts_at=input.starts_at,
        ends_at=input.ends_at,
        **about,
    )
    return SearchBoostPayload(boost=SearchBoost.maybe(row))
