"""Inputs that write many goods and prices at once."""

from typing import Any

from domain.catalog.bulk.states import ImportStatus
from tests.schema.stage import Input, Stage, gid


async def product_bulk_upsert(stage: Stage) -> Input:
    return {
        "items": [
            {
                "slug": "oolong",
                "name": "Oolong",
                "description": "Half way between green and black.",
                "categorySlug": (await stage.shop.category()).slug,
                "brandSlug": (await stage.shop.brand()).slug,
                "tags": ["tea"],
                "translations": [{"locale": "zh-CN", "name": "乌龙茶", "description": "半发酵。"}],
                "sku": "OOLONG-1",
                "variantName": "100 g",
                "packUnits": 6,
            }
        ],
        "idempotencyKey": "bulk-1",
    }


async def price_bulk_set(stage: Stage) -> Input:
    variant = await stage.shop.variant()
    price = {"amount": "12.00", "currencyCode": "USD"}
    return {"items": [{"sku": variant.sku, "price": price}], "idempotencyKey": "bulk-2"}


async def catalog_import_create(stage: Stage) -> Input:
    return {
        "kind": "PRODUCTS",
        "format": "CSV",
        "byteSize": 1_000,
        "isPreview": True,
        "idempotencyKey": "bulk-3",
    }


async def catalog_import_apply(stage: Stage) -> Input:
    row = await stage.shop.catalog_import(ImportStatus.PREVIEWED)
    return {"id": gid(row), "expectedVersion": row.version}


async def catalog_import_cancel(stage: Stage) -> Input:
    return {"id": gid(await stage.shop.catalog_import())}


INPUTS = {
    "productBulkUpsert": product_bulk_upsert,
    "priceBulkSet": price_bulk_set,
    "catalogImportCreate": catalog_import_create,
    "catalogImportApply": catalog_import_apply,
    "catalogImportCancel": catalog_import_cancel,
}
RESULTS: dict[str, Any] = {
    "productBulkUpsert": {"results": {"created": 1, "updated": 0, "refused": 0}},
    "priceBulkSet": {"results": {"updated": 1, "refused": 0}},
    "catalogImportCreate": {"catalogImport": {"status": "AWAITING_FILE"}},
    "catalogImportApply": {"catalogImport": {"status": "QUEUED"}},
    "catalogImportCancel": {"catalogImport": {"status": "CANCELED"}},
}
