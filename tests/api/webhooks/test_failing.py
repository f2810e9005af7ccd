"""Failing: tried again later and later, left in peace when it is too much, never forgotten."""

from datetime import timedelta
from typing import Any

import pytest

from domain.shared.models import EventRow
from domain.support.send_message import send_message
from domain.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from domain.webhooks.replay_deliveries import replay_deliveries
from domain.webhooks.resume_webhook import resume_webhook
from domain.webhooks.schedule import (
    ATTEMPTS_MAX,
    CIRCUIT_FAILURES,
    CIRCUIT_FIRST,
    CIRCUIT_LONGEST,
    RETRY_FIRST,
    RETRY_LONGEST,
)
from domain.webhooks.states import AttemptError, WebhookStatus
from tests.api.webhooks.posting import Post, posting
from tests.receivers import Heard, Receiver, Reply, receiving
from tests.shop import Shop

FAULTS = [
    (Reply(500), AttemptError.REJECTED),
    (Reply(404), AttemptError.REJECTED),
    (Reply(fault="reset"), AttemptError.CONNECTION_LOST),
    (Reply(fault="garbage"), AttemptError.CONNECTION_LOST),
    (Reply(302, {"location": "http://127.0.0.1:9009/"}), AttemptError.REDIRECTED),
]


@pytest.mark.parametrize(("reply", "error"), FAULTS)
async def test_what_fails_is_tried_again_with_the_same_id_and_the_same_bytes(
    shop: Shop, database: dict[str, Any], reply: Reply, error: AttemptError
) -> None:
    async with receiving(lambda heard: reply) as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url, "orders.*")
        await shop.order()
        await post.deliver()
        assert await post.states() == ["pending"]
        assert (await WebhookAttempt.get()).error == error

        receiver.behave = lambda heard: Reply()
        shop.later(seconds=4.9)
        assert await post.look() == 0
        shop.later(seconds=0.2)
        assert await post.look() == 1

        first, second = receiver.heard
        assert (first.id, first.body) == (second.id, second.body)
        assert await post.states() == ["delivered"]


async def test_nobody_listens(shop: Shop, database: dict[str, Any]) -> None:
    async with receiving() as receiver:
        url = receiver.url
    async with posting(shop, database) as post:
        await shop.webhook(url, "orders.*")
        await shop.order()

        await post.look()

        assert (await WebhookAttempt.get()).error == AttemptError.CONNECTION_FAILED


async def test_a_redirect_is_not_followed(shop: Shop, database: dict[str, Any]) -> None:
    async with receiving() as inside:
        away = Reply(307, {"location": inside.url})
        async with receiving(lambda heard: away) as receiver, posting(shop, database) as post:
            await shop.webhook(receiver.url, "orders.*")
            await shop.order()

            await post.look()

            assert inside.heard == []


async def test_an_answer_that_drips_is_judged_by_its_status(
    shop: Shop, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.adapters.receivers.BODY_SECONDS", 0.05)
    slow = Reply(200, {"content-length": "5"}, b"hello", fault="drip")
    async with receiving(lambda heard: slow) as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url, "orders.*")
        await shop.order()

        await post.look()

        assert await post.states() == ["delivered"]


async def test_who_hangs_is_given_up_after_a_while(
    shop: Shop, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.adapters.receivers.TOTAL_SECONDS", 0.05)
    hanging = receiving(lambda heard: Reply(fault="hang"))
    async with hanging as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url, "orders.*")
        await shop.order()

        await post.look()

        assert (await WebhookAttempt.get()).error == AttemptError.TIMED_OUT


async def test_pauses_grow_from_seconds_to_hours_and_then_it_is_dead(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving(lambda heard: Reply(500)) as receiver, posting(shop, database) as post:
        webhook = await shop.webhook(receiver.url, "orders.*")
        await shop.order()

        pauses = await until_dead(post, webhook)

        assert len(pauses) == ATTEMPTS_MAX - 1
        assert pauses[0] == RETRY_FIRST
        assert pauses == sorted(pauses)
        assert pauses[-1] == RETRY_LONGEST
        assert timedelta(days=1) < sum(pauses, timedelta()) < timedelta(days=3)
        assert await post.states() == ["dead"]
        assert len(set(receiver.ids)) == 1
        assert len(receiver.heard) == ATTEMPTS_MAX


async def test_what_is_dead_is_replayed_by_name_or_since_a_time(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving(lambda heard: Reply(500)) as receiver, posting(shop, database) as post:
        webhook = await shop.webhook(receiver.url, "orders.*")
        begun = shop.now
        await shop.order()
        await until_dead(post, webhook)
        dead = await WebhookDelivery.get()

        receiver.behave = lambda heard: Reply()
        await replay_deliveries(shop.ctx, webhook.id, since=begun)
        await post.deliver()
        assert await post.states() == ["delivered"]
        await replay_deliveries(shop.ctx, webhook.id, delivery_ids=[dead.id])
        await post.deliver()

        assert await post.states() == ["delivered"]
        assert len(receiver.heard) == ATTEMPTS_MAX + 2
        assert len(set(receiver.ids)) == 1


@pytest.mark.parametrize("asked", ["120", "Mon, 02 Mar 2099 09:00:00 GMT"])
async def test_what_a_receiver_asks_for_is_granted_within_bounds(
    shop: Shop, database: dict[str, Any], asked: str
) -> None:
    busy = Reply(429, {"retry-after": asked})
    async with receiving(lambda heard: busy) as receiver, posting(shop, database) as post:
        webhook = await shop.webhook(receiver.url, "orders.*")
        for _ in range(3):
            await shop.order()
        await post.look()
        heard = len(receiver.heard)

        delivery = (await WebhookDelivery.filter(attempts=1))[0]
        assert delivery.next_attempt_at is not None
        if asked == "120":
            assert delivery.next_attempt_at == shop.now + timedelta(seconds=120)
        else:
            assert delivery.next_attempt_at == shop.now + timedelta(hours=24)
        webhook = await Webhook.get(id=webhook.id)
        assert webhook.open_until is not None
        assert webhook.open_until <= shop.now + CIRCUIT_LONGEST
        shop.later(seconds=119)
        await shop.order()
        assert await post.look() == 0, "the others wait too"
        assert len(receiver.heard) == heard


async def test_a_receiver_that_is_gone_is_sent_nothing_more(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving(lambda heard: Reply(410)) as receiver, posting(shop, database) as post:
        webhook = await shop.webhook(receiver.url, "orders.*")
        await shop.order()
        await post.look()
        await shop.order()
        shop.later(days=1)

        assert await post.look() == 0
        webhook = await Webhook.get(id=webhook.id)
        assert webhook.status is WebhookStatus.DISABLED
        told = await EventRow.get(type="webhooks.webhook_moved")
        assert (told.actor, told.payload["action"]) == ("system", "disable")

        receiver.behave = lambda heard: Reply()
        await resume_webhook(shop.ctx, webhook.id)
        await post.deliver()
        assert await post.states() == ["dead", "delivered"]


async def test_after_failures_in_a_row_it_is_left_in_peace_but_for_probes(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving(lambda heard: Reply(500)) as receiver, posting(shop, database) as post:
        webhook = await shop.webhook(receiver.url, "orders.*")
        for _ in range(CIRCUIT_FAILURES):
            await shop.order()
        await post.deliver()
        assert len(receiver.heard) == CIRCUIT_FAILURES
        for _ in range(3):
            await shop.order()

        shop.later(seconds=CIRCUIT_FIRST.total_seconds() - 1)
        assert await post.look() == 0
        shop.later(seconds=1)
        assert await post.look() == 1, "one probe"
        assert await post.look() == 0
        webhook = await Webhook.get(id=webhook.id)
        assert webhook.open_until == shop.now + 2 * CIRCUIT_FIRST
        untried = await WebhookDelivery.filter(attempts=0).count()
        assert untried == 3, "those that wait were not attempted, and count no attempt"

        receiver.behave = lambda heard: Reply()
        shop.later(seconds=2 * CIRCUIT_FIRST.total_seconds())
        assert await post.look() == 1
        await post.deliver()
        shop.later(minutes=5)
        await post.deliver()
        assert set(await post.states()) == {"delivered"}
        webhook = await Webhook.get(id=webhook.id)
        assert (webhook.failures, webhook.openings, webhook.open_until) == (0, 0, None)


async def until_dead(post: Post, webhook: Webhook) -> list[timedelta]:
    """Let time pass from attempt to attempt; the pauses between them. (The circuit is held shut,
    for the schedule of one delivery is looked at here.)"""
    pauses = []
    while True:
        await post.look()
        delivery = await WebhookDelivery.get()
        await Webhook.filter(id=webhook.id).update(open_until=None, failures=0, openings=0)
        if delivery.next_attempt_at is None:
            return pauses
        pauses.append(delivery.next_attempt_at - post.shop.now)
        post.shop.now = delivery.next_attempt_at


async def test_what_fails_holds_back_no_later_fact_and_first_attempts_are_in_order(
    shop: Shop, database: dict[str, Any]
) -> None:
    def first_of_each(receiver: Receiver) -> list[int]:
        return list(dict.fromkeys(heard.seq for heard in receiver.heard))

    def moody(heard: Heard) -> Reply:
        return Reply(500 if heard.seq % 3 == 0 else 200)

    async with receiving(moody) as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url, "support.*")
        for _ in range(2):
            await shop.ticket()
        for ticket_id in {row.aggregate_id for row in await EventRow.filter(type__startswith="s")}:
            for word in ("one", "two", "three"):
                await send_message(shop.ctx, ticket_id, word)
        await post.deliver()

        of_subject: dict[str, list[int]] = {}
        for heard in receiver.heard:
            of_subject.setdefault(heard.subject, []).append(heard.seq)
        assert len(of_subject) == 2
        for numbers in of_subject.values():
            assert numbers == sorted(numbers)
        assert sorted(first_of_each(receiver)) == [
            row.seq for row in await EventRow.filter(type__startswith="support").order_by("seq")
        ]
