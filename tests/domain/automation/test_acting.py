"""Rules act on orders: once for each fact, all or nothing, and never for ever."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from domain.automation.actions import Action
from domain.automation.delete_rule import delete_rule
from domain.automation.dry_run import dry_run
from domain.automation.guards import DEPTH_MAX, TIMES_MAX
from domain.automation.match_events import match_events
from domain.automation.models import AutomationRule, AutomationRun
from domain.automation.set_rule_enabled import set_rule_enabled
from domain.automation.states import AutomationRunStatus, RunCode
from domain.automation.told_by_rules import told_by_rules
from domain.automation.upsert_rule import RuleDraft, upsert_rule
from domain.automation.use_template import use_template
from domain.automation.vocabulary import (
    AutomationActionKind,
    AutomationEvent,
    AutomationField,
    AutomationOperator,
    AutomationTemplateKind,
)
from domain.fulfillment.states import TrackingStatus
from domain.identity.scopes import Scope
from domain.notifications.enqueue_notifications import enqueue_notifications
from domain.notifications.kinds import NotificationKind
from domain.notifications.models import Notification
from domain.orders.handling.models import OrderNote, OrderTagging
from domain.orders.models import Order, OrderLine
from domain.orders.states import HoldReason, OrderStatus
from domain.processes import automated_verbs
from domain.processes.hold_order import hold_order
from domain.processes.run_automation import ATTEMPTS_MAX, run_automation
from domain.processes.split_order import split_order
from domain.promotions.models import Coupon
from domain.shared import sql
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.models import EventRow
from realtime.relay import number
from tests.shop import Shop
from tests.statements import count_statements
from tests.world.automation import HOLD, MEDIA, TAG

Do, Event = AutomationActionKind, AutomationEvent
F, Op = AutomationField, AutomationOperator
S = AutomationRunStatus
Database = dict[str, Any]
RELEASE, CONFIRM = Action(kind=Do.RELEASE), Action(kind=Do.CONFIRM)


async def numbered(database: Database) -> None:
    log = await asyncpg.connect(**database)
    try:
        while (await number(log))[0]:
            pass
    finally:
        await log.close()


def outcomes(runs: list[AutomationRun]) -> list[tuple[str, S, str]]:
    return [(run.rule.name, run.status, run.code) for run in runs]


async def test_rules_act_in_their_order_and_are_named_as_who_did_it(
    shop: Shop, database: Database
) -> None:
    clerk = await shop.colleague()
    note = Action(kind=Do.ADD_NOTE, text="Large.")
    everything = [CONFIRM, note, Action(kind=Do.ASSIGN), TAG]
    large = (F.TOTAL, Op.AT_LEAST, ["20 USD"])
    second = await shop.automation_rule(
        "Second", large, actions=everything, assignee_id=clerk.id, position=2
    )
    await shop.automation_rule("First", (F.UNITS, Op.AT_LEAST, ["9"]), position=1, actions=[HOLD])
    first = await shop.automation_rule(
        "First", (F.UNITS, Op.EQUALS, ["5"]), position=1, actions=[HOLD]
    )
    small, big, many = [await shop.order(units=units) for units in (1, 2, 5)]

    runs = await shop.automate(database)

    assert outcomes(runs) == [
        ("Second", S.DONE, ""),
        ("First", S.DONE, ""),
        ("Second", S.REFUSED, "INVALID_TRANSITION"),  # it is held by then
    ]
    assert [run.order_id for run in runs] == [big.id, many.id, many.id]
    assert runs[0].done == ["confirm", "add_note", "assign", "add_tags"]
    found = {order.id: order for order in await Order.all()}
    assert found[small.id].status is OrderStatus.PENDING
    assert (found[big.id].status, found[big.id].assignee_id) == (OrderStatus.CONFIRMED, clerk.id)
    assert found[many.id].status is OrderStatus.ON_HOLD
    # What was refused left nothing of the actions before it.
    assert (await OrderNote.all().count(), await OrderTagging.all().count()) == (1, 1)
    told = await EventRow.filter(aggregate_id=big.id, request_id=str(runs[0].id)).order_by("id")
    assert told[0].type == "orders.order_confirmed"
    assert {fact.actor for fact in told} <= {f"integration:{second.id}", "system"}
    assert (first.version, second.version) == (2, 1)
    assert await shop.automate(database) == runs  # there is nothing more to do


async def test_two_workers_at_once_do_each_thing_once_and_keep_each_orders_sequence(
    shop: Shop, database: Database
) -> None:
    for name in ("A", "B"):
        note = Action(kind=Do.ADD_NOTE, text=name)
        await shop.automation_rule(name, actions=[note])
    orders = [await shop.order() for _ in range(5)]
    await numbered(database)

    made = await asyncio.gather(*(match_events(shop.as_system) for _ in range(4)))
    assert sum(made) == 10
    await sql.execute("UPDATE automation_place SET cursor_seq = 0")
    await match_events(shop.as_system)  # told to look again, it finds that all was matched

    async def work() -> int:
        acted = 0
        for _ in range(20):
            acted += await run_automation(shop.as_system, MEDIA)
        return acted

    assert sum(await asyncio.gather(*(work() for _ in range(3)))) == 10
    assert {run.status for run in await AutomationRun.all()} == {S.DONE}
    for order in orders:
        notes = await OrderNote.filter(order_id=order.id).order_by("id")
        assert [note.body for note in notes] == ["A", "B"]
        versions = EventRow.filter(aggregate_id=order.id).order_by("version")
        assert [fact.version for fact in await versions] == [1, 2, 3]


async def test_two_rules_that_set_off_each_other_come_to_an_end_that_is_written_down(
    shop: Shop, database: Database
) -> None:
    await shop.automation_rule("Hold", event=Event.ORDER_RELEASED, actions=[HOLD])
    await shop.automation_rule("Release", event=Event.ORDER_HELD, actions=[RELEASE])
    order = await shop.order(OrderStatus.ON_HOLD)

    runs = await shop.automate(database)

    assert [run.status for run in runs] == [S.DONE] * DEPTH_MAX + [S.GUARDED]
    assert [run.depth for run in runs] == [*range(1, DEPTH_MAX + 2)]
    assert (runs[-1].code, runs[-1].reason) == (
        RunCode.CHAIN_TOO_LONG,
        "Rules set off each other 5 times in a row.",
    )
    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING


async def test_a_rule_acts_on_an_order_so_often_and_no_more_until_an_hour_has_passed(
    shop: Shop, database: Database
) -> None:
    rule = await shop.automation_rule("Release", event=Event.ORDER_HELD, actions=[RELEASE])
    order = await shop.order()
    for times in range(TIMES_MAX + 1):  # somebody holds it again and again: no chain
        await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)
        await shop.automate(database)
        status = (await Order.get(id=order.id)).status
        assert (status is OrderStatus.PENDING) == (times < TIMES_MAX)

    last = await AutomationRun.get(rule_id=rule.id, status=S.GUARDED)
    assert last.code == RunCode.TOO_OFTEN
    assert "10 times within 60 minutes" in last.reason


async def test_what_waits_is_skipped_when_its_rule_is_deleted_or_rests_or_asks_in_vain(
    shop: Shop, database: Database
) -> None:
    later: dict[str, Any] = {"delay_minutes": 60, "event": Event.ORDER_PLACED}
    deleted = await shop.automation_rule("Deleted", **later)
    rests = await shop.automation_rule("Rests", **later)
    rested = await shop.automation_rule("Rested", **later)
    asks = (F.STATUS, Op.ANY_OF, ["PENDING"])
    await shop.automation_rule("In vain", asks, **later)
    await shop.automation_rule("Acts", **later)
    order = await shop.order()
    assert {run.status for run in await shop.automate(database)} == {S.WAITING}

    await delete_rule(shop.ctx, deleted.id)
    await set_rule_enabled(shop.ctx, rests.id, is_enabled=False)
    await Order.filter(id=order.id).update(status=OrderStatus.COMPLETED)
    shop.later(minutes=59)
    for is_enabled in (False, True):
        await set_rule_enabled(shop.ctx, rested.id, is_enabled=is_enabled)
    assert {run.status for run in await shop.automate(database)} == {S.WAITING}
    shop.later(minutes=1)

    assert outcomes(await shop.automate(database)) == [
        ("Deleted", S.SKIPPED, "RULE_DELETED"),
        ("Rests", S.SKIPPED, "RULE_DISABLED"),
        ("Rested", S.SKIPPED, "RULE_DISABLED"),
        ("In vain", S.SKIPPED, "NO_LONGER_MATCHES"),
        ("Acts", S.DONE, ""),
    ]
    with pytest.raises(NotFound):
        await delete_rule(shop.ctx, deleted.id)
    again = await shop.automation_rule("Deleted")  # its name is free
    assert again.id != deleted.id


async def test_what_happened_before_a_rule_is_none_of_its_business(
    shop: Shop, database: Database
) -> None:
    await shop.order()
    shop.later(seconds=1)
    rule = await shop.automation_rule()
    await set_rule_enabled(shop.ctx, rule.id, is_enabled=False)
    await shop.order()
    shop.later(seconds=1)
    await set_rule_enabled(shop.ctx, rule.id, is_enabled=True)
    mine = await shop.order()

    assert [run.order_id for run in await shop.automate(database)] == [mine.id]


async def test_what_fails_is_tried_again_later_then_given_up_and_holds_nothing_up(
    shop: Shop, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setitem(automated_verbs.VERBS, Do.ADD_NOTE, broken)
    await shop.automation_rule("Broken", actions=[TAG, Action(kind=Do.ADD_NOTE, text="x")])
    await shop.automation_rule("Well", actions=[HOLD])
    await shop.order()

    runs = await shop.automate(database)

    assert outcomes(runs) == [("Broken", S.WAITING, "FAILED"), ("Well", S.DONE, "")]
    assert await OrderTagging.all().count() == 0
    for _ in range(ATTEMPTS_MAX):
        shop.later(hours=1)
        runs = await shop.automate(database)
    assert outcomes(runs)[0] == ("Broken", S.REFUSED, "FAILED")
    assert (runs[0].attempts, runs[0].reason) == (ATTEMPTS_MAX, "Something of ours failed.")


async def test_what_failed_is_not_overtaken_by_what_happened_later(
    shop: Shop, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_tags = automated_verbs.VERBS[Do.ADD_TAGS]

    async def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setitem(automated_verbs.VERBS, Do.ADD_TAGS, broken)
    await shop.automation_rule("Placed")
    await shop.automation_rule("Held", event=Event.ORDER_HELD, actions=[RELEASE])
    order, other = await shop.order(), await shop.order()
    for each in (order, other):
        await hold_order(shop.ctx, each.id, reason=HoldReason.FRAUD)
    await AutomationRun.all().delete()

    assert outcomes(await shop.automate(database)) == [
        ("Placed", S.WAITING, "FAILED"),
        ("Placed", S.WAITING, "FAILED"),
        ("Held", S.WAITING, ""),
        ("Held", S.WAITING, ""),
    ]
    monkeypatch.setitem(automated_verbs.VERBS, Do.ADD_TAGS, add_tags)
    shop.later(minutes=1)
    assert {run.status for run in await shop.automate(database)} == {S.DONE}


async def test_money_that_only_moves_between_orders_pays_nothing_again(
    shop: Shop, database: Database
) -> None:
    await shop.automation_rule("Paid", event=Event.ORDER_PAID)
    await shop.automation_rule("Refunded", event=Event.ORDER_REFUNDED)
    order = await shop.confirmed_order(units=3)
    await shop.capture(order.id)
    (line,) = await OrderLine.filter(order_id=order.id)

    await split_order(shop.ctx, order.id, units={line.id: 1}, idempotency_key=None)

    assert [run.order_id for run in await shop.automate(database)] == [order.id]


async def test_a_delay_is_one_however_often_the_carrier_says_so(
    shop: Shop, database: Database
) -> None:
    give = await shop.promotion(needs_coupon=True)
    apology = AutomationTemplateKind.DELAY_APOLOGY
    await use_template(shop.ctx, apology, promotion_id=give.id, is_enabled=True)
    customer = await shop.customer()
    parcel = await shop.send(await shop.parcel())
    await Order.filter(id=parcel.order_id).update(customer_id=customer.id)
    wrong, fine = TrackingStatus.EXCEPTION, TrackingStatus.IN_TRANSIT

    for news in (wrong, wrong, fine, wrong):
        shop.later(hours=1)
        await shop.hear(parcel, news)
        await shop.automate(database)

    assert await Coupon.filter(customer_id=customer.id).count() == 1
    await enqueue_notifications(shop.as_system, MEDIA)
    told = Notification.filter(kind=NotificationKind.DELIVERY_DELAYED, customer_id=customer.id)
    assert len({row.event_seq for row in await told}) == 2  # the second is another delay


async def test_the_flows_that_come_ready(shop: Shop, database: Database) -> None:
    give = await shop.promotion(needs_coupon=True)
    templates = AutomationTemplateKind
    for template in (templates.AUTO_CONFIRM, templates.HOLD_ON_RISK, templates.REVIEW_REMINDER):
        await use_template(shop.ctx, template, is_enabled=True)
    apology = templates.DELAY_APOLOGY
    with pytest.raises(InvalidInput):
        await use_template(shop.ctx, apology)
    await use_template(shop.ctx, apology, promotion_id=give.id, is_enabled=True)
    customer = await shop.customer()

    paid = await shop.place((await shop.stocked(), 2), customer=customer)
    await shop.pay(paid)
    risky = await shop.place(
        (await shop.stocked(price_minor=80_000), 1), customer=await shop.customer("New Here")
    )
    parcel = await shop.send(await shop.parcel())
    await Order.filter(id=parcel.order_id).update(customer_id=customer.id)
    await shop.hear(parcel, TrackingStatus.EXCEPTION)
    done = await shop.order(OrderStatus.COMPLETED)
    await Order.filter(id=done.id).update(customer_id=customer.id)

    names = {run.order_id: outcomes([run])[0] for run in await shop.automate(database)}

    assert (await Order.get(id=paid.id)).status is OrderStatus.CONFIRMED
    held = await Order.get(id=risky.id)
    assert (held.status, held.hold_reason) == (OrderStatus.ON_HOLD, HOLD.hold_reason)
    assert names[parcel.order_id] == ("Apologize for a delay", S.DONE, "")
    coupon = await Coupon.get(customer_id=customer.id)
    assert (coupon.promotion_id, coupon.uses_max) == (give.id, 1)
    assert coupon.expires_at == shop.now + timedelta(days=30)
    sorry = NotificationKind.DELAY_APOLOGY
    assert await Notification.filter(kind=sorry, customer_id=customer.id).count() == 2
    # The review is the rule's to ask for; the shop does not ask by itself any more.
    await enqueue_notifications(shop.as_system, MEDIA, told_otherwise=told_by_rules)
    reminders = Notification.filter(kind=NotificationKind.REVIEW_REMINDER)
    assert await reminders.count() == 0
    assert await Notification.filter(kind=NotificationKind.ORDER_PLACED).count() > 0
    shop.later(days=7)
    await shop.automate(database)
    assert {each.order_id for each in await reminders} == {done.id}
    assert not await EventRow.filter(payload__contains={"code": coupon.code}).exists()


async def test_a_notification_or_a_coupon_for_nobody_is_refused(
    shop: Shop, database: Database
) -> None:
    placed = Action(kind=Do.NOTIFY, notification=NotificationKind.ORDER_PLACED)
    await shop.automation_rule("Tell", actions=[TAG, placed])
    give = await shop.promotion(needs_coupon=True)
    await shop.automation_rule("Give", actions=[Action(kind=Do.ISSUE_COUPON)], promotion_id=give.id)
    await shop.order()

    found = outcomes(await shop.automate(database))

    assert found == [("Tell", S.REFUSED, "NOT_FOUND"), ("Give", S.REFUSED, "NOT_FOUND")]
    assert (await OrderTagging.all().count(), await Coupon.all().count()) == (0, 0)


async def test_only_who_may_do_it_themselves_makes_a_rule_that_does(shop: Shop) -> None:
    draft = RuleDraft(name="Tag", event=Event.ORDER_PLACED, actions=[TAG])
    reads, writes = Scope.AUTOMATION_READ, Scope.AUTOMATION_WRITE
    before = await shop.rows()
    for ctx in (
        shop.as_anonymous,
        shop.as_staff(),
        shop.as_staff(reads, Scope.ORDERS_WRITE),
        shop.as_staff(reads, writes),
    ):
        with pytest.raises((NotPermitted, Exception)) as refused:
            await upsert_rule(ctx, draft)
        assert refused.value.code in {"FORBIDDEN", "UNAUTHENTICATED"}  # type: ignore[attr-defined]
    assert await shop.rows() == before
    rule = await upsert_rule(shop.as_staff(reads, writes, Scope.ORDERS_WRITE), draft)
    await set_rule_enabled(shop.as_staff(writes), rule.id, is_enabled=False)
    with pytest.raises(NotPermitted):
        await set_rule_enabled(shop.as_staff(writes), rule.id, is_enabled=True)


async def test_a_rule_is_kept_once_and_a_repeat_changes_nothing(shop: Shop) -> None:
    rule = await shop.automation_rule("Once", (F.UNITS, Op.EQUALS, ["1"]))
    again = await shop.automation_rule("Once", (F.UNITS, Op.EQUALS, ["01"]))
    assert (again.id, again.version) == (rule.id, 1)
    other = await shop.automation_rule("Other")
    draft = RuleDraft(name="Once", event=Event.ORDER_PLACED, actions=[TAG])
    with pytest.raises(InvalidInput):
        await upsert_rule(shop.ctx, draft, other.id)
    with pytest.raises(VersionConflict):
        await upsert_rule(shop.ctx, draft, expected_version=9)
    wrongs: list[dict[str, Any]] = [
        {"assignee_id": rule.id},
        {"delay_minutes": -1},
        {"position": 0},
        {"name": " "},
    ]
    for wrong in wrongs:
        with pytest.raises(InvalidInput):
            await shop.automation_rule(**{"name": "Wrong", **wrong})
    with pytest.raises(NotFound):
        await shop.automation_rule("Wrong", actions=[Action(kind=Do.ASSIGN)], assignee_id=rule.id)
    at_once = await asyncio.gather(*(shop.automation_rule("Both") for _ in range(3)))
    assert len({row.id for row in at_once}) == 1
    assert await AutomationRule.all().count() == 3
    facts = EventRow.filter(aggregate_type="automation_rule", aggregate_id=at_once[0].id)
    assert await facts.count() == 1


async def test_statements(shop: Shop, database: Database) -> None:
    """As many however many facts there are; a run as many whatever the log has grown to."""
    await shop.automation_rule("Tag", (F.CUSTOMER_ORDERS, Op.EQUALS, ["0"]))
    await shop.order()
    await numbered(database)
    async with count_statements() as few:
        await match_events(shop.as_system)
    for _ in range(4):
        await shop.order()
    await numbered(database)
    async with count_statements() as many:
        await match_events(shop.as_system)
    async with count_statements() as one:
        await run_automation(shop.as_system, MEDIA)
    assert few.count == many.count
    async with count_statements() as upsert:
        await shop.automation_rule("New")
    assert (few.count, one.count, upsert.count) == (7, 13, 7)


async def test_a_dry_run_finds_what_happens_seldom(shop: Shop, database: Database) -> None:
    rule = await shop.automation_rule(event=Event.ORDER_PAID, is_enabled=False)
    paid, half = await shop.order(), await shop.order()
    await shop.pay(paid)
    await shop.capture(half.id, 100)
    await numbered(database)

    (tried,) = await dry_run(shop.ctx, rule.id, None, last=1)

    assert tried.order_id == paid.id


async def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    shop: Shop, database: Database
) -> None:
    rule = await shop.automation_rule(
        "Large", (F.UNITS, Op.AT_LEAST, ["3"]), actions=[HOLD, CONFIRM], is_enabled=False
    )
    gift = Action(kind=Do.NOTIFY, notification=NotificationKind.ORDER_PLACED)
    other = await shop.automation_rule("Tell", actions=[gift], is_enabled=False)
    small, large = await shop.order(), await shop.order(units=3)
    await numbered(database)
    before = await shop.rows()

    async with count_statements() as sent:
        tried = await dry_run(shop.ctx, rule.id, None)
    of_order = await dry_run(shop.ctx, None, large.id)
    reader = shop.as_staff(Scope.AUTOMATION_READ, Scope.ORDERS_READ)
    assert await dry_run(reader, rule.id, small.id, last=1) == await dry_run(
        shop.ctx, rule.id, small.id
    )

    assert [(one.order_id, one.is_match) for one in tried] == [(large.id, True), (small.id, False)]
    plans = [(plan.kind, plan.refusal) for plan in tried[0].actions]
    assert plans == [(Do.HOLD, None), (Do.CONFIRM, "INVALID_TRANSITION")]
    assert [one.field for one in tried[1].unmet] == [F.UNITS]
    assert [(one.rule_id, one.is_match) for one in of_order] == [(rule.id, True), (other.id, True)]
    assert [plan.refusal for plan in of_order[1].actions] == ["NOT_FOUND"]
    assert sent.count == 3
    for ctx in (shop.as_staff(Scope.AUTOMATION_READ), shop.as_staff(Scope.ORDERS_READ)):
        with pytest.raises(NotPermitted):
            await dry_run(ctx, rule.id, None)
    wrongs: list[dict[str, Any]] = [{"rule_id": None}, {"rule_id": rule.id, "last": 101}]
    for wrong in wrongs:
        with pytest.raises(InvalidInput):
            await dry_run(shop.ctx, order_id=None, **wrong)
    with pytest.raises(NotFound):
        await dry_run(shop.ctx, small.id, None)
    assert await shop.rows() == before
    assert await shop.automate(database) == []
