"""A shop beside a model of it: whatever is done in whatever order, both say the same."""

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.finance.capture_payment import capture_payment
from domain.finance.errors import PaymentExceedsBalance, RefundExceedsCaptured
from domain.finance.refund_payment import refund_payment
from domain.finance.states import PaymentMethod
from domain.inventory.adjust_stock import adjust_stock
from domain.inventory.errors import InsufficientStock
from domain.orders.errors import OrderNotPayable
from domain.orders.place_order import RESERVED_FOR, place_order
from domain.orders.states import CancelReason, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.sweep import sweep
from domain.shared import sql
from domain.shared.errors import DomainError, IdempotencyKeyReused, InvalidTransition
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.shop import Shop

T = TypeVar("T")
PRICE = 1250  # minor units, of every variant
VARIANTS = 2
MORE = 100  # what makes another request of one that was sent
SOME = st.integers(1, 6)
ANY = st.integers(0, 10**6)  # which of those there are


@dataclass
class Shelf:
    """What the model says of one variant."""

    on_hand: int = 0
    reserved: int = 0
    committed: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved - self.committed


@dataclass
class Paid:
    """What the model says of one payment."""

    captured: int
    refunded: int = 0


@dataclass
class Promise:
    """What the model says of one order."""

    units: Counter[int]
    expires: datetime
    status: OrderStatus = OrderStatus.PENDING
    payments: dict[UUID, Paid] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return PRICE * self.units.total()

    @property
    def captured(self) -> int:
        return sum(paid.captured for paid in self.payments.values())

    @property
    def refunded(self) -> int:
        return sum(paid.refunded for paid in self.payments.values())

    @property
    def due(self) -> int:
        """What is owed; below zero it is owed to the customer."""
        return (0 if self.status in ENDED else self.total) - self.captured + self.refunded


ENDED = {OrderStatus.CANCELED, OrderStatus.EXPIRED}
PAYABLE = {OrderStatus.PENDING, OrderStatus.CONFIRMED}


@dataclass(frozen=True)
class Sent:
    """Something that was done under a key: how to send it again, and what came of it."""

    again: Callable[[int], Coroutine[Any, Any, UUID]]  # with so much more in it than before
    result: UUID


class Trading(RuleBasedStateMachine):
    """One shop, two variants, any number of orders. `run` and `shop` are given by the test."""

    run: ClassVar[Callable[[Coroutine[Any, Any, Any]], Any]]
    shop: ClassVar[Shop]

    @initialize()
    def open(self) -> None:
        """Variants of its own, so that nothing of other examples is in the way."""
        self.ids: list[UUID] = [self.do(self.shop.variant()).id for _ in range(VARIANTS)]
        self.shelves = [Shelf() for _ in range(VARIANTS)]
        self.orders: dict[UUID, Promise] = {}
        self.sent: list[Sent] = []
        self.cart: Counter[int] = Counter()

    def do(self, verb: Coroutine[Any, Any, T]) -> T:
        """Do it in the shop, to the end."""
        found: T = type(self).run(verb)
        return found

    def refused(self, verb: Coroutine[Any, Any, Any], *reasons: type[DomainError]) -> None:
        """It must say no, for one of these reasons, and so has changed nothing."""
        with pytest.raises(reasons):
            self.do(verb)

    # What can be done.

    @rule(which=ANY, delta=st.integers(-4, 8).filter(bool))
    def count(self, which: int, delta: int) -> None:
        """Somebody counts a shelf and corrects what lies there."""
        place = which % VARIANTS
        shelf, key = self.shelves[place], str(new_id())

        async def adjust(more: int) -> UUID:
            level = await adjust_stock(
                self.shop.ctx,
                variant_id=self.ids[place],
                warehouse_id=self.shop.main.id,
                delta=delta + more,
                reason="counted",
                idempotency_key=key,
            )
            return level.id

        if shelf.available + delta < 0:
            self.refused(adjust(0), InsufficientStock)
            return
        self.sent.append(Sent(adjust, self.do(adjust(0))))
        shelf.on_hand += delta

    @rule(which=ANY, units=SOME)
    def put_in_the_cart(self, which: int, units: int) -> None:
        """The customer wants some more."""
        self.cart[which % VARIANTS] += units

    @precondition(lambda self: self.cart)
    @rule(which=ANY)
    def take_out_of_the_cart(self, which: int) -> None:
        """The customer has changed their mind."""
        self.cart.pop(which % VARIANTS, None)

    @precondition(lambda self: self.cart)
    @rule()
    def order(self) -> None:
        """All that is in the cart, or nothing."""
        cart, key = Counter(self.cart), str(new_id())
        self.cart.clear()

        async def place(more: int) -> UUID:
            lines = [(self.ids[place], units + more) for place, units in cart.items()]
            request = self.shop.request(*lines)
            return (await place_order(self.shop.ctx, request, idempotency_key=key)).id

        if any(units > self.shelves[place].available for place, units in cart.items()):
            self.refused(place(0), InsufficientStock)
            return
        placed = self.do(place(0))
        assert placed not in self.orders, "another key is another order"
        self.orders[placed] = Promise(cart, self.shop.now + RESERVED_FOR)
        self.sent.append(Sent(place, placed))
        for place_, units in cart.items():
            self.shelves[place_].reserved += units

    @precondition(lambda self: self.orders)
    @rule(which=ANY, amount=st.integers(1, 4 * PRICE))
    def pay(self, which: int, amount: int) -> None:
        """A part of what is owed, or too much."""
        order_id, order = self.pick(which)
        key = str(new_id())

        async def capture(more: int) -> UUID:
            payment = await capture_payment(
                self.shop.ctx,
                order_id,
                amount=Money(amount + more, "USD"),
                method=PaymentMethod.MANUAL,
                reference=f"slip {key}",
                idempotency_key=key,
            )
            return payment.id

        is_owed_again = order.status is OrderStatus.COMPLETED and order.due > 0
        if order.status not in PAYABLE and not is_owed_again:
            self.refused(capture(0), OrderNotPayable)
        elif amount > order.due:
            self.refused(capture(0), PaymentExceedsBalance)
        else:
            paid = self.do(capture(0))
            order.payments[paid] = Paid(amount)
            self.sent.append(Sent(capture, paid))

    @precondition(lambda self: any(order.payments for order in self.orders.values()))
    @rule(which=ANY, amount=st.integers(1, 2 * PRICE))
    def give_back(self, which: int, amount: int) -> None:
        """A part of a payment, or more than is left of it."""
        payments = {
            key: paid for order in self.orders.values() for key, paid in order.payments.items()
        }
        payment_id = [*payments][which % len(payments)]
        paid, key = payments[payment_id], str(new_id())

        async def refund(more: int) -> UUID:
            amount_ = Money(amount + more, "USD")
            ctx = self.shop.ctx
            return (await refund_payment(ctx, payment_id, amount=amount_, idempotency_key=key)).id

        if amount > paid.captured - paid.refunded:
            self.refused(refund(0), RefundExceedsCaptured)
        else:
            self.sent.append(Sent(refund, self.do(refund(0))))
            paid.refunded += amount

    @precondition(lambda self: self.orders)
    @rule(which=ANY)
    def confirm(self, which: int) -> None:
        """What was held for a while is the order's own."""
        order_id, order = self.pick(which)
        if order.status is not OrderStatus.PENDING:
            self.refused(confirm_order(self.shop.ctx, order_id), InvalidTransition)
            return
        self.do(confirm_order(self.shop.ctx, order_id))
        order.status = OrderStatus.CONFIRMED
        for place, units in order.units.items():
            self.shelves[place].reserved -= units
            self.shelves[place].committed += units

    @precondition(lambda self: self.orders)
    @rule(which=ANY)
    def cancel(self, which: int) -> None:
        """The units are free again, and all money goes back. Twice is as once."""
        order_id, order = self.pick(which)
        verb = cancel_order(self.shop.ctx, order_id, reason=CancelReason.OTHER)
        if order.status is OrderStatus.EXPIRED:
            self.refused(verb, InvalidTransition)
            return
        self.do(verb)
        self.end(order, OrderStatus.CANCELED)
        for paid in order.payments.values():
            paid.refunded = paid.captured

    @rule(minutes=st.sampled_from([1, 10, 31]))
    def time_passes(self, minutes: int) -> None:
        """Who has not paid anything in time has no order any more."""
        self.shop.later(minutes=minutes)
        while self.do(sweep(self.shop.as_system)).expired_orders:
            pass
        for order in self.orders.values():
            is_waiting = order.status is OrderStatus.PENDING and not order.captured
            if is_waiting and order.expires <= self.shop.now:
                self.end(order, OrderStatus.EXPIRED)

    @precondition(lambda self: self.sent)
    @rule(which=ANY)
    def send_again(self, which: int) -> None:
        """The answer was lost: the same under the same key is done once."""
        sent = self.sent[which % len(self.sent)]
        assert self.do(sent.again(0)) == sent.result

    @precondition(lambda self: self.sent)
    @rule(which=ANY)
    def use_a_key_for_something_else(self, which: int) -> None:
        """A key belongs to one request."""
        self.refused(self.sent[which % len(self.sent)].again(MORE), IdempotencyKeyReused)

    # What holds at any moment.

    @invariant()
    def units_are_conserved(self) -> None:
        """Levels, the ledger behind them and what is promised all say what the model says."""
        for row in self.do(sql.rows(LEVELS, self.ids)):
            place = self.ids.index(row["variant_id"])
            shelf = self.shelves[place]
            assert row["level"] == [shelf.on_hand, shelf.reserved, shelf.committed]
            assert row["ledger"] == row["level"]
            assert row["promised"] == [shelf.reserved, shelf.committed]

    @invariant()
    def money_sums_to_zero(self) -> None:
        """Orders, payments and the lines of their ledger say what the model says; none is lost."""
        rows = self.do(sql.rows(MONEY, [*self.orders]))
        assert len(rows) == len(self.orders), "no order that was acknowledged is lost"
        for row in rows:
            order = self.orders[row["id"]]
            sums = [order.captured, order.refunded]
            assert row["status"] == order.status.value
            assert row["total_minor"] == order.total
            assert [row["of_order"], row["of_payments"], row["of_lines"]] == [sums] * 3
            assert order.captured - order.refunded + order.due in {0, order.total}

    # How it is told.

    def pick(self, which: int) -> tuple[UUID, Promise]:
        """One of the orders."""
        order_id = [*self.orders][which % len(self.orders)]
        return order_id, self.orders[order_id]

    def end(self, order: Promise, status: OrderStatus) -> None:
        """What an order held is free."""
        for place, units in order.units.items():
            if order.status is OrderStatus.PENDING:
                self.shelves[place].reserved -= units
            if order.status is OrderStatus.CONFIRMED:
                self.shelves[place].committed -= units
        order.status = status


LEVELS = """
SELECT l.variant_id, ARRAY[l.on_hand, l.reserved, l.committed]::int[] AS level,
  (SELECT ARRAY[sum(m.on_hand_delta), sum(m.reserved_delta), sum(m.committed_delta)]::int[]
   FROM stock_movement m WHERE m.level_id = l.id) AS ledger,
  (SELECT ARRAY[coalesce(sum(r.quantity) FILTER (WHERE r.status = 'active'), 0),
                coalesce(sum(r.quantity) FILTER (WHERE r.status = 'committed'), 0)]::int[]
   FROM stock_reservation r WHERE r.level_id = l.id) AS promised
FROM inventory_level l WHERE l.variant_id = ANY($1::uuid[])
"""

MONEY = """
SELECT o.id, o.status, o.total_minor, ARRAY[o.captured_minor, o.refunded_minor]::int[] AS of_order,
  (SELECT ARRAY[coalesce(sum(p.captured_minor), 0), coalesce(sum(p.refunded_minor), 0)]::int[]
   FROM payment p WHERE p.order_id = o.id) AS of_payments,
  (SELECT ARRAY[coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'capture'), 0),
                coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'refund'), 0)]::int[]
   FROM payment p JOIN payment_transaction t ON t.payment_id = p.id
   WHERE p.order_id = o.id AND t.state = 'succeeded') AS of_lines
FROM sales_order o WHERE o.id = ANY($1::uuid[])
"""
