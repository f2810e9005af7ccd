"""Creating a product: it gets its address and its words, and waits off the shelf."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import ProductCreated
from domain.catalog.models import Product, ProductTranslation
from domain.catalog.queries import get_brand, get_category, get_product
from domain.catalog.reindex import reindex
from domain.catalog.slugs import free_slug, slug_of
from domain.catalog.tagging import names_of_tags, tag_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append


@dataclass(frozen=True, slots=True)
class Translation:
    """A product's words in another language."""

    locale: str
    name: str
    description: str = ""


async def create_product(
    ctx: Context,
    name: str,
    *,
    description: str = "",
    category_id: UUID | None = None,
    brand_id: UUID | None = None,
    tags: Sequence[str] = (),
    translations: Sequence[Translation] = (),
    idempotency_key: str | None = None,
) -> Product:
    """Add a product, unpublished and without variants.

    Its slug is made from its name, or from a translation if the name has no ASCII letters.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, too many tags, a language twice or unknown.
        NotFound: no such category or brand.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    name = inputs.text(name, "name")
    description = _description(description, "description")
    tags = names_of_tags(tags)
    translations = _checked(translations)
    request = [
        name,
        description,
        category_id,
        brand_id,
        tags,
        [astuple(row) for row in translations],
    ]
    async with in_transaction():
        claimed = await claim(ctx, "catalog.create_product", idempotency_key, request)
        if claimed.replay_of:
            return await get_product(ctx, claimed.replay_of)
        if category_id is not None:
            await get_category(ctx, category_id)
        if brand_id is not None:
            await get_brand(ctx, brand_id)
        wanted = slug_of([name, *(words.name for words in translations)], prefix="p")
        product = await Product.create(
            version=1,
            slug=await free_slug(Product, wanted),
            name=name,
            description=description,
            category_id=category_id,
            brand_id=brand_id,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await ProductTranslation.bulk_create(
            ProductTranslation(
                product_id=product.id,
                locale=words.locale,
                name=words.name,
                description=words.description,
            )
            for words in translations
        )
        await tag_product(product.id, tags)
        await reindex([product.id])
        await append(
            ctx,
            ProductCreated(aggregate_id=product.id, version=product.version, status=product.status),
        )
        await claimed.settle(product.id)
        return product


def _checked(translations: Sequence[Translation]) -> list[Translation]:
    checked = [
        Translation(
            locale=inputs.locale(words.locale, "translations", str(place), "locale"),
            name=inputs.text(words.name, "translations", str(place), "name"),
            description=_description(words.description, "translations", str(place), "description"),
        )
        for place, words in enumerate(inputs.items(translations, "translations"))
    ]
    inputs.distinct([words.locale for words in checked], "translations")
    return checked


def _description(value: str, *field: str) -> str:
    return inputs.text(value, *field, longest=inputs.TEXT_LENGTH_MAX, required=False)
