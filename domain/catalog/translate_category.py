"""Translating a category: its name in another language, and everything on it is found by it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import CategoryTranslated
from domain.catalog.models import Category, CategoryTranslation, Product
from domain.catalog.reindex import reindex
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def translate_category(
    ctx: Context,
    category_id: UUID,
    locale: str,
    *,
    name: str,
    expected_version: int | None = None,
) -> Category:
    """Name a category in another language, in place of the name it had there.

    The same name again changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a language we do not keep, or a name empty or too long.
        NotFound: no such category.
        VersionConflict: the category changed since `expected_version`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    locale = inputs.locale(locale, "locale")
    name = inputs.text(name, "name")
    async with in_transaction():
        category = (
            await Category.filter(id=category_id).select_for_update(no_key=True).get_or_none()
        )
        if category is None:
            raise NotFound("category", category_id)
        expect_version(category, "category", expected_version)

        words, is_new = await CategoryTranslation.get_or_create(
            category_id=category.id, locale=locale, defaults={"name": name}
        )
        if not is_new:
            if words.name == name:
                return category
            words.name = name
            await words.save(update_fields=["name"])
        await raise_version(category, "category", at=ctx.now)
        rows = await Product.filter(category_id=category.id).order_by("id").values("id")
        await reindex([row["id"] for row in rows])
        await append(
            ctx,
            CategoryTranslated(aggregate_id=category.id, version=category.version, locale=locale),
        )
        return category
