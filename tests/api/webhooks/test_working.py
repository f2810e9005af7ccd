"""Workers: several at once, some of them dead, and receivers that are slow."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest

from domain.processes.apply_retention import apply_retention
from domain.retention.rules import RULES, RetentionKind
from domain.shared import sql
from domain.webhooks.claim_deliveries import AT_ONCE_MAX, LEASE, claim_deliveries
from domain.webhooks.enqueue_facts import enqueue_facts
from domain.webhooks.models import Webhook, WebhookDelivery
from domain.webhooks.pause_webhook import pause_webhook
from domain.webhooks.record_attempt import record_attempt
from domain.webhooks.resume_webhook import resume_webhook
from domain.webhooks.telling import Answer
from realtime.tasks import end
from schema.webhooks.payload import compose
from tests.api.webhooks.posting import Post, posting
from tests.receivers import Reply, receiving
from tests.shop import Shop


async def test_facts_become_deliveries_once_however_many_look(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with posting(shop, database) as post:
        for _ in range(2):
            await shop.webhook("http://127.0.0.1:9009/", "orders.*")
        for _ in range(5):
            await shop.order()
        await post.number()

        made = await asyncio.gather(*(enqueue_facts(shop.now, compose) for _ in range(4)))

        # Whoever found an endpoint held has left it to the holder; the next look takes the rest.
        made.append(await enqueue_facts(shop.now, compose))
        assert sum(made) == 10
        rows = await sql.rows("SELECT webhook_id, seq FROM webhook_delivery")
        assert max(Counter((row["webhook_id"], row["seq"]) for row in rows).values()) == 1


async def test_each_delivery_is_in_one_workers_hands(shop: Shop, database: dict[str, Any]) -> None:
    async with posting(shop, database) as post:
        await queue(shop, post, 20)

        taken = await asyncio.gather(*(claim_deliveries(shop.now, 50) for _ in range(4)))

        held = [claimed.id for each in taken for claimed in each]
        assert len(held) == len(set(held)) == AT_ONCE_MAX
        assert await claim_deliveries(shop.now, 50) == []


async def test_what_a_dead_worker_held_is_free_when_its_lease_ends_and_it_writes_nothing_more(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        await queue(shop, post, 1, receiver.url)
        (dead,) = await claim_deliveries(shop.now, 50)

        shop.later(seconds=LEASE.total_seconds() - 1)
        assert await post.look() == 0
        shop.later(seconds=1)
        (other,) = await claim_deliveries(shop.now, 50)
        good = Answer(1, 200)

        late = await record_attempt(shop.as_system, dead, good, started_at=shop.now, chance=1)
        assert not late
        assert await post.states() == ["pending"]
        assert await record_attempt(shop.as_system, other, good, started_at=shop.now, chance=1)
        assert await post.states() == ["delivered"]
        assert (await WebhookDelivery.get()).attempts == 1


async def test_a_slow_receiver_holds_up_no_other(shop: Shop, database: dict[str, Any]) -> None:
    hanging = receiving(lambda heard: Reply(fault="hang"))
    async with hanging as slow, receiving() as quick, posting(shop, database) as post:
        for receiver in (slow, quick):
            await shop.webhook(receiver.url, "orders.*")
        for _ in range(10):
            await shop.order()
        await post.number()
        running = asyncio.create_task(post.dispatcher.run())
        try:
            await slow.until(lambda heard: len(heard.heard) == AT_ONCE_MAX)
            await quick.until(lambda heard: len(heard.heard) == 10)

            assert quick.most_under_way <= AT_ONCE_MAX
            assert len(slow.heard) == slow.most_under_way == AT_ONCE_MAX
        finally:
            await end(running)


async def test_a_worker_goes_on_when_the_database_was_away(
    shop: Shop, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.webhooks.dispatcher.PAUSE_SECONDS", 0.0)
    complained = asyncio.Event()
    monkeypatch.setattr("api.webhooks.dispatcher.logger.exception", lambda _: complained.set())
    async with receiving() as receiver, posting(shop, database) as post:
        await queue(shop, post, 3, receiver.url)
        await sql.execute("ALTER TABLE webhook_delivery RENAME TO away")
        running = asyncio.create_task(post.dispatcher.run())
        try:
            await complained.wait()
        finally:
            await sql.execute("ALTER TABLE away RENAME TO webhook_delivery")
        try:
            await receiver.until(lambda heard: len(heard.heard) == 3)
        finally:
            await end(running)


async def test_one_that_is_paused_keeps_its_place_or_skips_what_it_missed(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with AsyncExitStack() as stack:
        patient = await stack.enter_async_context(receiving())
        hasty = await stack.enter_async_context(receiving())
        post = await stack.enter_async_context(posting(shop, database))
        both = [await shop.webhook(each.url, "orders.*") for each in (patient, hasty)]
        for webhook in both:
            await pause_webhook(shop.ctx, webhook.id)
        await shop.order()
        assert await post.deliver() == 0

        await resume_webhook(shop.ctx, both[0].id)
        await resume_webhook(shop.ctx, both[1].id, skip_missed=True)
        await post.deliver()

        assert (len(patient.heard), len(hasty.heard)) == (1, 0)


async def test_one_that_is_deleted_takes_its_deliveries_along(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with posting(shop, database) as post:
        await queue(shop, post, 2)
        (claimed, *_) = await claim_deliveries(shop.now, 50)
        webhook = await Webhook.get()
        await webhook.delete()

        answer = Answer(1, 200)
        assert not await record_attempt(
            shop.as_system, claimed, answer, started_at=shop.now, chance=1
        )
        assert await shop.count("webhook_delivery") == 0


async def test_what_ended_long_ago_is_forgotten_and_what_is_pending_never(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        await queue(shop, post, 1, receiver.url)
        await post.deliver()
        await shop.webhook("http://127.0.0.1:9009/", "orders.*")
        await shop.order()
        await post.number()
        await enqueue_facts(shop.now, compose)
        assert await post.states() == ["delivered", "pending", "pending"]

        shop.later(days=RULES[RetentionKind.WEBHOOK_DELIVERIES].default or 0)
        assert await apply_retention(shop.as_system) == 0
        shop.later(hours=1)
        assert await apply_retention(shop.as_system) == 1
        assert await post.states() == ["pending", "pending"]
        assert await shop.count("webhook_attempt") == 0


async def queue(
    shop: Shop, post: Post, deliveries: int, url: str = "http://127.0.0.1:9009/"
) -> None:
    """So many deliveries that are due."""
    await shop.webhook(url, "orders.*")
    for _ in range(deliveries):
        await shop.order()
    await post.number()
    await enqueue_facts(shop.now, compose)
