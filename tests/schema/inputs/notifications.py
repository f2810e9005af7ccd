"""Inputs that decide how customers are told, and in which words."""

from typing import Any

from domain.notifications.states import NotificationStatus
from tests.schema.stage import Input, Stage, gid


async def upsert(stage: Stage) -> Input:
    row = await stage.shop.template()
    return {
        "kind": "ORDER_PLACED",
        "medium": "EMAIL",
        "locale": "en",
        "subject": "Hello {{customerName}}",
        "text": "Thank you for {{orderNumber}}.",
        "html": "<b>{{orderNumber}}</b>",
        "expectedVersion": row.version,
    }


async def template(stage: Stage) -> Input:
    row = await stage.shop.template()
    return {"id": gid(row), "expectedVersion": row.version}


async def preference(stage: Stage) -> Input:
    return {
        "customerId": gid(stage.owner),
        "kind": "ORDER_SHIPPED",
        "medium": "SMS",
        "isWanted": True,
        "expectedVersion": stage.owner.version,
    }


async def own_webhook(stage: Stage) -> Input:
    return {"customerId": gid(stage.owner), "url": "https://receiver.example/hook"}


async def mark_read(stage: Stage) -> Input:
    row = await stage.notification(NotificationStatus.SENT)
    return {"customerId": gid(stage.owner), "ids": [gid(row)]}


async def retry(stage: Stage) -> Input:
    row = await stage.notification()
    return {"id": gid(row), "expectedVersion": row.version}


INPUTS = {
    "notificationTemplateUpsert": upsert,
    "notificationTemplateReset": template,
    "notificationPreferenceSet": preference,
    "notificationWebhookSet": own_webhook,
    "notificationsMarkRead": mark_read,
    "notificationRetry": retry,
}

RESULTS: dict[str, Any] = {
    "notificationTemplateUpsert": {
        "template": {
            "kind": "ORDER_PLACED",
            "medium": "EMAIL",
            "subject": "Hello {{customerName}}",
            "isInUse": True,
            "version": 2,
        }
    },
    "notificationTemplateReset": {"template": {"isInUse": False, "version": 2}},
    "notificationPreferenceSet": {"customer": {"version": 1}},
    "notificationWebhookSet": {"url": "https://receiver.example/hook"},
    "notificationsMarkRead": {"marked": 1, "unread": 0},
    "notificationRetry": {"notification": {"status": "PENDING", "version": 1}},
}
