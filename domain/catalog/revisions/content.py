"""What a revision may change of a product: its fields by name, how they stand, how they are set.

A name is that of a column, `tags`, or a text in another language, `translations.zh-CN.name`.
Values are as JSON has them: texts, keys of categories and brands, lists of tags; None for nothing.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.catalog.create_product import Translation
from domain.catalog.models import Product, ProductTranslation
from domain.catalog.queries import get_brand, get_category
from domain.catalog.slugs import SLUG_LENGTH_MAX
from domain.catalog.tagging import names_of_tags, tag_product
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.inputs import KEEP, Keep

Content = Mapping[str, object]
COLUMNS = ("name", "description", "slug", "category_id", "brand_id")
AT = ("edit",)  # where clients write an edit
KEYS = {"category_id", "brand_id"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
STANDING = """
SELECT product.id, product.name, product.description, product.slug,
    product.category_id::text AS category_id, product.brand_id::text AS brand_id,
    ARRAY(SELECT tag.name FROM tag JOIN product_tag ON product_tag.tag_id = tag.id
        WHERE product_tag.product_id = product.id ORDER BY tag.name) AS tags,
    ARRAY(SELECT ARRAY[locale, name, description] FROM product_translation
        WHERE product_id = product.id ORDER BY locale) AS words
FROM product WHERE product.id = ANY($1::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants to be said of a product. What is kept stays as it is."""

    name: str | Keep = KEEP
    description: str | Keep = KEEP
    slug: str | Keep = KEEP
    category_id: UUID | Keep | None = KEEP
    brand_id: UUID | Keep | None = KEEP
    tags: Sequence[str] | Keep = KEEP
    translations: Sequence[Translation] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a revision: what stood there, what shall, and what stands there now.

    It conflicts where somebody else has written something else there since.
    """

    field: str
    before: object
    after: object
    current: object

    @property
    def is_conflict(self) -> bool:
        return self.current not in (self.before, self.after)


async def checked(ctx: Context, edit: Edit) -> dict[str, object]:
    """An edit as a revision keeps it. Mistakes are said by their paths inside `edit`.

    Raises:
        InvalidInput: a text is empty or too long, a slug is none, a language is twice or unknown.
        NotFound: no such category or brand.
    """
    staged: dict[str, object] = {}
    if edit.name is not KEEP:
        staged["name"] = inputs.text(edit.name, *AT, "name")
    if edit.description is not KEEP:
        staged["description"] = _description(edit.description, *AT, "description")
    if edit.slug is not KEEP:
        staged["slug"] = _slug(edit.slug)
    if edit.category_id is not KEEP:
        if edit.category_id is not None:
            await get_category(ctx, edit.category_id)
        staged["category_id"] = edit.category_id and str(edit.category_id)
    if edit.brand_id is not KEEP:
        if edit.brand_id is not None:
            await get_brand(ctx, edit.brand_id)
        staged["brand_id"] = edit.brand_id and str(edit.brand_id)
    if edit.tags is not KEEP:
        staged["tags"] = names_of_tags(edit.tags, *AT, "tags")
    for place, words in enumerate(inputs.items(edit.translations, *AT, "translations")):
        path = (*AT, "translations", str(place))
        said = f"translations.{inputs.locale(words.locale, *path, 'locale')}"
        staged[f"{said}.name"] = inputs.text(words.name, *path, "name")
        staged[f"{said}.description"] = _description(words.description, *path, "description")
    inputs.distinct([words.locale for words in edit.translations], *AT, "translations")
    return staged


async def standing(product_ids: Collection[UUID]) -> dict[UUID, dict[str, object]]:
    """What is said of products now, in one statement."""
    found = {}
    for row in await sql.rows(STANDING, list(product_ids)):
        words = row.pop("words")
        for locale, name, description in words:
            row[f"translations.{locale}.name"] = name
            row[f"translations.{locale}.description"] = description
        found[row.pop("id")] = row
    return found


def changes(base: Content, staged: Content, current: Content) -> list[Change]:
    """What a revision changes, field by field, in the order of their names."""
    return [
        Change(name, base.get(name), staged[name], current.get(name)) for name in sorted(staged)
    ]


async def set_content(product: Product, staged: Content, current: Content) -> dict[str, Any]:
    """Write what is not said in columns of the product, and return its columns that change.

    Raises:
        AlreadyTaken: another product has the slug.
    """
    columns = {
        name: UUID(str(staged[name])) if name in KEYS and staged[name] else staged[name]
        for name in COLUMNS
        if name in staged and staged[name] != current[name]
    }
    if "slug" in columns:
        await _take_slug(product.id, str(columns["slug"]))
    if "tags" in staged:
        tags: Any = staged["tags"]
        await tag_product(product.id, tags)
    said = {**current, **staged}
    for locale in sorted({name.split(".")[1] for name in staged if "." in name}):
        words = {part: said[f"translations.{locale}.{part}"] for part in ("name", "description")}
        await ProductTranslation.update_or_create(
            defaults=words, product_id=product.id, locale=locale
        )
    return columns


async def _take_slug(product_id: UUID, slug: str) -> None:
    """Whoever wants the same one waits until our transaction ends; see `free_slug`."""
    await sql.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"Product slug {slug}"
    )
    if await Product.filter(slug=slug).exclude(id=product_id).exists():
        raise AlreadyTaken("Another product has this slug.", "id")


def _slug(value: str) -> str:
    value = inputs.text(value, *AT, "slug", longest=SLUG_LENGTH_MAX)
    if not SLUG.fullmatch(value):
        raise InvalidInput("A slug is small letters, digits and single dashes.", *AT, "slug")
    return value


def _description(value: str, *field: str) -> str:
    return inputs.text(value, *field, longest=inputs.TEXT_LENGTH_MAX, required=False)
