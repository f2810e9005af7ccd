"""What was kept long enough goes, what is still needed stays, and how much went is on record."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.audit.entries import AuditKind
from domain.customers.models import Customer
from domain.identity.mail import Letter, keep_in_box
from domain.identity.models import SessionRow
from domain.identity.scopes import Scope
from domain.identity.sessions import LASTS, start_session
from domain.identity.states import SignInMethod
from domain.orders.models import Order
from domain.orders.place_order import place_order
from domain.orders.states import OrderStatus
from domain.processes import apply_retention as applying
from domain.processes.apply_retention import apply_retention
from domain.processes.preview_retention import preview_retention
from domain.processes.removals import REMOVALS
from domain.processes.reset_password import request_reset
from domain.retention.models import RetentionRule
from domain.retention.rules import RULES, RetentionKind
from domain.retention.set_rule import PAUSE, set_rule
from domain.shared import sql
from domain.shared.context import ActorKind
from domain.shared.errors import InvalidInput, NotPermitted
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.support.models import TicketMessage
from domain.support.states import TicketStatus
from tests.domain.processes.test_erase_customer import HOME, cleo_who_bought
from tests.shop import Shop

KEYS, CUSTOMERS = RetentionKind.IDEMPOTENCY_KEYS, RetentionKind.INACTIVE_CUSTOMERS
PLACES, WORDS = RetentionKind.ORDER_PLACES, RetentionKind.TICKET_WORDS
YEARS = 400  # days


async def used_keys(shop: Shop, keys: int) -> None:
    for _ in range(keys):
        await sql.execute(
            "INSERT INTO idempotency_record (id, actor, operation, key, request_hash, created_at)"
            " VALUES ($1::uuid, 'system', 'x', $1::uuid::text, '', $2)",
            *(new_id(), shop.now),
        )


async def on(shop: Shop, kind: RetentionKind, days: int = YEARS) -> None:
    """The rule holds from an hour later on; now is that hour."""
    await set_rule(shop.ctx, kind, days)
    shop.later(seconds=PAUSE.total_seconds())


async def told(kind: RetentionKind) -> list[tuple[int, str]]:
    """What facts say went by a rule, and from before when."""
    rows = await EventRow.filter(type="retention.applied").order_by("id")
    found = [row.payload for row in rows if row.payload["kind"] == kind]
    return [(int(str(each["removed"])), str(each["until"])) for each in found]


async def test_what_is_over_long_ago_goes_and_each_run_leaves_a_fact(shop: Shop) -> None:
    sun = shop.as_colleague(await shop.colleague()).actor
    await start_session(shop.ctx, sun, SignInMethod.PASSWORD)
    await keep_in_box(Letter("cleo@example.test", "A new password", "tgp_x", shop.now))
    await request_reset(shop.as_anonymous, ActorKind.STAFF, "nobody@example.test")
    await used_keys(shop, 3)
    shop.later(hours=47)
    assert await apply_retention(shop.as_system) == 2  # the letter, and the request
    assert await shop.count("idempotency_record") == 3
    shop.later(hours=1, seconds=1)

    assert await apply_retention(shop.as_system) == 3

    assert await told(KEYS) == [(3, (shop.now - timedelta(days=2)).isoformat())]
    shop.now += LASTS[ActorKind.STAFF] + timedelta(days=6)
    assert await shop.count("session") == await shop.count("refresh_token") == 1
    await apply_retention(shop.as_system)
    assert await SessionRow.all().count() == 0
    assert await shop.count("refresh_token") == 0
    assert {row.actor for row in await EventRow.filter(type="retention.applied")} == {"system"}


async def test_a_preview_counts_what_would_go_and_takes_nothing(shop: Shop) -> None:
    await used_keys(shop, 3)
    shop.later(days=3)
    before = await shop.rows()

    found = await preview_retention(shop.ctx)

    assert {each.kind: each.count for each in found if each.count} == {KEYS: 3}
    assert await shop.rows() == before
    (looked,) = await preview_retention(shop.ctx, KEYS, kept_days=4)
    assert (looked.count, looked.kept_days) == (0, 4)
    assert await preview_retention(shop.as_staff(Scope.RETENTION_WRITE)) == []
    for kind, days in ((KEYS, 1), (None, 5)):
        with pytest.raises(InvalidInput):
            await preview_retention(shop.ctx, kind, kept_days=days)


@pytest.mark.parametrize("kind", RetentionKind)
async def test_what_is_counted_is_said_in_sql_that_runs(shop: Shop, kind: RetentionKind) -> None:
    (found,) = await preview_retention(shop.ctx, kind, kept_days=RULES[kind].most)

    assert found.count == 0
    await on(shop, kind, RULES[kind].most)
    assert await apply_retention(shop.as_system) == 0
    assert (await RetentionRule.get(kind=kind)).applied_at == shop.now


async def test_a_rule_is_due_again_only_after_a_while(shop: Shop) -> None:
    await apply_retention(shop.as_system)
    await used_keys(shop, 1)
    await sql.execute("UPDATE idempotency_record SET created_at = created_at - interval '9 days'")

    shop.later(minutes=59)
    assert await apply_retention(shop.as_system) == 0
    shop.later(minutes=1)
    assert await apply_retention(shop.as_system) == 1


async def test_a_run_goes_on_where_it_stopped(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REMOVALS, KEYS, replace(REMOVALS[KEYS], batch=2))
    await used_keys(shop, 5)
    shop.later(days=3)
    began = shop.now

    assert await apply_retention(shop.as_system, batches=1) == 2
    assert await told(KEYS) == []
    shop.later(minutes=1)
    assert await apply_retention(shop.as_system) == 3

    assert await told(KEYS) == [(5, (began - timedelta(days=2)).isoformat())]


async def test_one_that_dies_in_the_middle_of_a_batch_has_taken_nothing_of_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await used_keys(shop, 5)
    shop.later(days=3)

    async def die(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr(applying, "append", die)
        with pytest.raises(asyncio.CancelledError):
            await apply_retention(shop.as_system)
    assert await shop.count("idempotency_record") == 5

    await apply_retention(shop.as_system)
    assert [removed for removed, _ in await told(KEYS)] == [5]


async def test_several_workers_at_once_take_everything_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REMOVALS, KEYS, replace(REMOVALS[KEYS], batch=2))
    await used_keys(shop, 9)
    shop.later(days=3)

    removed = await asyncio.gather(*(apply_retention(shop.as_system) for _ in range(3)))
    removed.append(await apply_retention(shop.as_system))

    assert sum(removed) == 9
    assert [each for each, _ in await told(KEYS)] == [9]


async def test_who_sets_a_longer_period_during_a_run_keeps_what_is_left(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REMOVALS, KEYS, replace(REMOVALS[KEYS], batch=2))
    await used_keys(shop, 5)
    shop.later(days=3)
    await apply_retention(shop.as_system, batches=1)

    await on(shop, KEYS, 30)
    await apply_retention(shop.as_system)

    assert await shop.count("idempotency_record") == 3
    assert [removed for removed, _ in await told(KEYS)] == [2], "and what went is on record"


async def test_nothing_goes_by_a_period_in_its_first_hour(shop: Shop) -> None:
    await cleo_who_bought(shop)
    shop.later(days=YEARS)
    await set_rule(shop.ctx, PLACES, 200)

    shop.later(minutes=59)
    await apply_retention(shop.as_system)

    assert await told(PLACES) == []


async def test_where_old_orders_went_is_forgotten_and_the_books_stay(shop: Shop) -> None:
    _, order = await cleo_who_bought(shop)
    assert order.status is OrderStatus.COMPLETED
    await sql.execute("UPDATE ticket SET status = 'closed', order_id = $1", order.id)
    shop.later(days=YEARS, hours=1)
    await on(shop, PLACES)

    await apply_retention(shop.as_system)

    found = await Order.get(id=order.id)
    assert (found.shipping_address, found.note) == (None, "")
    assert (found.total_minor, found.captured_minor, found.number, found.version) == (
        *(order.total_minor, order.captured_minor, order.number, order.version),
    )
    assert [removed for removed, _ in await told(PLACES)] == [1]
    await apply_retention(shop.as_system)
    assert len(await told(PLACES)) == 1


@pytest.mark.parametrize(
    "still",
    [
        "status = 'confirmed'",
        "status = 'on_hold'",
        "status = 'pending'",
        "payment_status = 'partially_paid'",
        "payment_status = 'overpaid'",
        "status = 'canceled'",  # and nothing was given back
    ],
)
async def test_while_something_is_owed_the_place_and_the_person_stay(
    shop: Shop, still: str
) -> None:
    cleo, order = await cleo_who_bought(shop)
    await sql.execute(f"UPDATE sales_order SET {still}")
    await sql.execute("UPDATE ticket SET status = 'closed'")
    shop.later(days=YEARS, hours=1)
    await set_rule(shop.ctx, CUSTOMERS, YEARS)
    await on(shop, PLACES)

    await apply_retention(shop.as_system)

    assert (await Order.get(id=order.id)).shipping_address == order.shipping_address
    assert (await Customer.get(id=cleo.id)).erased_at is None


async def test_a_place_stays_while_a_ticket_about_the_order_is_open(shop: Shop) -> None:
    _, order = await cleo_who_bought(shop)
    await sql.execute("UPDATE ticket SET order_id = $1", order.id)
    shop.later(days=YEARS, hours=1)
    await on(shop, PLACES)

    await apply_retention(shop.as_system)

    assert (await Order.get(id=order.id)).note == "Ring twice"


async def test_words_of_tickets_that_ended_go_and_of_others_stay(shop: Shop) -> None:
    ended = await shop.ticket(TicketStatus.CLOSED)
    living = await shop.ticket(TicketStatus.OPEN)
    shop.later(days=YEARS, hours=1)
    await on(shop, WORDS)

    await apply_retention(shop.as_system)

    said = {
        ticket.id: {message.body for message in await TicketMessage.filter(ticket_id=ticket.id)}
        for ticket in (ended, living)
    }
    assert said == {ended.id: {""}, living.id: {"It is late.", "We are looking.", "Thank you."}}
    assert [removed for removed, _ in await told(WORDS)] == [1]


async def test_customers_who_did_not_come_back_are_erased_as_if_they_had_asked(
    shop: Shop,
) -> None:
    cleo, _ = await cleo_who_bought(shop)
    await sql.execute("UPDATE ticket SET status = 'resolved'")
    shop.later(days=YEARS, hours=1)
    ben = await shop.customer("Ben Ono")
    await on(shop, CUSTOMERS)

    await apply_retention(shop.as_system)

    gone = await Customer.get(id=cleo.id)
    assert (gone.erased_at, gone.name, gone.email_index) == (shop.now, "", None)
    assert (await Customer.get(id=ben.id)).erased_at is None
    assert (await shop.event_names("customer"))[-1] == "customers.customer_erased"
    assert [removed for removed, _ in await told(CUSTOMERS)] == [1]


async def test_who_signed_in_or_was_written_to_lately_is_not_gone(shop: Shop) -> None:
    signed_in, seen, waits = [await shop.customer(name) for name in ("Ann", "Ben", "Cleo")]
    await shop.ticket(customer=waits)
    shop.later(days=YEARS)
    await start_session(shop.ctx, shop.as_customer(seen).actor, SignInMethod.PASSWORD)
    await sql.execute(
        "INSERT INTO audit_entry (kind, actor, request_id, operation, subjects, count, occurred_at)"
        " VALUES ($1, $2, 'r', 'mutation sessionCreate', '[]', 1, $3)",
        *(AuditKind.SIGNED_IN.value, f"customer:{signed_in.id}", shop.now),
    )
    shop.later(hours=1)
    await on(shop, CUSTOMERS)

    await apply_retention(shop.as_system)

    assert await Customer.filter(erased_at=None).count() == 3


async def test_who_comes_back_at_that_moment_stays_or_is_told_they_are_gone(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 100)
    cleos = [await shop.customer() for _ in range(6)]
    shop.later(days=YEARS, hours=1)
    await on(shop, CUSTOMERS)

    async def comes_back(cleo: Customer) -> bool:
        request = replace(shop.request((variant, 1)), address=HOME)
        try:
            await place_order(shop.as_customer(cleo), request, idempotency_key=str(cleo.id))
        except Exception:
            return False
        return True

    came, *_ = await asyncio.gather(
        asyncio.gather(*map(comes_back, cleos)), apply_retention(shop.as_system)
    )

    for cleo, is_back in zip(cleos, came, strict=True):
        assert ((await Customer.get(id=cleo.id)).erased_at is None) == is_back


async def test_only_those_who_may_say_how_long_apply_it(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await apply_retention(shop.as_staff(Scope.RETENTION_READ))
