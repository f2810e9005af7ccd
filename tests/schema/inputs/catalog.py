"""Inputs that change what is sold."""

from typing import Any

from tests.schema.stage import Input, Stage, gid


async def product_create(stage: Stage) -> Input:
    return {
        "name": "Oolong",
        "description": "Half way between green and black.",
        "categoryId": gid(await stage.shop.category()),
        "brandId": gid(await stage.shop.brand()),
        "tags": ["tea", "half-fermented"],
        "translations": [{"locale": "zh-CN", "name": "乌龙茶", "description": "半发酵茶。"}],
        "idempotencyKey": "product-1",
    }


async def product_update(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "name": "Sencha",
        "description": "Steamed.",
        "categoryId": gid(await stage.shop.category()),
        "brandId": gid(await stage.shop.brand()),
        "tags": ["steamed"],
        "expectedVersion": product.version,
    }


async def product_publish(stage: Stage) -> Input:
    product = await stage.shop.product(published=False)
    await stage.shop.variant(product)
    return {
        "id": gid(product),
        "channelId": gid(stage.shop.web),
        "expectedVersion": product.version,
    }


async def product_unpublish(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "channelId": gid(stage.shop.web),
        "expectedVersion": product.version,
    }


async def product_translate(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "locale": "zh-CN",
        "name": "绿茶",
        "description": "清香。",
        "expectedVersion": product.version,
    }


async def variant_add(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "productId": gid(product),
        "sku": "TEA-250",
        "name": "250 g",
        "packUnits": 2,
        "expectedVersion": product.version,
        "idempotencyKey": "variant-1",
    }


async def price_set(stage: Stage) -> Input:
    product = await stage.shop.product()
    variant = await stage.shop.variant(product)
    return {
        "variantId": gid(variant),
        "price": {"amount": "13.75", "currencyCode": "USD"},
        "expectedVersion": product.version,
    }


async def category_create(stage: Stage) -> Input:
    return {
        "name": "Green tea",
        "parentId": gid(await stage.shop.category()),
        "position": 2,
        "idempotencyKey": "category-1",
    }


async def category_translate(stage: Stage) -> Input:
    category = await stage.shop.category()
    return {
        "id": gid(category),
        "locale": "zh-CN",
        "name": "茶",
        "expectedVersion": category.version,
    }


async def brand_create(stage: Stage) -> Input:
    return {"name": "Leaf & Sons", "isPrivateLabel": True, "idempotencyKey": "brand-1"}


async def media_upload_create(stage: Stage) -> Input:
    return {
        "productId": gid(await stage.shop.product()),
        "kind": "IMAGE",
        "byteSize": 4_000,
        "alt": "A tin of tea",
        "idempotencyKey": "picture-1",
    }


async def product_media_reorder(stage: Stage) -> Input:
    product = await stage.shop.product()
    shown = [await stage.shop.media(product, position=place) for place in range(2)]
    return {
        "productId": gid(product),
        "mediaIds": [gid(media) for media in reversed(shown)],
        "expectedVersion": product.version,
    }


async def product_media_update(stage: Stage) -> Input:
    return {
        "id": gid(await stage.shop.media()),
        "alt": "A red tin",
        "translations": [{"locale": "zh-CN", "alt": "红色茶罐"}],
        "expectedVersion": 0,
    }


async def product_media_remove(stage: Stage) -> Input:
    return {"id": gid(await stage.shop.media()), "expectedVersion": 0}


async def variant_media_set(stage: Stage) -> Input:
    variant = await stage.shop.variant()
    media = await stage.shop.media(await variant.product)
    return {"variantId": gid(variant), "mediaIds": [gid(media)], "expectedVersion": 0}


async def search_synonym_set(stage: Stage) -> Input:
    return {"name": "soda", "words": ["soda", "汽水"], "also": ["soft drink"]}


def boost(**about: str) -> Input:
    return {
        **about,
        "percent": 150,
        "startsAt": "2026-03-01T00:00:00Z",
        "endsAt": "2026-04-01T00:00:00Z",
    }


async def product_boost_set(stage: Stage) -> Input:
    return boost(productId=gid(await stage.shop.product()))


async def brand_boost_set(stage: Stage) -> Input:
    return boost(brandId=gid(await stage.shop.brand()))


async def category_boost_set(stage: Stage) -> Input:
    return boost(categoryId=gid(await stage.shop.category()))


BOOST = {
    "percent": 150,
    "startsAt": "2026-03-01T00:00:00Z",
    "endsAt": "2026-04-01T00:00:00Z",
}
INPUTS = {
    "searchSynonymSet": search_synonym_set,
    "productBoostSet": product_boost_set,
    "brandBoostSet": brand_boost_set,
    "categoryBoostSet": category_boost_set,
    "productCreate": product_create,
    "productUpdate": product_update,
    "productPublish": product_publish,
    "productUnpublish": product_unpublish,
    "productTranslate": product_translate,
    "variantAdd": variant_add,
    "priceSet": price_set,
    "categoryCreate": category_create,
    "categoryTranslate": category_translate,
    "brandCreate": brand_create,
    "mediaUploadCreate": media_upload_create,
    "productMediaReorder": product_media_reorder,
    "productMediaUpdate": product_media_update,
    "productMediaRemove": product_media_remove,
    "variantMediaSet": variant_media_set,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "searchSynonymSet": {
        "synonyms": {"name": "soda", "words": ["soda", "汽水"], "also": ["soft drink"]}
    },
    "productBoostSet": {"boost": {**BOOST, "product": {"name": "Green tea"}}},
    "brandBoostSet": {"boost": {**BOOST, "brand": {"name": "Leaf & Co"}}},
    "categoryBoostSet": {"boost": {**BOOST, "category": {"name": "Tea"}}},
    "productCreate": {
        "product": {
            "name": "Oolong",
            "description": "Half way between green and black.",
            "status": "UNPUBLISHED",
            "version": 1,
            "category": {"name": "Tea"},
            "brand": {"name": "Leaf & Co"},
            "tags": [{"name": "half-fermented"}, {"name": "tea"}],
            "translations": [{"locale": "zh-CN", "name": "乌龙茶", "description": "半发酵茶。"}],
            "publishedAt": None,
        }
    },
    "productUpdate": {
        "product": {
            "name": "Sencha",
            "description": "Steamed.",
            "version": 1,
            "category": {"name": "Tea"},
            "brand": {"name": "Leaf & Co"},
            "tags": [{"name": "steamed"}],
        }
    },
    "productPublish": {
        "product": {"status": "PUBLISHED", "version": 2, "publishedAt": "2026-03-02T09:00:00Z"}
    },
    "productUnpublish": {"product": {"status": "UNPUBLISHED", "version": 2, "publishedAt": None}},
    "productTranslate": {
        "product": {
            "translations": [{"locale": "zh-CN", "name": "绿茶", "description": "清香。"}],
            "version": 1,
        }
    },
    "variantAdd": {
        "variant": {"sku": "TEA-250", "name": "250 g", "packUnits": 2, "product": {"version": 1}}
    },
    "priceSet": {
        "variant": {
            "prices": [{"amount": "13.75", "currencyCode": "USD"}],
            "product": {"version": 1},
        }
    },
    "categoryCreate": {
        "category": {"name": "Green tea", "depth": 1, "parent": {"name": "Tea"}, "version": 1}
    },
    "categoryTranslate": {
        "category": {"translations": [{"locale": "zh-CN", "name": "茶"}], "version": 1}
    },
    "brandCreate": {"brand": {"name": "Leaf & Sons", "slug": "leaf-sons", "isPrivateLabel": True}},
    "mediaUploadCreate": {"upload": {"byteSize": 4_000}},
    "productMediaReorder": {
        "product": {"media": {"nodes": [{"position": 0}, {"position": 1}]}, "version": 1}
    },
    "productMediaUpdate": {
        "media": {
            "alt": "A red tin",
            "translations": [{"locale": "zh-CN", "alt": "红色茶罐"}],
        }
    },
    "productMediaRemove": {"product": {"version": 1}},
    "variantMediaSet": {
        "variant": {"media": [{"alt": "A tin", "position": 0}], "product": {"version": 1}}
    },
}
