"""Inputs that change how goods are sorted, bundled and presented."""

from typing import Any

from domain.shared.ids import new_id
from tests.schema.inputs.attributes import code, name
from tests.schema.stage import Input, Stage, gid


async def dimension_create(stage: Stage) -> Input:
    return {
        "code": code(),
        "name": "Season",
        "values": [{"code": "summer", "name": "Summer", "translations": [name(words="夏")]}],
        "translations": [name(words="季节")],
    }


async def dimension_value_add(stage: Stage) -> Input:
    dimension = await stage.shop.dimension("summer")
    return {
        "dimensionId": gid(dimension),
        "code": "winter",
        "name": "Winter",
        "translations": [name(words="冬")],
        "expectedVersion": dimension.version,
    }


async def product_set_dimensions(stage: Stage) -> Input:
    product = await stage.shop.product()
    season = await stage.shop.dimension("summer")
    return {
        "id": gid(product),
        "valueIds": [gid(await stage.shop.dimension_value(season, "summer"))],
        "expectedVersion": product.version,
    }


async def collection_create(stage: Stage) -> Input:
    return {
        "name": "For the beach",
        "description": "All one needs.",
        "translations": [name(words="海滩")],
        "idempotencyKey": "collection-1",
    }


async def collection_update(stage: Stage) -> Input:
    collection = await stage.shop.collection()
    return {
        "id": gid(collection),
        "name": "For the winter",
        "description": "Warm things.",
        "translations": [name(words="冬季")],
        "expectedVersion": collection.version,
    }


async def collection_set_rule(stage: Stage) -> Input:
    collection = await stage.shop.collection()
    shelf = await stage.shop.category()
    return {
        "id": gid(collection),
        "rule": [
            {
                "field": "CATEGORY",
                "ids": [gid(shelf)],
                "tags": [],
                "low": None,
                "high": None,
                "currency": None,
            },
            {
                "field": "PRICE",
                "ids": [],
                "tags": [],
                "low": "10.00",
                "high": "20.00",
                "currency": "USD",
            },
        ],
        "expectedVersion": collection.version,
    }


async def collection_add_products(stage: Stage) -> Input:
    collection = await stage.shop.collection()
    return {
        "id": gid(collection),
        "productIds": [gid(await stage.shop.product())],
        "expectedVersion": collection.version,
    }


async def collection_remove_products(stage: Stage) -> Input:
    product = await stage.shop.product()
    collection = await stage.shop.collection(product)
    return {
        "id": gid(collection),
        "productIds": [gid(product)],
        "expectedVersion": collection.version,
    }


async def bundle_set_components(stage: Stage) -> Input:
    product = await stage.shop.product()
    bundle = await stage.shop.variant(product)
    return {
        "variantId": gid(bundle),
        "components": [{"variantId": gid(await stage.shop.variant()), "quantity": 2}],
        "expectedVersion": product.version,
    }


async def product_set_seo(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "locale": "en",
        "title": "Green tea from Zhejiang",
        "description": "Picked by hand in spring.",
        "expectedVersion": product.version,
    }


async def product_set_metadata(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "items": [{"key": "erp.bin", "value": "A-7"}],
        "isPrivate": True,
        "expectedVersion": product.version,
    }


async def product_set_external_refs(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "refs": [{"system": "erp", "externalId": new_id().hex}],
        "expectedVersion": product.version,
    }


INPUTS = {
    "dimensionCreate": dimension_create,
    "dimensionValueAdd": dimension_value_add,
    "productSetDimensions": product_set_dimensions,
    "collectionCreate": collection_create,
    "collectionUpdate": collection_update,
    "collectionSetRule": collection_set_rule,
    "collectionAddProducts": collection_add_products,
    "collectionRemoveProducts": collection_remove_products,
    "bundleSetComponents": bundle_set_components,
    "productSetSeo": product_set_seo,
    "productSetMetadata": product_set_metadata,
    "productSetExternalRefs": product_set_external_refs,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "dimensionCreate": {
        "dimension": {
            "name": "Season",
            "translations": [name(words="季节")],
            "values": [{"code": "summer", "translations": [name(words="夏")]}],
            "version": 1,
        }
    },
    "dimensionValueAdd": {
        "dimension": {"values": [{"code": "summer"}, {"code": "winter"}], "version": 1}
    },
    "productSetDimensions": {
        "product": {"dimensionValues": [{"code": "summer", "name": "Summer"}], "version": 1}
    },
    "collectionCreate": {
        "collection": {
            "name": "For the beach",
            "slug": "for-the-beach",
            "description": "All one needs.",
            "translations": [name(words="海滩")],
            "isByRule": False,
            "version": 1,
        }
    },
    "collectionUpdate": {
        "collection": {
            "name": "For the winter",
            "description": "Warm things.",
            "translations": [name(words="冬季")],
            "version": 1,
        }
    },
    "collectionSetRule": {
        "collection": {
            "isByRule": True,
            "rule": [
                {"field": "CATEGORY", "low": None, "high": None, "currency": None},
                {"field": "PRICE", "low": "10.00", "high": "20.00", "currency": "USD"},
            ],
            "version": 1,
        }
    },
    "collectionAddProducts": {"collection": {"isByRule": False, "version": 1}},
    "collectionRemoveProducts": {"collection": {"isByRule": False, "version": 1}},
    "bundleSetComponents": {
        "variant": {
            "components": [{"quantity": 2, "variant": {"name": "100 g"}}],
            "makeableQuantity": 0,
        }
    },
    "productSetSeo": {
        "product": {
            "seo": [
                {
                    "locale": "en",
                    "title": "Green tea from Zhejiang",
                    "description": "Picked by hand in spring.",
                }
            ],
            "version": 1,
        }
    },
    "productSetMetadata": {
        "product": {"privateMetadata": [{"key": "erp.bin", "value": "A-7"}], "version": 1}
    },
    "productSetExternalRefs": {"product": {"externalRefs": [{"system": "erp"}], "version": 1}},
}
