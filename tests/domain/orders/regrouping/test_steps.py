"""How far the steps of orders are that were split and merged: they follow their money and ends."""

import pytest

from domain.analytics.durations import StepOutcome
from domain.analytics.queries import durations_of_orders
from domain.analytics.steps import OrderStep
from domain.orders.models import Order
from domain.processes.confirm_order import confirm_order
from domain.processes.merge_orders import merge_orders
from domain.processes.split_order import split_order
from domain.processes.unmerge_order import unmerge_order
from tests.domain.orders.regrouping.test_merge_orders import two
from tests.shop import Shop

DONE, OPEN, GIVEN_UP = StepOutcome.DONE, StepOutcome.OPEN, StepOutcome.GIVEN_UP


async def outcome_of(shop: Shop, order: Order, step: OrderStep) -> StepOutcome:
    found = (await durations_of_orders(shop.ctx, [order.id]))[order.id]
    (outcome,) = [one.outcome for one in found if one.span.step is step]
    return outcome


@pytest.mark.parametrize(("paid", "outcome"), [(3_750, DONE), (3_000, OPEN), (0, OPEN)])
async def test_what_is_split_is_paid_as_the_whole_was(
    shop: Shop, paid: int, outcome: StepOutcome
) -> None:
    order = await confirm_order(shop.ctx, (await shop.place((await shop.stocked(), 3))).id)
    if paid:
        await shop.capture(order.id, paid)
    (line,) = await shop.lines(order)

    made = await split_order(shop.ctx, order.id, units={line.id: 1}, idempotency_key=None)

    for part in (made.order, made.sibling):
        assert await outcome_of(shop, part, OrderStep.PAY) is outcome


async def test_what_was_merged_waits_for_nothing_until_it_is_back(shop: Shop) -> None:
    first, second = await two(shop, confirmed=False)
    await merge_orders(shop.ctx, first.id, [second.id], idempotency_key=None)
    assert await outcome_of(shop, second, OrderStep.CONFIRM) is GIVEN_UP
    assert await outcome_of(shop, first, OrderStep.CONFIRM) is OPEN

    await unmerge_order(shop.ctx, second.id, idempotency_key=None)

    assert await outcome_of(shop, second, OrderStep.CONFIRM) is OPEN
