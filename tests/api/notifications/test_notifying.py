"""From the log to mailboxes, feeds, phones and endpoints: each fact once, whoever fails."""

import asyncio
from collections import Counter
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from domain.customers.cards import Card, sealed_phone
from domain.customers.models import Customer
from domain.customers.record_consent import record_consent
from domain.customers.states import ConsentPurpose
from domain.identity.models import SimulatedLetter
from domain.notifications.claim_notifications import claim_notifications
from domain.notifications.enqueue_notifications import enqueue_notifications
from domain.notifications.kinds import REVIEW_AFTER, NotificationKind
from domain.notifications.models import Notification
from domain.notifications.record_outcome import record_outcome
from domain.notifications.retry_notification import retry_notification
from domain.notifications.schedule import ATTEMPTS_MAX, LEASE, STALE
from domain.notifications.set_own_webhook import set_own_webhook
from domain.notifications.set_preference import set_preference
from domain.notifications.states import Medium, NotificationStatus, SendingError
from domain.notifications.telling import SENT
from domain.notifications.upsert_template import upsert_template
from domain.notifications.wording import Wording
from domain.orders.cancel_order import cancel_order
from domain.orders.states import CancelReason
from domain.processes.erase_customer import erase_customer
from domain.processes.export_personal_data import export_personal_data
from domain.shared import sql
from domain.shared.models import EventRow
from domain.webhooks.signing import verified_id
from tests.api.notifications.notifying import bought, notifying
from tests.mail_servers import DROP, TAKEN, mail_server
from tests.receivers import receiving
from tests.shop import Shop
from tests.statements import count_statements
from tests.world.webhooks import HERE

KINDS = NotificationKind


async def test_the_life_of_an_order_is_told_once_by_letter_and_in_the_feed(
    shop: Shop, database: dict[str, Any]
) -> None:
    customer = await shop.customer("Cleo <b> Park")
    async with mail_server() as mail, notifying(shop, database, mail) as teller:
        order = await shop.bring(await bought(shop, customer))
        await shop.agree(await shop.ask_back(order))
        for _ in range(3):
            await teller.look()

        letters = {str(each["Subject"]): each for each in mail.letters}
        told = await teller.told(medium=Medium.FEED)
        assert [each.kind for each in told if each.status is NotificationStatus.SENT] == [
            KINDS.ORDER_PLACED,
            KINDS.ORDER_CONFIRMED,
            KINDS.ORDER_SHIPPED,
            KINDS.ORDER_DELIVERED,
            KINDS.ORDER_PAID,
            KINDS.RETURN_APPROVED,
        ]
        assert [each.kind for each in told if each.status is NotificationStatus.PENDING] == [
            KINDS.REVIEW_REMINDER
        ]
        assert len(letters) == len(mail.letters) == 6
        assert len(set(mail.ids)) == 6
        letter = letters[f"We have your payment for order {order.number}"]
        assert letter["To"] == Card.of(customer).email
        assert letter["From"] == "shop@example.test"
        plain, page = [part.get_content() for part in letter.iter_parts()]
        assert "We received 25.00 USD" in plain
        assert "Dear Cleo <b> Park," in plain
        assert "<p>Dear Cleo &lt;b&gt; Park,</p>" in page
        versions = EventRow.filter(aggregate_type="notification_feed", aggregate_id=customer.id)
        assert await versions.order_by("version").values_list("version", flat=True) == [
            *range(1, 7)
        ]
        rows = await sql.rows("SELECT subject, text, html FROM notification")
        assert not any("25.00" in str(row.values()) for row in rows)


async def test_however_many_look_a_fact_is_told_once_and_in_one_workers_hands(
    shop: Shop, database: dict[str, Any]
) -> None:
    customer = await shop.customer()
    async with notifying(shop, database) as teller:
        for _ in range(4):
            await bought(shop, customer)
        await shop.order()  # nobody's whom we know
        await teller.number()

        ctx, media = shop.as_system, [Medium.EMAIL]
        made = await asyncio.gather(*(enqueue_notifications(ctx, media) for _ in range(4)))
        made.append(await enqueue_notifications(ctx, media))

        assert sum(made) == 8
        taken = await asyncio.gather(*(claim_notifications(ctx, media, 50) for _ in range(4)))
        held = [claimed.id for each in taken for claimed in each]
        assert len(held) == len(set(held)) == 4
        # Told to look again from the beginning, it finds that all was told.
        await sql.execute("UPDATE notification_place SET cursor_seq = 0")
        assert await enqueue_notifications(ctx, media) == 0
        assert await Notification.all().count() == 8


async def test_what_a_dead_worker_held_is_free_when_its_lease_ends_and_it_writes_nothing_more(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with notifying(shop, database) as teller:
        await bought(shop, await shop.customer())
        await teller.number()
        await enqueue_notifications(shop.as_system, [Medium.EMAIL])
        (dead,) = await claim_notifications(shop.as_system, [Medium.EMAIL], 9)
        assert await claim_notifications(shop.as_system, [Medium.EMAIL], 9) == []

        shop.later(seconds=LEASE.total_seconds())
        (alive,) = await claim_notifications(shop.as_system, [Medium.EMAIL], 9)

        assert alive.message == dead.message  # the same words, under the same id
        assert not await record_outcome(shop.as_system, dead, SENT, 1.0)
        assert await record_outcome(shop.as_system, alive, SENT, 1.0)
        (row,) = await teller.told(medium=Medium.EMAIL)
        assert (row.status, row.attempts) == (NotificationStatus.SENT, 1)


async def test_a_server_that_fails_is_tried_again_later_and_an_answer_lost_comes_under_the_same_id(
    shop: Shop, database: dict[str, Any]
) -> None:
    answers = iter(["451 later, cleo@example.test", DROP, TAKEN])
    async with (
        mail_server(lambda letter: next(answers)) as mail,
        notifying(shop, database, mail) as teller,
    ):
        await bought(shop, await shop.customer())
        await teller.look()
        (row,) = await teller.told(medium=Medium.EMAIL)
        assert (row.status, row.error, row.attempts) == (
            NotificationStatus.PENDING,
            SendingError.BUSY,
            1,
        )
        assert row.error_detail == "451 later, [redacted]"
        assert await teller.look() == 0  # not before its time

        for _ in range(2):
            shop.later(minutes=5)
            await teller.look()

        (row,) = await teller.told(medium=Medium.EMAIL)
        assert (row.status, row.error, row.attempts) == (NotificationStatus.SENT, None, 3)
        assert mail.ids == [f"<{row.id}@example.test>"] * 2


async def test_what_is_refused_for_good_or_too_often_is_dead_until_somebody_retries(
    shop: Shop, database: dict[str, Any]
) -> None:
    says = "550 no such mailbox"

    def answer(letter: EmailMessage) -> str:
        return says

    async with mail_server(answer) as mail, notifying(shop, database, mail) as teller:
        await bought(shop, await shop.customer())
        await teller.look()
        (row,) = await teller.told(medium=Medium.EMAIL)
        assert (row.status, row.attempts) == (NotificationStatus.DEAD, 1)

        says = "450 busy"
        again = await retry_notification(shop.ctx, row.id, expected_version=row.version)
        assert (again.status, again.version) == (NotificationStatus.PENDING, 1)
        for _ in range(ATTEMPTS_MAX):
            await teller.look()
            shop.later(hours=5)
        (row,) = await teller.told(medium=Medium.EMAIL)
        assert (row.status, row.attempts) == (NotificationStatus.DEAD, 1 + ATTEMPTS_MAX)

        says = TAKEN
        await retry_notification(shop.ctx, row.id)
        await teller.look()
        (row,) = await teller.told(medium=Medium.EMAIL)
        assert row.status is NotificationStatus.SENT
        assert mail.ids == [f"<{row.id}@example.test>"]


@pytest.mark.parametrize(
    ("number", "status", "error", "messages"),
    [
        ("0000", NotificationStatus.SENT, None, 1),
        ("0001", NotificationStatus.DEAD, SendingError.REFUSED, 0),
        ("0002", NotificationStatus.SENT, None, 1),
        ("0003", NotificationStatus.SENT, None, 1),  # the answer was lost, the message not doubled
        ("0004", NotificationStatus.DEAD, SendingError.UNREACHABLE, 0),
    ],
)
async def test_a_text_message_goes_to_whoever_wants_one_and_its_faults_are_known(
    shop: Shop,
    database: dict[str, Any],
    number: str,
    status: NotificationStatus,
    error: SendingError | None,
    messages: int,
) -> None:
    customer = await shop.customer()
    await Customer.filter(id=customer.id).update(
        **sealed_phone(customer.id, f"+861380000{number}"), locale="zh-TW"
    )
    await set_preference(
        shop.as_customer(customer), customer.id, KINDS.ORDER_PLACED, Medium.SMS, is_wanted=True
    )
    async with notifying(shop, database) as teller:
        await bought(shop, customer)
        for _ in range(ATTEMPTS_MAX):
            await teller.look()
            shop.later(hours=5)

        (row,) = await teller.told(medium=Medium.SMS)
        assert (row.status, row.error, row.locale) == (status, error, "zh-CN")
        sent = await SimulatedLetter.all()
        assert len(sent) == messages
        assert all("感谢您的订购" in each.text for each in sent)


async def test_an_endpoint_of_ones_own_is_told_signed(shop: Shop, database: dict[str, Any]) -> None:
    customer = await shop.customer()
    async with receiving() as receiver, notifying(shop, database) as teller:
        shown = await set_own_webhook(shop.as_customer(customer), customer.id, receiver.url, HERE)
        again = await set_own_webhook(shop.as_customer(customer), customer.id, receiver.url, HERE)
        assert again == shown
        assert shown.secret is not None
        order = await bought(shop, customer)
        await teller.look()

        (heard,) = receiver.heard
        assert verified_id(heard.headers, heard.body, [shown.secret], now=shop.now) == heard.id
        assert heard.message["type"] == "notifications.order_placed"
        assert order.number in heard.message["data"]["text"]
        await set_own_webhook(shop.as_customer(customer), customer.id, None, HERE)
        await bought(shop, customer)
        await teller.look()
        assert len(receiver.heard) == 1


async def test_what_they_say_and_what_they_agree_to_is_respected_up_to_the_sending(
    shop: Shop, database: dict[str, Any]
) -> None:
    quiet, agrees, silent = [await shop.customer(name) for name in ("A", "B", "C")]
    for kind in KINDS:
        for medium in Medium:
            await set_preference(shop.ctx, quiet.id, kind, medium, is_wanted=False)
    async with mail_server() as mail, notifying(shop, database, mail) as teller:
        for customer in (quiet, agrees, silent):
            await shop.bring(await bought(shop, customer))
        await teller.look()
        assert len(await teller.told(customer_id=quiet.id)) == 3  # decided when their time comes
        before = len(mail.letters)
        await record_consent(
            shop.as_customer(agrees),
            agrees.id,
            purpose=ConsentPurpose.MARKETING_EMAIL,
            is_granted=True,
            policy_version="1",
        )

        shop.later(days=REVIEW_AFTER.days)
        await teller.look()

        reminders = await teller.told(kind=KINDS.REVIEW_REMINDER)
        texts = [each for each in reminders if each.medium is Medium.SMS]
        assert {each.status for each in texts} == {NotificationStatus.SUPPRESSED}
        became = {
            (each.customer_id, each.medium): each.status for each in reminders if each not in texts
        }
        sent, suppressed = NotificationStatus.SENT, NotificationStatus.SUPPRESSED
        assert became == {
            (quiet.id, Medium.EMAIL): suppressed,
            (quiet.id, Medium.FEED): suppressed,
            (agrees.id, Medium.EMAIL): sent,
            (agrees.id, Medium.FEED): sent,
            (silent.id, Medium.EMAIL): suppressed,
            (silent.id, Medium.FEED): sent,
        }
        assert len(mail.letters) == before + 1


async def test_what_is_old_or_was_imported_is_told_to_nobody(
    shop: Shop, database: dict[str, Any]
) -> None:
    customer = await shop.customer()
    async with notifying(shop, database) as teller:
        await bought(shop, customer)
        shop.later(seconds=STALE.total_seconds())
        await bought(shop, customer)
        await sql.execute(
            "UPDATE event SET historic = true WHERE type = 'orders.order_placed'"
            " AND occurred_at >= $1",
            shop.now,
        )
        await teller.look()

        assert await Notification.all().count() == 0


async def test_saved_words_are_used_from_then_on(shop: Shop, database: dict[str, Any]) -> None:
    customer = await shop.customer()
    async with mail_server() as mail, notifying(shop, database, mail) as teller:
        own = Wording("Hello {{customerName}}", "It is {{orderTotal}}.", "<b>{{customerName}}</b>")
        await upsert_template(shop.ctx, KINDS.ORDER_PLACED, "en", Medium.EMAIL, own)
        await bought(shop, customer)
        await teller.look()

        (letter,) = mail.letters
        assert letter["Subject"] == "Hello Cleo Park"
        assert "<b>Cleo Park</b>" in str(letter.get_body(("html",)))


async def test_whoever_is_erased_is_told_nothing_more_and_nothing_stays_of_what_they_were_told(
    shop: Shop, database: dict[str, Any]
) -> None:
    customer = await shop.customer()
    async with mail_server() as mail, notifying(shop, database, mail) as teller:
        order = await bought(shop, customer)
        await cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER)
        await teller.number()
        await enqueue_notifications(shop.as_system, [Medium.EMAIL])
        found, _ = await export_personal_data(shop.as_customer(customer), customer.id)
        assert {"subject", "text", "kind"} <= set(found["notifications"][0])  # type: ignore[index]
        assert order.number in str(found["notifications"][0]["subject"])  # type: ignore[index]
        await erase_customer(shop.as_customer(customer), customer.id)
        await teller.look()

        assert mail.letters == []
        assert await Notification.all().count() == 0


async def test_a_batch_takes_the_same_statements_however_many_facts_it_has(
    shop: Shop, database: dict[str, Any]
) -> None:
    customer = await shop.customer()
    counts = Counter[int]()
    async with notifying(shop, database) as teller:
        for orders in (1, 5):
            for _ in range(orders):
                await bought(shop, customer)
            await teller.number()
            async with count_statements() as statements:
                await enqueue_notifications(shop.as_system, [Medium.EMAIL])
            counts[statements.count] += 1
    assert counts == {12: 2}


def test_a_lease_outlasts_what_a_mail_server_may_take() -> None:
    assert timedelta(seconds=15 * 10) < LEASE
