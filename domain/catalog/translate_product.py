"""Translating a product: its words in another language, new or anew."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import ProductTranslated
from domain.catalog.models import Product, ProductTranslation
from domain.catalog.reindex import reindex
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def translate_product(
    ctx: Context,
    product_id: UUID,
    locale: str,
    *,
    name: str,
    description: str = "",
    expected_version: int | None = None,
) -> Product:
    """Say what a product is in another language, in place of what was said in it before.

    Saying the same again changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a language we do not keep, or a text empty or too long.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    locale = inputs.locale(locale, "locale")
    name = inputs.text(name, "name")
    description = inputs.text(
        description, "description", longest=inputs.TEXT_LENGTH_MAX, required=False
    )
    async with in_transaction():
        product = await hold_to_edit(ctx, product_id, expected_version=expected_version)

        words, is_new = await ProductTranslation.get_or_create(
            product_id=product.id,
            locale=locale,
            defaults={"name": name, "description": description},
        )
        if not is_new:
            if (words.name, words.description) == (name, description):
                return product
            words.name, words.description = name, description
            await words.save(update_fields=["name", "description"])
        await raise_version(product, "product", at=ctx.now)
        await reindex([product.id])
        await append(
            ctx, ProductTranslated(aggregate_id=product.id, version=product.version, locale=locale)
        )
        return product
