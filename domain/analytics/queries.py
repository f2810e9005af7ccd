"""Reads: the steps as they hold now, and how long those of an order took."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from domain.analytics.durations import Halt, StepDuration, Story, durations
from domain.analytics.models import OrderStepRule
from domain.analytics.steps import STEPS, OrderStep
from domain.finance.models import PaymentTransaction
from domain.finance.states import TransactionState, TransactionType
from domain.fulfillment.queries import fulfillment_orders_of_orders, fulfillments_of_orders
from domain.identity.scopes import Scope
from domain.orders.events import OrderCanceled, OrderExpired, OrderHeld, OrderHoldReleased
from domain.orders.models import Order
from domain.orders.queries import orders_by_ids
from domain.shared.context import Context
from domain.shared.models import EventRow
from domain.shared.outbox import AggregateType

ENDINGS: Final = (OrderCanceled.type, OrderExpired.type)
TOLD: Final = (OrderHeld.type, OrderHoldReleased.type, *ENDINGS)


async def steps(ctx: Context) -> list[OrderStepRule]:
    """Every step, in the order of the table; none without the permission."""
    if not ctx.allows(Scope.ORDERS_READ):
        return []
    return list((await all_steps(ctx.now)).values())


async def all_steps(now: datetime) -> dict[OrderStep, OrderStepRule]:
    """The same, by name. A step without a row holds as the table has it."""
    known = {row.step: row for row in await OrderStepRule.all()}
    return {
        step: known.get(step) or OrderStepRule(step=step, created_at=now, updated_at=now)
        for step in STEPS
    }


async def durations_of_orders(
    ctx: Context, order_ids: Collection[UUID]
) -> dict[UUID, list[StepDuration]]:
    """How long each step of these orders took so far; nothing without the permission, for it says
    who works how fast. Six statements, however many orders."""
    if not ctx.allows(Scope.ORDERS_READ):
        return {}
    rules = await all_steps(ctx.now)
    orders = await orders_by_ids(ctx, order_ids)
    work = await fulfillment_orders_of_orders(ctx, order_ids)
    parcels = await fulfillments_of_orders(ctx, order_ids)
    facts = await _facts(order_ids)
    paid = await _paid(orders)
    return {
        key: durations(
            Story(
                order,
                work[key],
                parcels[key],
                _halts(facts.get(key, ())),
                paid.get(key),
                next(
                    (fact.occurred_at for fact in facts.get(key, ()) if fact.type in ENDINGS), None
                ),
            ),
            rules,
            ctx.now,
        )
        for key, order in orders.items()
    }


async def _facts(order_ids: Collection[UUID]) -> dict[UUID, list[EventRow]]:
    rows = await EventRow.filter(
        aggregate_type=AggregateType.ORDER, aggregate_id__in=list(order_ids), type__in=TOLD
    ).order_by("aggregate_id", "version")
    return {key: list(told) for key, told in groupby(rows, lambda row: row.aggregate_id)}


def _halts(facts: Iterable[EventRow]) -> list[Halt]:
    found: list[Halt] = []
    for fact in facts:
        if fact.type == OrderHeld.type:
            found.append(Halt(fact.occurred_at, None))
        elif found and found[-1].ended_at is None and fact.type == OrderHoldReleased.type:
            found[-1] = Halt(found[-1].begun_at, fact.occurred_at)
    return found


def _ending(facts: Iterable[EventRow]) -> datetime | None:
    return next((fact.occurred_at for fact in facts if fact.type in ENDINGS), None)


async def _paid(orders: Mapping[UUID, Order]) -> dict[UUID, datetime]:
    """When what had come first reached what is owed."""
    missing = {key: order.total_minor for key, order in orders.items()}
    paid = {key: orders[key].placed_at for key, total in missing.items() if total <= 0}
    came = (
        await PaymentTransaction.filter(
            payment__order_id__in=list(orders),
            type=TransactionType.CAPTURE,
            state=TransactionState.SUCCEEDED,
        )
        .order_by("occurred_at", "id")
        .values_list("payment__order_id", "amount_minor", "occurred_at")
    )
    for key, amount, at in came:
        missing[key] -= amount
        if missing[key] <= 0:
            paid.setdefault(key, at)
    return paid
