"""Setting what search engines show of a product in one language."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import ProductUpdated
from domain.catalog.listing.models import ProductSeo
from domain.catalog.models import Product
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

DESCRIPTION_LENGTH_MAX = 500  # characters; search engines show about 160


async def set_seo(
    ctx: Context,
    product_id: UUID,
    locale: str,
    *,
    title: str = "",
    description: str = "",
    expected_version: int | None = None,
) -> Product:
    """Say what search engines show in a language, in place of what was said; two empty texts take
    it away. The same again tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a language we do not keep, or a text too long.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    locale = inputs.locale(locale, "locale")
    title = inputs.text(title, "title", required=False)
    description = inputs.text(
        description, "description", longest=DESCRIPTION_LENGTH_MAX, required=False
    )
    async with in_transaction():
        product = await hold_to_edit(ctx, product_id, expected_version=expected_version)
        row = await ProductSeo.get_or_none(product_id=product.id, locale=locale)
        if (title, description) == ((row.title, row.description) if row else ("", "")):
            return product
        await ProductSeo.filter(product_id=product.id, locale=locale).delete()
        if title or description:
            await ProductSeo.create(
                product_id=product.id, locale=locale, title=title, description=description
            )
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            ProductUpdated(aggregate_id=product.id, version=product.version, changed=["seo"]),
        )
        return product
