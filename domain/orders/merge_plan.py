"""What a merge would make of orders, and why some cannot become one: a rule without a database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.orders.models import Order
from domain.orders.proration import Amounts, shipping_together
from domain.orders.request import LINES_MAX
from domain.orders.split_plan import amounts_of
from domain.orders.states import ORDER, MergeObstacle, MergeShipping, OrderAction

Obstacle = tuple[UUID, MergeObstacle]  # which order, and why


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order with what a merge asks of it. `place` is where it goes; `is_begun` says that a
    warehouse is at work on it, or a parcel is made up.
    """

    order: Order
    place: tuple[str, ...]
    lines: int
    is_begun: bool


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What one order will come to that takes others in. Minor units.

    `before` is the sum of all of them; `shipping_saved_minor` is what they come to less, and
    `refund_minor` what goes back because it was paid already. `keeps_shipping_of` are the orders
    whose shipping, and the tax of it, is still charged.
    """

    before: Amounts
    after: Amounts
    paid_minor: int
    shipping_saved_minor: int
    refund_minor: int
    obstacles: Sequence[Obstacle]
    keeps_shipping_of: Collection[UUID] = ()


def plan_merge(
    target: Candidate, sources: Sequence[Candidate], shipping: MergeShipping
) -> MergePlan:
    """Let a target take sources in, if nothing is in the way."""
    orders = [target.order, *(source.order for source in sources)]
    before = sum(map(amounts_of, orders), Amounts())
    kept = shipping_together(
        [(order.shipping_minor, order.shipping_tax_minor) for order in orders],
        keep_all=shipping is MergeShipping.KEEP_ALL,
    )
    charge = before.shipping_minor - sum(orders[place].shipping_minor for place in kept)
    tax = before.shipping_tax_minor - sum(orders[place].shipping_tax_minor for place in kept)
    saved = charge + (tax if target.order.prices_include_tax is False else 0)
    after = before - Amounts(0, 0, charge, saved, tax, tax)
    paid = sum(order.captured_minor - order.refunded_minor for order in orders)
    return MergePlan(
        before,
        after,
        paid,
        saved,
        min(saved, max(paid - after.total_minor, 0)),
        obstacles(target, sources),
        {orders[place].id for place in kept},
    )


def obstacles(target: Candidate, sources: Sequence[Candidate]) -> list[Obstacle]:
    """Why these orders cannot become one, order by order; nothing if they can."""
    found = [(target.order.id, one) for one in _alone(target)]
    for source in sources:
        found += [(source.order.id, one) for one in (*_alone(source), *_beside(target, source))]
    if sum(one.lines for one in (target, *sources)) > LINES_MAX:
        found.append((target.order.id, MergeObstacle.TOO_MANY_LINES))
    return found


def _alone(one: Candidate) -> list[MergeObstacle]:
    rules = [
        (ORDER.allows(one.order.status, OrderAction.MERGE), MergeObstacle.NOT_OPEN),
        (one.order.customer_id is not None, MergeObstacle.NO_CUSTOMER),
        (not one.is_begun, MergeObstacle.PICKING_STARTED),
        (not one.order.is_money_held, MergeObstacle.MONEY_HELD),
    ]
    return [obstacle for holds, obstacle in rules if not holds]


def _beside(target: Candidate, source: Candidate) -> list[MergeObstacle]:
    a, b = target.order, source.order
    rules = [
        (a.customer_id == b.customer_id, MergeObstacle.ANOTHER_CUSTOMER),
        (target.place == source.place, MergeObstacle.ANOTHER_ADDRESS),
        (a.currency == b.currency, MergeObstacle.ANOTHER_CURRENCY),
        (a.status is b.status, MergeObstacle.ANOTHER_STATUS),
        (a.prices_include_tax is b.prices_include_tax, MergeObstacle.ANOTHER_TAX),
    ]
    return [obstacle for holds, obstacle in rules if not holds]
