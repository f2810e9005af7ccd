"""Inputs that change customers' cards."""

from typing import Any

from domain.orders.models import Order
from domain.processes.erase_customer import UNDER_WAY
from tests.schema.stage import Input, Stage, gid


async def customer_create(stage: Stage) -> Input:
    return {
        "name": "王小明",
        "email": "wang@example.test",
        "phone": "+8613812341234",
        "locale": "zh-CN",
        "idempotencyKey": "customer-1",
    }


async def customer_update(stage: Stage) -> Input:
    return {
        "id": gid(stage.owner),
        "name": "Olga Wright",
        "email": "olga@example.test",
        "phone": "+441134960000",
        "locale": "zh-CN",
        "currentPassword": "what the owner has, if anything",
        "expectedVersion": stage.owner.version,
    }


async def customer_address_add(stage: Stage) -> Input:
    return {
        "customerId": gid(stage.owner),
        "recipient": "Olga Ownes",
        "line1": "2 Low Street",
        "line2": "Flat 3",
        "district": "Clifton",
        "city": "York",
        "region": "Yorkshire",
        "postalCode": "YO1 6GA",
        "country": "GB",
        "phone": "+441904000000",
        "isDefault": True,
        "expectedVersion": stage.owner.version,
        "idempotencyKey": "address-1",
    }


async def customer_address(stage: Stage) -> Input:
    return {"id": gid(await stage.address())}


async def customer_end_sessions(stage: Stage) -> Input:
    return {"id": gid(stage.owner), "expectedVersion": stage.owner.version}


async def consent_record(stage: Stage) -> Input:
    return {
        "customerId": gid(stage.owner),
        "purpose": "MARKETING_EMAIL",
        "isGranted": True,
        "policyVersion": "2026-11",
        "source": "CHECKOUT",
        "expectedVersion": stage.owner.version,
    }


async def personal_data_export(stage: Stage) -> Input:
    return {"customerId": gid(stage.owner)}


async def customer_anonymize(stage: Stage) -> Input:
    """The owner, or somebody else where something is on its way to the owner."""
    waits = await Order.exists(customer_id=stage.owner.id, status__in=UNDER_WAY)
    who = await stage.shop.customer("Nobody Else") if waits else stage.owner
    return {"id": gid(who), "expectedVersion": who.version}


INPUTS = {
    "consentRecord": consent_record,
    "personalDataExport": personal_data_export,
    "customerAnonymize": customer_anonymize,
    "customerCreate": customer_create,
    "customerUpdate": customer_update,
    "customerAddressAdd": customer_address_add,
    "customerAddressSetDefault": customer_address,
    "customerAddressRemove": customer_address,
    "customerEndSessions": customer_end_sessions,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "consentRecord": {
        "customer": {
            "version": 1,
            "consents": [
                {
                    "purpose": "MARKETING_EMAIL",
                    "isGranted": True,
                    "policyVersion": "2026-11",
                    "source": "CHECKOUT",
                }
            ],
        }
    },
    "personalDataExport": {"personalData": {"isComplete": True}},
    "customerAnonymize": {
        "customer": {"name": "", "email": None, "phone": None, "version": 1},
        "report": {
            "kept": [
                {
                    "what": "that something happened, by ids, without what stood in it",
                    "until": None,
                }
            ]
        },
    },
    "customerCreate": {
        "customer": {
            "name": "王小明",
            "email": "wang@example.test",
            "phone": "+8613812341234",
            "locale": "zh-CN",
            "version": 1,
        }
    },
    "customerUpdate": {
        "customer": {
            "name": "Olga Wright",
            "email": "olga@example.test",
            "phone": "+441134960000",
            "locale": "zh-CN",
            "version": 1,
        }
    },
    "customerAddressAdd": {
        "customer": {
            "version": 1,
            "addresses": [
                {
                    "recipient": "Olga Ownes",
                    "line1": "2 Low Street",
                    "line2": "Flat 3",
                    "district": "Clifton",
                    "city": "York",
                    "region": "Yorkshire",
                    "postalCode": "YO1 6GA",
                    "country": "GB",
                    "phone": "+441904000000",
                    "isDefault": True,
                }
            ],
        }
    },
    "customerAddressSetDefault": {
        "customer": {"version": 1, "addresses": [{"city": "Leeds", "isDefault": True}]}
    },
    "customerAddressRemove": {"customer": {"version": 1}},
    "customerEndSessions": {"customer": {"name": "Olga Ownes", "version": 1}},
}
