"""Delivering: what happened reaches who asked for it, signed, once if all goes well."""

from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook as Verifier

from domain.shared import sql
from domain.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from domain.webhooks.rotate_secret import rotate_secret
from domain.webhooks.send_test import send_test
from domain.webhooks.signing import message_id, signed_headers, verified_id
from schema.shared.ids import global_id
from schema.webhooks.payload import compose
from tests.api.webhooks.posting import posting
from tests.receivers import Reply, receiving
from tests.shop import Shop
from tests.world.webhooks import SEALING


async def test_what_happened_reaches_who_asked_for_it_signed(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        shown = await shop.shown(receiver.url, "orders.*")
        order = await shop.order()
        await shop.ticket()

        await post.deliver()

        (heard,) = receiver.heard
        assert shown.secret is not None
        assert verified_id(heard.headers, heard.body, [shown.secret], now=shop.now) == heard.id
        assert heard.message["type"] == "orders.order_placed"
        assert heard.message["timestamp"] == "2026-03-02T09:00:00Z"
        data = heard.message["data"]
        assert (data["id"], data["kind"], data["version"]) == (
            global_id("Order", order.id),
            "Order",
            1,
        )
        assert heard.headers["content-type"] == "application/json"
        delivery = await WebhookDelivery.get()
        assert (delivery.state, delivery.attempts, delivery.seq) == ("delivered", 1, data["seq"])
        attempt = await WebhookAttempt.get()
        assert (attempt.number, attempt.status_code, attempt.error) == (1, 200, None)
        assert attempt.response == "ok"


async def test_the_reference_implementation_takes_our_signature(shop: Shop) -> None:
    secret = (await shop.shown()).secret
    assert secret is not None

    # Signed now, for the library asks the clock on the wall.
    headers = signed_headers("msg_1", '{"type":"x"}', [secret], now=datetime.now(UTC))

    assert Verifier(secret).verify('{"type":"x"}', headers) == {"type": "x"}


async def test_what_happened_before_it_was_set_up_is_not_told(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        await shop.order()
        await post.number()
        await shop.webhook(receiver.url, "orders.*")

        assert await post.deliver() == 0
        assert receiver.heard == []


async def test_facts_hold_no_personal_data_on_their_way_out(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url)
        customer = await shop.customer("Olga Ownes")
        await shop.ticket(customer=customer)

        await post.deliver()

        told = b"".join(each.body for each in receiver.heard)
        assert b"Olga" not in told
        assert b"Where is my tea" not in told
        assert customer.email.encode() not in told


async def test_nobody_is_told_of_colleagues_and_of_endpoints(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url)
        await shop.webhook("http://127.0.0.1:9009/other", "catalog.*")
        await shop.colleague()

        assert await post.deliver() == 0


async def test_two_secrets_sign_for_a_day_after_one_was_replaced(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        shown = await shop.shown(receiver.url, "orders.*")
        fresh = await rotate_secret(shop.ctx, shown.webhook.id, sealing=SEALING)
        for hours in (0, 25):
            shop.later(hours=hours)
            await shop.order()
            await post.deliver()

        old, new = shown.secret, fresh.secret
        assert old is not None
        assert new is not None
        early, late = receiver.heard
        assert len(early.headers["webhook-signature"].split(" ")) == 2
        assert len(late.headers["webhook-signature"].split(" ")) == 1
        at = (await WebhookAttempt.all().order_by("started_at"))[0].started_at
        for secret in (old, new):
            assert verified_id(early.headers, early.body, [secret], now=at)
        assert verified_id(late.headers, late.body, [new], now=shop.now)


async def test_a_test_is_sent_and_logged_like_any_other_message(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        webhook = await shop.webhook(receiver.url, "orders.*")
        sent = await send_test(shop.ctx, webhook.id, compose=compose)

        await post.deliver()

        (heard,) = receiver.heard
        assert heard.id == message_id(sent.id)
        assert heard.message["type"] == "webhooks.test"
        assert heard.message["data"]["id"] == global_id("Webhook", webhook.id)
        assert await post.states() == ["delivered"]


async def test_the_secret_does_not_lie_open_in_the_database(shop: Shop) -> None:
    shown = await shop.shown()

    row = await sql.row("SELECT to_jsonb(w)::text AS all FROM webhook w")
    assert row is not None
    assert shown.secret is not None
    assert shown.secret not in row["all"]
    assert shown.secret.removeprefix("whsec_") not in row["all"]


async def test_a_secret_that_cannot_be_read_any_more_is_said_in_the_log_of_attempts(
    shop: Shop, database: dict[str, Any], caplog: Any
) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        webhook = await shop.webhook(receiver.url, "orders.*")
        await Webhook.filter(id=webhook.id).update(secret_sealed="AAAA")
        await shop.order()

        await post.look()

        assert receiver.heard == []
        assert (await WebhookAttempt.get()).error == "secret_unreadable"
        assert "cannot be read" in caplog.text


async def test_what_a_receiver_says_is_kept_without_secrets_and_only_its_beginning(
    shop: Shop, database: dict[str, Any]
) -> None:
    said = b'{"authorization": "Bearer abc.def", "ok": 1} whsec_MfKQ9r8G ada@shop.example ' + (
        b"x" * 1_000_000
    )
    failing = receiving(lambda heard: Reply(500, body=said))
    async with failing as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url, "orders.*")
        await shop.order()

        await post.look()

        kept = (await WebhookAttempt.get()).response
        assert len(kept) <= 1024
        assert '"ok": 1' in kept
        for secret in ("abc.def", "MfKQ9r8G", "ada@"):
            assert secret not in kept
