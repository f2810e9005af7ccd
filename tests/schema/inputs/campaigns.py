"""Inputs that change campaigns."""

from typing import Any

from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.states import CampaignStatus
from domain.shared.ids import new_id
from tests.schema.stage import Input, Stage, gid

LATER = "2026-04-02T09:00:00Z"
SOON = "2026-03-09T09:00:00Z"


async def campaign_create(stage: Stage) -> Input:
    return {
        "name": "Spring",
        "currency": "USD",
        "goal": "More new customers.",
        "budget": {"amount": "500.00", "currencyCode": "USD"},
        "usesMax": 100,
        "budgetPerCustomer": {"amount": "20.00", "currencyCode": "USD"},
        "usesPerCustomerMax": 2,
        "holdOutPercent": "10",
        "startsAt": SOON,
        "endsAt": LATER,
        "idempotencyKey": "campaign-1",
    }


async def campaign_update(stage: Stage) -> Input:
    row = await stage.shop.campaign(CampaignStatus.APPROVED)
    return {
        "id": gid(row),
        "name": "Summer",
        "goal": "Fewer full shelves.",
        "budget": {"amount": "50.00", "currencyCode": "USD"},
        "usesMax": 50,
        "budgetPerCustomer": {"amount": "5.00", "currencyCode": "USD"},
        "usesPerCustomerMax": 1,
        "holdOutPercent": "5",
        "startsAt": None,
        "endsAt": LATER,
        "expectedVersion": row.version,
    }


async def of(row: Campaign) -> Input:
    return {"id": gid(row), "expectedVersion": row.version}


async def campaign_approve(stage: Stage) -> Input:
    return await of(await stage.shop.plan(by=stage.shop.as_staff("promotions:write")))


async def campaign_start(stage: Stage) -> Input:
    return await of(await stage.shop.campaign(CampaignStatus.APPROVED))


async def campaign_pause(stage: Stage) -> Input:
    return await of(await stage.shop.campaign())


async def campaign_evaluate(stage: Stage) -> Input:
    input = await of(await stage.shop.campaign(CampaignStatus.ENDED))
    return {**input, "lessons": "Begin a week earlier."}


async def task_create(stage: Stage) -> Input:
    return {
        "campaignId": gid(await stage.shop.plan()),
        "kind": "PAGE_UPDATE",
        "title": "A banner on the first page",
        "details": "The green one.",
        "ownerId": gid(await stage.shop.colleague(name=f"Sun {new_id().hex[-8:]}")),
        "dueAt": LATER,
        "idempotencyKey": "task-1",
    }


async def task_update(stage: Stage) -> Input:
    row = await stage.shop.task(await stage.shop.plan())
    return {
        "id": gid(row),
        "title": "Book two banners",
        "details": "Left and right.",
        "ownerId": gid(await stage.shop.colleague(name=f"Sun {new_id().hex[-8:]}")),
        "dueAt": LATER,
        "expectedVersion": row.version,
    }


async def task_close(stage: Stage) -> Input:
    row = await stage.shop.task(await stage.shop.plan())
    return {"id": gid(row), "expectedVersion": row.version}


INPUTS = {
    "campaignCreate": campaign_create,
    "campaignUpdate": campaign_update,
    "campaignApprove": campaign_approve,
    "campaignStart": campaign_start,
    "campaignPause": campaign_pause,
    "campaignEnd": campaign_pause,
    "campaignEvaluate": campaign_evaluate,
    "campaignTaskCreate": task_create,
    "campaignTaskUpdate": task_update,
    "campaignTaskComplete": task_close,
    "campaignTaskCancel": task_close,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "campaignCreate": {
        "campaign": {
            "name": "Spring",
            "status": "DRAFT",
            "availableActions": ["REVISE", "APPROVE", "END"],
            "isOwn": True,
            "budget": {"amount": "500.00", "currencyCode": "USD"},
            "usesMax": 100,
            "budgetPerCustomer": {"amount": "20.00"},
            "holdOutPercent": "10",
            "metrics": {"orders": 0, "usesLeft": 100, "budgetLeft": {"amount": "500.00"}},
            "version": 1,
        }
    },
    "campaignUpdate": {
        "campaign": {
            "name": "Summer",
            "status": "DRAFT",
            "approvedAt": None,
            "budget": {"amount": "50.00"},
            "usesPerCustomerMax": 1,
            "holdOutPercent": "5",
            "startsAt": None,
        }
    },
    "campaignApprove": {"campaign": {"status": "APPROVED", "isOwn": False}},
    "campaignStart": {"campaign": {"status": "RUNNING", "pauseReason": None}},
    "campaignPause": {"campaign": {"status": "PAUSED", "pauseReason": "BY_HAND"}},
    "campaignEnd": {"campaign": {"status": "ENDED"}},
    "campaignEvaluate": {
        "campaign": {
            "status": "EVALUATED",
            "lessons": "Begin a week earlier.",
            "evaluation": {
                "meanwhile": {"orders": 0, "revenue": {"amount": "0.00"}},
                "change": None,
                "spent": {"amount": "0.00"},
            },
        }
    },
    "campaignTaskCreate": {
        "campaignTask": {
            "kind": "PAGE_UPDATE",
            "title": "A banner on the first page",
            "status": "OPEN",
            "isOverdue": False,
            "campaign": {"name": "Spring"},
            "availableActions": ["COMPLETE", "CANCEL"],
        }
    },
    "campaignTaskUpdate": {"campaignTask": {"title": "Book two banners", "version": 2}},
    "campaignTaskComplete": {"campaignTask": {"status": "DONE", "version": 2}},
    "campaignTaskCancel": {"campaignTask": {"status": "CANCELED"}},
}
