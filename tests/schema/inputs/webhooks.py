"""Inputs that decide who is told what happens."""

from typing import Any

from domain.webhooks.states import WebhookStatus
from tests.schema.stage import Input, Stage, gid

SINCE = "2026-03-02T08:00:00Z"


async def webhook_create(stage: Stage) -> Input:
    return {
        "url": "https://receiver.example/hook",
        "eventTypes": ["orders.*"],
        "description": "The warehouse's own system.",
        "idempotencyKey": "webhook-1",
    }


async def webhook_update(stage: Stage) -> Input:
    webhook = await stage.webhook()
    return {
        "id": gid(webhook),
        "url": "https://receiver.example/other",
        "eventTypes": ["orders.order_placed", "finance.*"],
        "description": "Moved.",
        "expectedVersion": webhook.version,
    }


async def webhook(stage: Stage) -> Input:
    webhook = await stage.webhook()
    return {"id": gid(webhook), "expectedVersion": webhook.version}


async def webhook_resume(stage: Stage) -> Input:
    webhook = await stage.webhook(WebhookStatus.PAUSED)
    return {"id": gid(webhook), "skipMissed": True, "expectedVersion": webhook.version}


async def webhook_test(stage: Stage) -> Input:
    return {"id": gid(await stage.webhook()), "idempotencyKey": "test-1"}


async def webhook_rotate_secret(stage: Stage) -> Input:
    return {"id": gid(await stage.webhook()), "idempotencyKey": "rotate-1"}


async def webhook_replay(stage: Stage) -> Input:
    dead = await stage.dead_letter()
    return {
        "id": gid(await dead.webhook),
        "deliveryIds": [gid(dead)],
        "since": SINCE,
        "idempotencyKey": "replay-1",
    }


INPUTS = {
    "webhookCreate": webhook_create,
    "webhookUpdate": webhook_update,
    "webhookPause": webhook,
    "webhookResume": webhook_resume,
    "webhookDelete": webhook,
    "webhookTest": webhook_test,
    "webhookRotateSecret": webhook_rotate_secret,
    "webhookReplay": webhook_replay,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "webhookCreate": {
        "webhook": {
            "url": "https://receiver.example/hook",
            "eventTypes": ["orders.*"],
            "description": "The warehouse's own system.",
            "status": "ACTIVE",
            "version": 1,
            "availableActions": ["PAUSE", "DISABLE"],
        }
    },
    "webhookUpdate": {
        "webhook": {
            "url": "https://receiver.example/other",
            "eventTypes": ["orders.order_placed", "finance.*"],
            "description": "Moved.",
        }
    },
    "webhookPause": {"webhook": {"status": "PAUSED"}},
    "webhookResume": {"webhook": {"status": "ACTIVE"}},
    "webhookDelete": {"webhook": {"status": "ACTIVE"}},
    "webhookTest": {
        "delivery": {"eventType": "webhooks.test", "state": "PENDING", "attemptCount": 0}
    },
    "webhookRotateSecret": {
        "webhook": {"version": 2, "previousSecretUntil": "2026-03-03T09:00:00Z"}
    },
    "webhookReplay": {
        "webhook": {"deliveries": {"nodes": [{"state": "PENDING", "attemptCount": 20}]}}
    },
}
