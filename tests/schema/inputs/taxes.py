"""Inputs that say what is taxed how, and how goods are sent."""

from typing import Any

from domain.fulfillment.models import Carrier
from tests.schema.stage import Input, Stage, gid

AMOUNT = {"amount": "100.00", "currencyCode": "USD"}


async def tax_class_create(stage: Stage) -> Input:
    return {
        "code": "food",
        "name": "Food",
        "isDefault": True,
        "idempotencyKey": "tax-class-1",
    }


async def tax_class_assign(stage: Stage) -> Input:
    row = await stage.shop.tax_class("books")
    variant = await stage.shop.variant()
    return {
        "id": gid(row),
        "productIds": [gid(await stage.shop.product())],
        "variantIds": [gid(variant)],
        "expectedVersion": row.version,
    }


async def tax_rate_upsert(stage: Stage) -> Input:
    known = await _rate(stage)
    return {
        "id": gid(known),
        "taxClassId": gid(await stage.shop.tax_class("books")),
        "country": "AT",
        "region": "Tirol",
        "name": "USt",
        "rate": "0.1",
        "startsAt": "2026-04-01T00:00:00Z",
        "endsAt": "2027-04-01T00:00:00Z",
        "expectedVersion": known.version,
        "idempotencyKey": "tax-rate-1",
    }


async def tax_rate_remove(stage: Stage) -> Input:
    row = await _rate(stage)
    return {"id": gid(row), "expectedVersion": row.version}


async def _rate(stage: Stage) -> Any:
    books = await stage.shop.tax_class("books")
    known = await books.rates.filter(country="AT").first()
    return known or await stage.shop.rate(200_000, country="AT", of=books)


async def channel_set_taxes(stage: Stage) -> Input:
    return {
        "id": gid(stage.shop.web),
        "pricesIncludeTax": True,
        "country": "AT",
        "region": "Wien",
    }


async def shipping_zone_upsert(stage: Stage) -> Input:
    zone = await stage.shop.shipping_zone("AT")
    return {
        "id": gid(zone),
        "name": zone.name,
        "places": [{"country": "AT", "region": ""}, {"country": "CN", "region": "浙江"}],
        "expectedVersion": zone.version,
        "idempotencyKey": "zone-1",
    }


async def shipping_method_upsert(stage: Stage) -> Input:
    zone = await stage.shop.shipping_zone("AT")
    method = await zone.methods.all().first() or await stage.shop.shipping_method(country="AT")
    carrier, _ = await Carrier.get_or_create(
        code="alp", defaults={"name": "Alp", "created_at": stage.shop.now}
    )
    return {
        "id": gid(method),
        "channelId": gid(stage.shop.web),
        "zoneId": gid(zone),
        "name": "Express",
        "currency": "USD",
        "bands": [{"worthFrom": dict(AMOUNT), "charge": {"amount": "4.90", "currencyCode": "USD"}}],
        "freeFrom": dict(AMOUNT),
        "daysMin": 1,
        "daysMax": 2,
        "carrierId": gid(carrier),
        "taxClassId": gid(await stage.shop.tax_class("books")),
        "isActive": True,
        "expectedVersion": method.version,
        "idempotencyKey": "method-1",
    }


INPUTS = {
    "taxClassCreate": tax_class_create,
    "taxClassAssign": tax_class_assign,
    "taxRateUpsert": tax_rate_upsert,
    "taxRateRemove": tax_rate_remove,
    "channelSetTaxes": channel_set_taxes,
    "shippingZoneUpsert": shipping_zone_upsert,
    "shippingMethodUpsert": shipping_method_upsert,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "taxClassCreate": {
        "taxClass": {"code": "food", "name": "Food", "isDefault": True, "version": 1}
    },
    "taxClassAssign": {"taxClass": {"code": "books", "version": 2}},
    "taxRateUpsert": {
        "taxRate": {
            "name": "USt",
            "rate": "0.1",
            "country": "AT",
            "regionName": "Tirol",
            "startsAt": "2026-04-01T00:00:00Z",
            "endsAt": "2027-04-01T00:00:00Z",
            "version": 2,
            "taxClass": {"code": "books"},
        }
    },
    "taxRateRemove": {"taxRate": {"name": "VAT", "rate": "0.2", "country": "AT"}},
    "channelSetTaxes": {
        "channel": {
            "code": "web",
            "pricesIncludeTax": True,
            "taxCountry": "AT",
            "taxRegion": "Wien",
        }
    },
    "shippingZoneUpsert": {
        "zone": {
            "name": "AT",
            "places": [{"country": "AT", "region": ""}, {"country": "CN", "region": "ZJ"}],
            "version": 2,
        }
    },
    "shippingMethodUpsert": {
        "method": {
            "name": "Express",
            "currency": "USD",
            "bands": [
                {
                    "worthFrom": AMOUNT,
                    "charge": {"amount": "4.90", "currencyCode": "USD"},
                }
            ],
            "freeFrom": AMOUNT,
            "daysMin": 1,
            "daysMax": 2,
            "isActive": True,
            "version": 2,
            "channel": {"code": "web"},
            "zone": {"name": "AT"},
            "carrier": {"code": "alp"},
            "taxClass": {"code": "books"},
        }
    },
}
