"""Bringing in the hand-made Chinese catalog: goods that have a name in two languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from api.importing.facts import fact
from api.importing.keys import pick, stable_id
from api.importing.opening import Opening, open_level
from api.importing.portions import Portion, done, load
from api.importing.premises import FOUNDED, Premises, open_premises
from api.importing.progress import Progress, Silent
from api.importing.report import Report
from api.importing.rows import (
    BrandRow,
    CategoryRow,
    CategoryTranslationRow,
    PriceRow,
    ProductRow,
    ProductTagRow,
    ProductTranslationRow,
    TagRow,
    VariantRow,
)
from domain.catalog.events import CategoryCreated, ProductCreated, ProductPublished
from domain.catalog.states import PublicationAction, PublicationStatus
from domain.catalog.words import search_vector
from domain.shared.context import SYSTEM
from domain.shared.money import Money
from domain.shared.outbox import Event

SOURCE = "chinese"
UNIT = "catalog"
REQUEST = "import:chinese"
FILE = Path(__file__).parent / "data" / "chinese_catalog.json"
CHINESE = "zh-CN"
CURRENCY = "CNY"
SLUG_PREFIX = "zh"
REASON = "Counted on arrival (generated)"
ON_HAND = (20, 140)  # units of each variant in each warehouse, at least and below

Entry = Mapping[str, Any]


async def import_chinese_catalog(
    credentials: Mapping[str, Any], *, now: datetime, progress: Progress | None = None
) -> Report:
    """Bring it in, all of it or nothing; a repeated import adds nothing."""
    report = Report(SOURCE)
    connection = await asyncpg.connect(**credentials)
    try:
        if UNIT in await done(connection, SOURCE):
            report.portions_before = 1
        else:
            with report.phase("importing"):
                portion = await _portion(connection, orjson.loads(FILE.read_bytes()), now)
                if await load(connection, portion, now=now):
                    report.add(portion)
                await connection.execute("ANALYZE")
            (progress or Silent()).step("Importing the Chinese catalog", 1, 1)
        report.sum_up(await done(connection, SOURCE))
        return report
    finally:
        await connection.close()


async def _portion(
    connection: "asyncpg.Connection[Any]", catalog: Mapping[str, Sequence[Entry]], now: datetime
) -> Portion:
    portion, premises = Portion(SOURCE, UNIT), await open_premises(connection)
    categories = {entry["code"]: entry for entry in catalog["categories"]}
    brands = {entry["code"]: entry for entry in catalog["brands"]}
    for entry in categories.values():
        _add_category(portion, entry, _path(categories, entry), now)
    for entry in brands.values():
        portion.add(
            BrandRow(_id("brand", entry["code"]), _name(entry), f"zh-{entry['code']}", False)
        )
    tags = await _tags(connection, portion, catalog["products"])
    for entry in catalog["products"]:
        _add_product(portion, entry, categories[entry["category"]], brands[entry["brand"]], now)
        for position, variant in enumerate(entry["variants"]):
            _add_variant(portion, entry["code"], position, variant, now)
            _add_stock(portion, premises, _sku(entry["code"], position), now)
        for tag in entry["tags"]:
            key = _id("product tag", entry["code"], tag)
            portion.add(ProductTagRow(key, _id("product", entry["code"]), tags[tag]))
    return portion


def _id(*name: str) -> UUID:
    return stable_id(FOUNDED, SOURCE, *name)


def _name(entry: Entry) -> str:
    """A brand has one name only, so it is written in both languages."""
    return f"{entry['zh']} {entry['en']}"


def _path(categories: Mapping[str, Entry], entry: Entry) -> list[str]:
    """The codes from the root to a category."""
    above = _path(categories, categories[entry["parent"]]) if entry["parent"] else []
    return [*above, entry["code"]]


def _add_category(portion: Portion, entry: Entry, path: Sequence[str], now: datetime) -> None:
    key = _id("category", entry["code"])
    parent_id = _id("category", entry["parent"]) if entry["parent"] else None
    slugs = [f"{SLUG_PREFIX}-{code}" for code in path]
    portion.add(
        CategoryRow(
            id=key,
            version=1,
            parent_id=parent_id,
            name=entry["en"],
            slug=slugs[-1],
            path="/".join(slugs),
            depth=len(path) - 1,
            position=0,
            created_at=now,
            updated_at=now,
        )
    )
    portion.add(
        CategoryTranslationRow(
            _id("category name", entry["code"]), key, locale=CHINESE, name=entry["zh"]
        )
    )
    _tell(portion, CategoryCreated(aggregate_id=key, version=1, parent_id=parent_id), now)


async def _tags(
    connection: "asyncpg.Connection[Any]", portion: Portion, products: Sequence[Entry]
) -> dict[str, UUID]:
    """Tags are shared by the whole shop: those that exist are used, the others are added."""
    rows = await connection.fetch("SELECT name, id FROM tag")
    tags: dict[str, UUID] = {row["name"]: row["id"] for row in rows}
    for name in sorted({tag for entry in products for tag in entry["tags"]} - set(tags)):
        tags[name] = _id("tag", name)
        portion.add(TagRow(tags[name], name))
    return tags


def _add_product(
    portion: Portion, entry: Entry, category: Entry, brand: Entry, now: datetime
) -> None:
    key, code = _id("product", entry["code"]), entry["code"]
    english, chinese = entry["en"], entry["zh"]
    portion.add(
        ProductRow(
            id=key,
            version=2,
            slug=code,
            name=english["name"],
            description=english["description"],
            status=PublicationStatus.PUBLISHED,
            category_id=_id("category", category["code"]),
            brand_id=_id("brand", brand["code"]),
            external_system=SOURCE,
            external_id=code,
            search=search_vector(
                name=[english["name"], chinese["name"]],
                kinds=[_name(brand), category["en"], category["zh"]],
                tags=sorted(entry["tags"]),
                description=[english["description"], chinese["description"]],
            ),
            created_at=now,
            updated_at=now,
            published_at=now,
        )
    )
    portion.add(
        ProductTranslationRow(
            _id("product name", code), key, CHINESE, chinese["name"], chinese["description"]
        )
    )
    before, after = PublicationStatus.UNPUBLISHED, PublicationStatus.PUBLISHED
    _tell(portion, ProductCreated(aggregate_id=key, version=1, status=before), now)
    published = ProductPublished(
        aggregate_id=key, version=2, source=before, status=after, action=PublicationAction.PUBLISH
    )
    _tell(portion, published, now)


def _add_variant(portion: Portion, code: str, position: int, variant: Entry, now: datetime) -> None:
    sku = _sku(code, position)
    portion.add(
        VariantRow(
            id=_id("variant", sku),
            product_id=_id("product", code),
            sku=sku,
            name=f"{variant['size_zh']} {variant['size']}",
            pack_units=1,
            position=position,
            created_at=now,
        )
    )
    price = Money.parse(variant["price"], CURRENCY)
    portion.add(PriceRow(_id("price", sku), _id("variant", sku), price.currency, price.minor, now))


def _add_stock(portion: Portion, premises: Premises, sku: str, now: datetime) -> None:
    least, most = ON_HAND
    for region, warehouse_id in enumerate(premises.warehouses):
        open_level(
            portion,
            Opening(
                level_id=_id("level", sku, str(region)),
                movement_id=_id("movement", sku, str(region)),
                variant_id=_id("variant", sku),
                warehouse_id=warehouse_id,
                on_hand=least + pick(most - least, "on hand", sku, region),
                reason=REASON,
                request_id=REQUEST,
                at=now,
            ),
        )


def _sku(code: str, position: int) -> str:
    return f"{code}-{position + 1}".upper()


def _tell(portion: Portion, event: Event, at: datetime) -> None:
    portion.facts.append(fact(event, at, actor=SYSTEM.key, request_id=REQUEST))
