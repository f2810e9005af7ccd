"""Inputs that review, schedule and age what is sold."""

from datetime import timedelta
from typing import Any

from domain.catalog.models import Product
from domain.catalog.states import LifecycleStage, RevisionStatus
from schema.shared.scalars import write_instant
from tests.schema.stage import Input, Stage, gid


async def _edit(stage: Stage) -> Input:
    return {
        "name": "Gyokuro",
        "description": "Shaded.",
        "slug": "gyokuro",
        "categoryId": gid(await stage.shop.category()),
        "brandId": gid(await stage.shop.brand()),
        "tags": ["shaded"],
        "translations": [{"locale": "zh-CN", "name": "玉露", "description": "遮阴。"}],
    }


async def revision_begin(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "productId": gid(product),
        "edit": await _edit(stage),
        "expectedVersion": product.version,
        "idempotencyKey": "revision-1",
    }


async def revision_update(stage: Stage) -> Input:
    revision = await stage.revision()
    return {
        "id": gid(revision),
        "edit": await _edit(stage),
        "expectedVersion": revision.version,
    }


def step(status: RevisionStatus, **more: str) -> Any:
    """A revision in a state, and its version."""

    async def make(stage: Stage) -> Input:
        revision = await stage.revision(status)
        return {"id": gid(revision), "expectedVersion": revision.version, **more}

    return make


async def schedule(stage: Stage) -> Input:
    product = await stage.shop.product(published=False)
    await stage.shop.variant(product)
    return {
        "id": gid(product),
        "channelId": gid(stage.shop.web),
        "publishAt": write_instant(stage.shop.now + timedelta(days=1)),
        "unpublishAt": write_instant(stage.shop.now + timedelta(days=9)),
        "expectedVersion": product.version,
    }


async def estimate(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {"id": gid(product), "units": 500, "expectedVersion": product.version}


async def confirm(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {"id": gid(product), "items": 4, "expectedVersion": product.version}


async def lifecycle_set(stage: Stage) -> Input:
    product = await stage.shop.product()
    await Product.filter(id=product.id).update(lifecycle_stage=LifecycleStage.MATURITY)
    return {"id": gid(product), "action": "DECLINE", "expectedVersion": product.version}


async def plan_launch(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "launchAt": write_instant(stage.shop.now + timedelta(days=30)),
        "targetUnits": 500,
        "tasks": [{"title": "Shoot the pictures", "isDone": True}],
        "note": "For the spring.",
        "expectedVersion": product.version,
    }


async def suggestion(stage: Stage) -> Input:
    found = await stage.suggestion()
    return {"id": gid(found), "expectedVersion": found.version}


INPUTS = {
    "productRevisionBegin": revision_begin,
    "productRevisionUpdate": revision_update,
    "productRevisionSubmit": step(RevisionStatus.DRAFT),
    "productRevisionRequestChanges": step(RevisionStatus.IN_REVIEW, comment="From where?"),
    "productRevisionApprove": step(RevisionStatus.IN_REVIEW, comment="Well said."),
    "productRevisionReject": step(RevisionStatus.IN_REVIEW, comment="Not our tone."),
    "productRevisionWithdraw": step(RevisionStatus.DRAFT),
    "productRevisionPublish": step(RevisionStatus.APPROVED),
    "productSchedulePublication": schedule,
    "productEstimateStock": estimate,
    "productConfirmMedia": confirm,
    "productLifecycleSet": lifecycle_set,
    "productPlanLaunch": plan_launch,
    "lifecycleSuggestionAccept": suggestion,
    "lifecycleSuggestionDismiss": suggestion,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "productRevisionBegin": {
        "revision": {
            "status": "DRAFT",
            "version": 1,
            "isOwn": True,
            "availableActions": ["EDIT", "SUBMIT", "WITHDRAW"],
            "changes": [
                {"field": "brand_id", "after": "Leaf & Co", "isConflict": False},
                {"field": "category_id", "after": "Tea", "isConflict": False},
                {"field": "description", "after": "Shaded.", "isConflict": False},
                {"field": "name", "after": "Gyokuro", "isConflict": False},
                {"field": "slug", "after": "gyokuro", "isConflict": False},
                {"field": "tags", "after": "shaded", "isConflict": False},
                {
                    "field": "translations.zh-CN.description",
                    "after": "遮阴。",
                    "isConflict": False,
                },
                {"field": "translations.zh-CN.name", "after": "玉露", "isConflict": False},
            ],
        }
    },
    "productRevisionUpdate": {
        "revision": {"status": "DRAFT", "version": 2, "product": {"name": "Green tea"}}
    },
    "productRevisionSubmit": {
        "revision": {"status": "IN_REVIEW", "submittedAt": "2026-03-02T09:00:00Z"}
    },
    "productRevisionRequestChanges": {
        "revision": {"status": "CHANGES_REQUESTED", "comment": "From where?"}
    },
    "productRevisionApprove": {"revision": {"status": "APPROVED", "comment": "Well said."}},
    "productRevisionReject": {"revision": {"status": "REJECTED", "comment": "Not our tone."}},
    "productRevisionWithdraw": {"revision": {"status": "WITHDRAWN"}},
    "productRevisionPublish": {
        "revision": {
            "status": "PUBLISHED",
            "publishedAt": "2026-03-02T09:00:00Z",
            "product": {"name": "Sencha", "tags": [{"name": "tea"}], "version": 1},
        }
    },
    "productSchedulePublication": {
        "product": {
            "status": "UNPUBLISHED",
            "version": 1,
            "publications": [
                {
                    "channel": {"code": "web"},
                    "status": "SCHEDULED",
                    "publishAt": "2026-03-03T09:00:00Z",
                    "unpublishAt": "2026-03-11T09:00:00Z",
                }
            ],
        }
    },
    "productEstimateStock": {"product": {"version": 1}},
    "productConfirmMedia": {"product": {"version": 1}},
    "productLifecycleSet": {
        "product": {
            "version": 1,
            "lifecycleStage": "DECLINE",
            "clearanceReminder": {
                "raisedAt": "2026-03-02T09:00:00Z",
                "actions": [
                    "BUNDLE",
                    "PROMOTE",
                    "LOWER_PRICE",
                    "STOP_BUYING",
                    "RETURN_TO_SUPPLIER",
                ],
            },
        }
    },
    "productPlanLaunch": {
        "product": {
            "version": 1,
            "launchPlan": {
                "launchAt": "2026-04-01T09:00:00Z",
                "targetUnits": 500,
                "note": "For the spring.",
                "tasks": [{"title": "Shoot the pictures", "isDone": True}],
            },
        }
    },
    "lifecycleSuggestionAccept": {
        "suggestion": {
            "status": "ACCEPTED",
            "action": "DECLINE",
            "product": {"lifecycleStage": "DECLINE"},
        }
    },
    "lifecycleSuggestionDismiss": {
        "suggestion": {"status": "DISMISSED", "product": {"lifecycleStage": "MATURITY"}}
    },
}
