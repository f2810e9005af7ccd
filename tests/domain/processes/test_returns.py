"""Goods and money together: what comes back is paid back, once, by whoever may decide it."""

import asyncio

import pytest

from domain.customers.models import Customer
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refunds.approve_refund import approve_refund
from domain.finance.refunds.cancel_refund import cancel_refund
from domain.finance.refunds.errors import OwnRefund
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.retry_refund import retry_refund
from domain.finance.refunds.states import ReturnRefundKind, ReturnRefundStatus
from domain.finance.states import TransactionType
from domain.identity.scopes import Scope
from domain.orders.errors import OrderNotPayable
from domain.orders.models import Order
from domain.orders.states import OrderPaymentStatus, OrderStatus
from domain.processes.approve_return import approve_return
from domain.processes.inspect_return import inspect_return
from domain.returns.cancel_return import cancel_return
from domain.returns.errors import ReturnAlreadyRefunded
from domain.returns.models import Return
from domain.returns.states import Disposition, ReturnStatus
from domain.shared import sql
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from tests.shop import Shop
from tests.statements import count_statements
from tests.world.returns import limited

GOOD = {"instant_up_to": {"USD": 2500}, "instant_after_orders": 1}


async def refunds(row: Return) -> list[tuple[ReturnRefundKind, ReturnRefundStatus, int]]:
    found = await ReturnRefund.filter(parent_id=row.id).order_by("created_at", "id")
    return [(each.kind, each.status, each.amount_minor) for each in found]


async def money_that_went_back(order_id: object) -> int:
    lines = await PaymentTransaction.filter(payment__order_id=order_id, type=TransactionType.REFUND)
    return sum(line.amount_minor for line in lines)


async def test_what_came_is_paid_back_and_the_return_is_over(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.RECEIVED)

    closed = await shop.look_at(row)

    order = await Order.get(id=row.order_id)
    assert closed.status is ReturnStatus.CLOSED
    assert await refunds(row) == [
        (ReturnRefundKind.AFTER_INSPECTION, ReturnRefundStatus.SUCCEEDED, 2500)
    ]
    assert (order.refunded_minor, order.return_credit_minor) == (2500, 2500)
    assert (order.status, order.balance_due_minor) == (OrderStatus.COMPLETED, 0)
    assert order.payment_status is OrderPaymentStatus.REFUNDED
    assert await shop.event_names("return_refund") == [
        "finance.return_refund_due",
        "finance.return_refund_processed",
        "finance.return_refund_succeeded",
    ]
    assert (await shop.event_names("return"))[-1] == "returns.return_closed"


async def test_every_version_of_all_that_took_part_has_its_fact(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.CLOSED)

    gaps = await sql.rows(
        "SELECT aggregate_type FROM event GROUP BY aggregate_type, aggregate_id"
        " HAVING count(*) <> max(version)"
    )

    assert gaps == []
    order = await Order.get(id=row.order_id)
    told = "SELECT max(version) FROM event WHERE aggregate_id = $1"
    assert await sql.value(told, order.id) == order.version
    assert await sql.value(told, row.id) == row.version


async def test_no_more_is_paid_back_than_was_paid(shop: Shop) -> None:
    order = await shop.delivered(is_paid=False)
    await shop.capture(order.id, 1500)
    row = await shop.count_goods(await shop.agree(await shop.ask_back(order)))

    await shop.look_at(row)

    order = await Order.get(id=order.id)
    assert await money_that_went_back(order.id) == 1500
    assert (order.status, order.balance_due_minor) == (OrderStatus.COMPLETED, 0)


async def test_what_was_never_paid_is_no_longer_owed_and_nothing_is_paid_back(shop: Shop) -> None:
    order = await shop.delivered(is_paid=False)
    row = await shop.count_goods(await shop.agree(await shop.ask_back(order)))

    closed = await shop.look_at(row)

    order = await Order.get(id=order.id)
    assert closed.status is ReturnStatus.CLOSED
    assert await refunds(row) == []
    assert (order.status, order.balance_due_minor) == (OrderStatus.COMPLETED, 0)


async def test_several_payments_give_back_together_the_latest_first(shop: Shop) -> None:
    order = await shop.delivered(is_paid=False)
    await shop.capture(order.id, 2000)
    shop.later(minutes=1)
    await shop.capture(order.id)
    row = await shop.count_goods(await shop.agree(await shop.ask_back(order, 1)))

    await shop.look_at(row)

    payments = await Payment.filter(order_id=order.id).order_by("created_at")
    assert [payment.refunded_minor for payment in payments] == [750, 500]


async def test_unit_by_unit_all_money_of_the_order_goes_back_and_not_a_cent_more(
    shop: Shop,
) -> None:
    order = await shop.delivered(units=3)

    for disposition in (Disposition.RESTOCK, Disposition.SCRAP, Disposition.REPAIR):
        row = await shop.count_goods(await shop.agree(await shop.ask_back(order, 1)))
        await shop.look_at(row, disposition)

    order = await Order.get(id=order.id)
    assert await money_that_went_back(order.id) == order.total_minor == order.captured_minor
    assert order.balance_due_minor == 0


async def test_much_money_waits_for_somebody_else(shop: Shop) -> None:
    refund = await shop.return_refund()
    row = await Return.get(id=refund.parent_id)

    assert (refund.status, refund.needs_approval) == (ReturnRefundStatus.PENDING, True)
    assert row.status is ReturnStatus.INSPECTED
    assert await money_that_went_back(row.order_id) == 0
    with pytest.raises(OwnRefund):
        await approve_refund(shop.clerk, refund.id)  # who inspected it

    approved = await approve_refund(shop.ctx, refund.id)

    assert (approved.status, approved.approved_by) == (
        ReturnRefundStatus.SUCCEEDED,
        shop.admin.key,
    )
    assert (await Return.get(id=row.id)).status is ReturnStatus.CLOSED
    assert await money_that_went_back(row.order_id) == 2500


async def test_who_asked_for_the_return_does_not_approve_its_refund_either(shop: Shop) -> None:
    row = await shop.ask_back(await shop.delivered(), ctx=shop.ctx)
    with limited(approval_above={"USD": 0}):
        await shop.look_at(await shop.count_goods(await shop.agree(row)))
    refund = await ReturnRefund.get(parent_id=row.id)

    with pytest.raises(OwnRefund):
        await approve_refund(shop.ctx, refund.id)

    assert (await ReturnRefund.get(id=refund.id)).status is ReturnRefundStatus.PENDING


async def test_up_to_the_limit_nobody_is_asked(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.RECEIVED)

    with limited(approval_above={"USD": 2500}):
        closed = await shop.look_at(row)

    assert closed.status is ReturnStatus.CLOSED


async def test_a_limit_in_another_currency_lets_nothing_pass(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.RECEIVED)

    with limited(approval_above={"EUR": 10**9}):
        await shop.look_at(row)

    assert (await ReturnRefund.get(parent_id=row.id)).status is ReturnRefundStatus.PENDING


async def test_of_two_approvals_at_once_one_pays(shop: Shop) -> None:
    refund = await shop.return_refund()

    results = await asyncio.gather(
        *(approve_refund(shop.ctx, refund.id) for _ in range(3)), return_exceptions=True
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [InvalidTransition] * 2
    assert await money_that_went_back(refund.order_id) == 2500


async def test_of_two_inspections_at_once_one_pays(shop: Shop) -> None:
    row = await shop.back(ReturnStatus.RECEIVED)
    findings = await shop.findings(row)

    results = await asyncio.gather(
        *(inspect_return(shop.clerk, row.id, findings=findings) for _ in range(3)),
        return_exceptions=True,
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [InvalidTransition] * 2
    assert await money_that_went_back(row.order_id) == 2500


async def test_money_that_went_back_by_hand_meanwhile_does_not_go_back_again(shop: Shop) -> None:
    refund = await shop.return_refund(ReturnRefundStatus.FAILED)

    again = await retry_refund(shop.ctx, refund.id)

    assert again.status is ReturnRefundStatus.FAILED
    assert await money_that_went_back(refund.order_id) == 2500  # by hand
    assert (await Return.get(id=refund.parent_id)).status is ReturnStatus.INSPECTED

    await cancel_refund(shop.ctx, refund.id)

    assert (await Return.get(id=refund.parent_id)).status is ReturnStatus.CLOSED
    assert (await Order.get(id=refund.order_id)).balance_due_minor == 0


async def test_a_refund_that_is_given_up_leaves_what_is_owed_in_sight(shop: Shop) -> None:
    refund = await shop.return_refund(ReturnRefundStatus.CANCELED)

    assert (await Order.get(id=refund.order_id)).balance_due_minor == -2500
    assert (await Return.get(id=refund.parent_id)).status is ReturnStatus.CLOSED


async def test_only_those_who_handle_money_decide_on_refunds(shop: Shop) -> None:
    customer = await shop.customer()
    refund = await shop.return_refund()
    await Order.filter(id=refund.order_id).update(customer_id=customer.id)
    before = await shop.rows()

    for verb in (approve_refund, retry_refund, cancel_refund):
        for ctx in (shop.as_customer(customer), shop.as_staff(Scope.ORDERS_WRITE)):
            with pytest.raises(NotPermitted):
                await verb(ctx, refund.id)
        with pytest.raises(NotFound):
            await verb(shop.as_staff(Scope.PAYMENTS_WRITE), refund.id)
        with pytest.raises(VersionConflict):
            await verb(shop.ctx, refund.id, expected_version=7)

    assert await shop.rows() == before


async def good_customer(shop: Shop) -> Customer:
    """Somebody with one completed order."""
    customer = await shop.customer()
    await shop.delivered(customer=customer)
    return customer


async def test_a_good_customer_gets_a_little_back_before_the_goods_come(shop: Shop) -> None:
    order = await shop.delivered(customer=await good_customer(shop))
    row = await shop.ask_back(order)

    with limited(**GOOD):
        await approve_return(shop.ctx, row.id)

    assert await refunds(row) == [(ReturnRefundKind.INSTANT, ReturnRefundStatus.SUCCEEDED, 2500)]
    assert (await Order.get(id=order.id)).balance_due_minor == 0
    with pytest.raises(ReturnAlreadyRefunded):
        await cancel_return(shop.ctx, row.id)

    closed = await shop.look_at(await shop.count_goods(await Return.get(id=row.id)))

    assert closed.status is ReturnStatus.CLOSED
    assert len(await refunds(row)) == 1  # and nothing more
    assert await money_that_went_back(order.id) == 2500


async def test_who_sends_less_than_was_paid_back_owes_the_rest_and_gets_no_more_in_advance(
    shop: Shop,
) -> None:
    customer = await good_customer(shop)
    order = await shop.delivered(customer=customer)
    row = await shop.ask_back(order)
    with limited(**GOOD):
        await approve_return(shop.ctx, row.id)

        closed = await shop.look_at(
            await shop.count_goods(await Return.get(id=row.id), 1, is_last=True)
        )
        other = await shop.ask_back(await shop.delivered(customer=customer))
        await approve_return(shop.ctx, other.id)

    assert closed.status is ReturnStatus.CLOSED
    order = await Order.get(id=order.id)
    assert (order.return_credit_minor, order.balance_due_minor) == (1250, 1250)
    assert await refunds(other) == []


async def test_what_came_short_is_paid_for_though_the_order_is_complete(shop: Shop) -> None:
    gateway = shop.gateway()
    customer = await good_customer(shop)
    order = await shop.delivered(customer=customer, is_paid=False)
    late = await shop.authorize(order.id, 2500, instrument="slow", at_once=True)
    shop.later(seconds=1)
    await shop.capture(order.id)
    row = await shop.ask_back(order)
    with limited(**GOOD):
        await approve_return(shop.ctx, row.id)
        await shop.look_at(await shop.count_goods(await Return.get(id=row.id), 1, is_last=True))

    await shop.hear_out(gateway, shuffle=1)  # what was begun before it was complete goes back
    await shop.reconciled()
    await shop.authorize(order.id, 1000, at_once=True)
    await shop.capture(order.id)
    await shop.hear_out(gateway, shuffle=2)
    await shop.reconciled()

    order = await Order.get(id=order.id)
    assert (order.status, order.balance_due_minor) == (OrderStatus.COMPLETED, 0)
    await late.refresh_from_db()
    assert (late.captured_minor, late.refunded_minor) == (2500, 2500), "nobody owed that"
    with pytest.raises(OrderNotPayable):
        await shop.capture(order.id, 1)


async def test_nothing_in_advance_while_something_is_still_to_come(shop: Shop) -> None:
    customer = await good_customer(shop)
    with limited(**GOOD):
        first = await shop.ask_back(await shop.delivered(customer=customer))
        await approve_return(shop.ctx, first.id)
        second = await shop.ask_back(await shop.delivered(customer=customer))
        await approve_return(shop.ctx, second.id)

    assert len(await refunds(first)) == 1
    assert await refunds(second) == []


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {**GOOD, "instant_up_to": {"USD": 2499}},
        {**GOOD, "instant_up_to": {"EUR": 10**9}},
        {**GOOD, "instant_after_orders": 3},
        {**GOOD, "approval_above": {"USD": 2499}},
    ],
    ids=["no-limit", "too-much", "another-currency", "too-new", "to-be-approved"],
)
async def test_otherwise_money_waits_for_the_goods(shop: Shop, limits: dict[str, object]) -> None:
    row = await shop.ask_back(await shop.delivered(customer=await good_customer(shop)))

    with limited(**limits):
        approved = await approve_return(shop.ctx, row.id)

    assert approved.status is ReturnStatus.APPROVED
    assert await refunds(row) == []


async def test_a_return_of_many_lines_takes_as_many_statements_as_one_of_two(shop: Shop) -> None:
    found = []
    for lines in (2, 12):
        variants = [await shop.variant() for _ in range(lines)]
        for variant in variants:
            await shop.stock(variant, 10)
        order = await shop.bring(await shop.place(*((variant, 1) for variant in variants)))
        counts = []
        async with count_statements() as asked:
            row = await shop.ask_back(order)
        counts.append(len(asked.sent))
        await shop.agree(row)
        async with count_statements() as counted:
            await shop.count_goods(row)
        counts.append(len(counted.sent))
        async with count_statements() as inspected:
            await shop.look_at(row)
        counts.append(len(inspected.sent))
        found.append(counts)

    assert found[0] == found[1], found
