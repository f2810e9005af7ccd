"""Importing the Chinese catalog: two languages, one price in yuan, found by either's words."""

from collections.abc import Mapping
from typing import Any

from api.importing import import_chinese_catalog
from domain.catalog.reindex import reindex
from domain.catalog.words import search_query
from domain.shared import sql
from tests.shop import OPENING


async def test_a_repeated_import_adds_nothing(database: Mapping[str, Any]) -> None:
    first = await import_chinese_catalog(database, now=OPENING)
    again = await import_chinese_catalog(database, now=OPENING)

    assert first.rows["product"] == 320
    assert again.rows.total() == 0
    assert await sql.value("SELECT count(*) FROM product") == 320


async def test_goods_are_found_in_both_languages(database: Mapping[str, Any]) -> None:
    await import_chinese_catalog(database, now=OPENING)

    for asked in ("东北香米", "fragrant rice"):
        found = await sql.rows(
            "SELECT name FROM product WHERE search @@ $1::tsquery", search_query(asked)
        )
        assert "Northeast Long-Grain Fragrant Rice" in [row["name"] for row in found]


async def test_its_words_are_those_that_the_catalog_would_write(
    database: Mapping[str, Any],
) -> None:
    await import_chinese_catalog(database, now=OPENING)
    words = "SELECT id, search::text AS words FROM product ORDER BY id"
    imported = await sql.rows(words)

    await reindex([row["id"] for row in imported])

    assert await sql.rows(words) == imported


async def test_every_variant_has_a_price_in_yuan_and_lies_on_a_shelf(
    database: Mapping[str, Any],
) -> None:
    await import_chinese_catalog(database, now=OPENING)

    variants = await sql.value("SELECT count(*) FROM product_variant")
    assert variants == 482
    assert await sql.value("SELECT count(*) FROM variant_price WHERE currency = 'CNY'") == variants
    assert await sql.value("SELECT count(*) FROM inventory_level") == 4 * variants


async def test_tags_that_the_shop_has_already_are_used(database: Mapping[str, Any]) -> None:
    await sql.execute("INSERT INTO tag (id, name) VALUES (gen_random_uuid(), 'rice')")

    await import_chinese_catalog(database, now=OPENING)

    assert await sql.value("SELECT count(*) FROM tag WHERE name = 'rice'") == 1
