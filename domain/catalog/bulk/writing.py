"""Writing what a plan came to: a constant number of statements, however much it is."""

from collections.abc import Sequence

from domain.catalog.bulk.planning import Goods, Plan
from domain.catalog.reindex import reindex
from domain.catalog.revisions.policy import outdate
from domain.catalog.states import LifecycleStage, PublicationStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append_many

NEW_GOODS = """
INSERT INTO product (id, version, slug, name, description, status, lifecycle_stage, category_id,
    brand_id, created_at, updated_at)
SELECT id, version, slug, name, description, $8, $9, category_id, brand_id, $10, $10
FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::uuid[])
    AS fresh (id, version, slug, name, description, category_id, brand_id)
ON CONFLICT (slug) DO NOTHING RETURNING id
"""
GOODS = """
UPDATE product SET version = fresh.version, name = fresh.name, description = fresh.description,
    category_id = fresh.category_id, brand_id = fresh.brand_id, updated_at = $7
FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::uuid[], $6::uuid[])
    AS fresh (id, version, name, description, category_id, brand_id)
WHERE product.id = fresh.id
"""
NEW_UNITS = """
INSERT INTO product_variant (id, product_id, sku, name, pack_units, position, created_at)
SELECT id, product_id, sku, name, pack_units, position, $7
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[])
    AS fresh (id, product_id, sku, name, pack_units, position)
ON CONFLICT (sku) DO NOTHING RETURNING id
"""
UNITS = """
UPDATE product_variant AS variant SET name = fresh.name, pack_units = fresh.pack_units
FROM unnest($1::uuid[], $2::text[], $3::int[]) AS fresh (id, name, pack_units)
WHERE variant.id = fresh.id
"""
WORDS = """
INSERT INTO product_translation (id, product_id, locale, name, description)
SELECT id, product_id, locale, name, description
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
    AS fresh (id, product_id, locale, name, description)
ON CONFLICT (product_id, locale)
    DO UPDATE SET name = excluded.name, description = excluded.description
"""
# In the order of the alphabet, as by a single edit: see `tagging.tag_product`.
NEW_TAGS = """
INSERT INTO tag (id, name) SELECT id, name FROM unnest($1::uuid[], $2::text[]) AS fresh (id, name)
ORDER BY name ON CONFLICT (name) DO NOTHING
"""
TAG = """
INSERT INTO product_tag (id, product_id, tag_id)
SELECT fresh.id, fresh.product_id, tag.id
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS fresh (id, product_id, name)
JOIN tag ON tag.name = fresh.name
ON CONFLICT (product_id, tag_id) DO NOTHING
"""
UNTAG = """
DELETE FROM product_tag USING tag, unnest($1::uuid[], $2::text[]) AS gone (product_id, name)
WHERE tag.name = gone.name AND product_tag.tag_id = tag.id
    AND product_tag.product_id = gone.product_id
"""


class Overtaken(Exception):
    """Somebody else wrote the same slug or SKU since we looked: look again."""


async def write(ctx: Context, plan: Plan) -> None:
    """Write all that changed, and tell it, inside the caller's transaction.

    Raises:
        Overtaken: a slug or SKU that was free is not any more.
    """
    touched = [goods for goods in plan.goods.values() if goods.facts]
    await outdate(ctx, [goods.id for goods in touched if goods.is_edited and not goods.is_new])
    await _write_goods(ctx, touched)
    await _write_units(ctx, plan)
    await _write_words(touched)
    await _write_tags(touched)
    await reindex([goods.id for goods in touched if goods.is_reworded])
    await append_many(ctx, [fact for goods in touched for fact in goods.facts])


async def _write_goods(ctx: Context, touched: Sequence[Goods]) -> None:
    new = [goods for goods in touched if goods.is_new]
    if new:
        written = await sql.rows(
            NEW_GOODS,
            [goods.id for goods in new],
            [goods.version for goods in new],
            [goods.slug for goods in new],
            [goods.name for goods in new],
            [goods.description for goods in new],
            [goods.category_id for goods in new],
            [goods.brand_id for goods in new],
            PublicationStatus.UNPUBLISHED.value,
            LifecycleStage.PLANNED.value,
            ctx.now,
        )
        if len(written) < len(new):
            raise Overtaken
    if old := [goods for goods in touched if not goods.is_new]:
        await sql.execute(
            GOODS,
            [goods.id for goods in old],
            [goods.version for goods in old],
            [goods.name for goods in old],
            [goods.description for goods in old],
            [goods.category_id for goods in old],
            [goods.brand_id for goods in old],
            ctx.now,
        )


async def _write_units(ctx: Context, plan: Plan) -> None:
    new = [unit for unit in plan.units.values() if unit.is_new]
    if new:
        written = await sql.rows(
            NEW_UNITS,
            [unit.id for unit in new],
            [plan.goods[unit.slug].id for unit in new],
            [unit.sku for unit in new],
            [unit.name for unit in new],
            [unit.pack_units for unit in new],
            [unit.position for unit in new],
            ctx.now,
        )
        if len(written) < len(new):
            raise Overtaken
    if changed := [one for one in plan.units.values() if one.is_changed and not one.is_new]:
        await sql.execute(
            UNITS,
            [unit.id for unit in changed],
            [unit.name for unit in changed],
            [unit.pack_units for unit in changed],
        )


async def _write_words(touched: Sequence[Goods]) -> None:
    said = [
        (goods.id, locale, *goods.words[locale])
        for goods in touched
        for locale in sorted(goods.said)
    ]
    if said:
        await sql.execute(
            WORDS,
            [new_id() for _ in said],
            [one[0] for one in said],
            [one[1] for one in said],
            [one[2] for one in said],
            [one[3] for one in said],
        )


async def _write_tags(touched: Sequence[Goods]) -> None:
    gone, new = [], []
    for goods in touched:
        if goods.was_tagged is not None:
            gone += [(goods.id, name) for name in sorted(goods.was_tagged - goods.tags)]
            new += [(goods.id, name) for name in sorted(goods.tags - goods.was_tagged)]
    if gone:
        await sql.execute(UNTAG, [one[0] for one in gone], [one[1] for one in gone])
    if new:
        names = sorted({name for _, name in new})
        await sql.execute(NEW_TAGS, [new_id() for _ in names], names)
        await sql.execute(
            TAG, [new_id() for _ in new], [one[0] for one in new], [one[1] for one in new]
        )
