"""Orders that are split, merged, taken apart and given up, in any order: nothing is lost.

What a customer ordered in the beginning is what there is in the end, in however many orders: units,
amounts, what promotions took off, money, and what lies set apart on the shelves.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.catalog.bundles.set_components import Component, set_components
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.split_fulfillment_order import split_fulfillment_order
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.inventory.models import Warehouse
from domain.orders.editing.changes import (
    AddDiscount,
    AddLine,
    EditChange,
    SetQuantity,
    SetShipping,
)
from domain.orders.editing.stage import abandon_edit, begin_edit, change_edit
from domain.orders.models import Order, OrderTaxLine
from domain.orders.states import CancelReason, OrderStatus
from domain.orders.taxing import tax_line
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.edit_order import commit_edit, preview_edit
from domain.processes.merge_orders import merge_orders, preview_merge
from domain.processes.split_order import preview_split, split_order
from domain.processes.unmerge_order import unmerge_order
from domain.shared import sql
from domain.shared.errors import DomainError
from domain.shared.ids import new_id
from domain.taxes.arithmetic import Rate, taxes_of
from tests.shop import Shop

T = TypeVar("T")
AMOUNTS = ("subtotal", "discount", "shipping", "total", "tax", "shipping_tax")
CHARGE = """
UPDATE sales_order SET shipping_minor = $2, shipping_tax_minor = $3, tax_minor = tax_minor + $3,
    total_minor = total_minor + $2 + $4
WHERE id = $1 AND merge_id IS NULL AND NOT EXISTS (
    SELECT FROM order_merge WHERE target_id = $1 AND undone_at IS NULL)
RETURNING id
"""
PRICES = (999, 1, 3333)  # minor units; the last is a bundle
OPEN = (OrderStatus.PENDING, OrderStatus.CONFIRMED)
ANY = st.integers(0, 10**6)  # which of those there are
SOME = st.integers(1, 5)  # units
CART = st.lists(st.tuples(st.integers(0, 2), SOME), min_size=1, max_size=3)  # of the goods


class Conserving(RuleBasedStateMachine):
    """One customer with any number of orders. `run` and `shop` are given by the test."""

    run: ClassVar[Callable[[Coroutine[Any, Any, Any]], Any]]
    shop: ClassVar[Shop]

    @initialize(
        carts=st.lists(CART, min_size=2, max_size=2),
        parts=st.lists(st.integers(0, 20_000), min_size=2, max_size=2),
        are_confirmed=st.booleans(),
    )
    def open(
        self, carts: Sequence[Sequence[tuple[int, int]]], parts: Sequence[int], are_confirmed: bool
    ) -> None:
        """A customer and goods of their own, in two warehouses: plain ones and a box of both. Two
        orders to begin with, which were paid in part, and perhaps were confirmed.
        """
        self.placed: Counter[str] = Counter()  # what was ordered and paid, all orders together
        self.orders: set[UUID] = set()
        self.do(self._open())
        for cart, minor in zip(carts, parts, strict=True):
            order = self.bought(cart)
            if due := min(minor, order.total_minor):
                self.paid(order, due)
            if are_confirmed:
                self.do(confirm_order(self.shop.ctx, order.id))

    async def _open(self) -> None:
        shop = self.shop
        self.customer = await shop.customer()
        annex = await Warehouse.get(code="annex")
        self.goods = [await shop.variant(price_minor=price) for price in PRICES]
        cup, tea, box = self.goods
        await set_components(shop.ctx, box.id, [Component(cup.id, 2), Component(tea.id, 1)])
        for one in (cup, tea):
            await shop.adjust(one, 40)
            await shop.adjust(one, 400, warehouse=annex)

    def do(self, verb: Awaitable[T]) -> T:
        """Do it in the shop, to the end."""
        found: T = type(self).run(_awaited(verb))
        return found

    def tried(self, verb: Awaitable[T]) -> T | None:
        """Do it, if it is not refused: a refusal has changed nothing."""
        try:
            return self.do(verb)
        except DomainError:
            return None

    # What can be done.

    @rule(cart=CART)
    def order(self, cart: Sequence[tuple[int, int]]) -> None:
        """With whatever promotions are in force."""
        self.bought(cart)

    def bought(self, cart: Sequence[tuple[int, int]]) -> Order:
        """An order is placed."""
        lines = [(self.goods[which], units) for which, units in cart]
        order = self.do(self.shop.place(*lines, customer=self.customer))
        self.orders.add(order.id)
        self.placed["units"] += sum(units for _, units in cart)
        for name in AMOUNTS:
            self.placed[name] += getattr(order, f"{name}_minor")
        for line in self.do(OrderTaxLine.filter(order_id=order.id)):
            self.placed[f"goods_{line.name}"] += line.tax_minor
            self.placed["goods_net"] += line.base_minor
        return order

    @precondition(lambda self: self.orders)
    @rule(which=ANY, minor=st.integers(1, 2000))
    def charge_for_shipping(self, which: int, minor: int) -> None:
        """What sending it costs, before anything is paid, with the tax of that."""
        order = self.pick(which)
        if order.status not in OPEN or order.captured_minor or order.shipping_minor:
            return
        rates = [Rate("District", 14_990), Rate("State", 72_511)]
        is_included = bool(order.prices_include_tax)
        taxes = taxes_of(minor, rates, is_included=is_included)
        tax = sum(line.tax_minor for line in taxes)
        charged = self.do(sql.rows(CHARGE, order.id, minor, tax, 0 if is_included else tax))
        if charged:
            self.do(OrderTaxLine.bulk_create(tax_line(order.id, None, line) for line in taxes))
            after = self.do(Order.get(id=order.id))
            self.changed([order], [after])

    @precondition(lambda self: self.orders)
    @rule(which=ANY, minor=st.integers(1, 20_000))
    def pay(self, which: int, minor: int) -> None:
        """A part of what is owed, or all."""
        order = self.pick(which)
        if order.status in OPEN and (due := min(minor, order.balance_due_minor)) > 0:
            self.paid(order, due)

    def paid(self, order: Order, minor: int) -> None:
        """Money comes, no more than is owed."""
        self.do(self.shop.capture(order.id, minor))
        self.placed["captured"] += minor

    @precondition(lambda self: self.orders)
    @rule(which=ANY)
    def confirm(self, which: int) -> None:
        """The warehouses get their work."""
        self.tried(confirm_order(self.shop.ctx, self.pick(which).id))

    @precondition(lambda self: self.orders)
    @rule(which=ANY, take=st.lists(st.tuples(ANY, SOME), min_size=1, max_size=3))
    def split(self, which: int, take: Sequence[tuple[int, int]]) -> None:
        """Some units of some lines, if they are free; the preview says what comes of it."""
        order = self.pick(which, OrderStatus.CONFIRMED)
        lines = self.do(self.shop.lines(order))
        if not lines:
            return
        units: Counter[UUID] = Counter()
        for line, more in take:
            one = lines[line % len(lines)]
            units[one.id] = min(one.quantity, units[one.id] + more)
        seen = self.tried(preview_split(self.shop.ctx, order.id, units=units))
        made = self.tried(
            split_order(self.shop.ctx, order.id, units=units, idempotency_key=str(new_id()))
        )
        assert (seen is None) == (made is None)
        if seen is None or made is None:
            return
        _, plan = seen
        self.orders.add(made.sibling.id)
        self.did("split")
        assert made.sibling.total_minor == plan.leaves.total_minor
        assert made.order.total_minor == plan.stays.total_minor
        assert made.sibling.captured_minor == plan.paid_minor
        if order.balance_due_minor == 0:
            assert made.order.balance_due_minor == made.sibling.balance_due_minor == 0

    @precondition(lambda self: len(self.orders) > 1)
    @rule(into=ANY, sources=st.lists(ANY, min_size=1, max_size=2))
    def merge(self, into: int, sources: Sequence[int]) -> None:
        """One takes others in, if nothing is in the way; the preview says what."""
        target = self.pick(into, *OPEN)
        one = target.id
        others = {self.pick(which, target.status).id for which in sources} - {one}
        if not others:
            return
        _, plan = self.do(preview_merge(self.shop.ctx, one, others))
        made = self.tried(
            merge_orders(self.shop.ctx, one, dict.fromkeys(others), idempotency_key=str(new_id()))
        )
        assert bool(plan.obstacles) == (made is None)
        if made is None:
            return
        self.did("merge")
        assert made.order.total_minor == plan.after.total_minor
        assert all(source.status is OrderStatus.MERGED for source in made.sources)
        for name in AMOUNTS:
            saved = getattr(plan.before, f"{name}_minor") - getattr(plan.after, f"{name}_minor")
            self.placed[name] -= saved
            if name == "total":
                assert saved == plan.shipping_saved_minor
        self.placed["refunded"] += plan.refund_minor

    @precondition(lambda self: self.orders)
    @rule(
        which=ANY,
        set_to=st.lists(st.tuples(ANY, st.integers(0, 6)), max_size=2),
        add=st.lists(st.tuples(st.integers(0, 2), SOME), max_size=1),
        shipping=st.none() | st.integers(0, 2000),
        off=st.none() | st.integers(1, 500),
    )
    def edit(
        self,
        which: int,
        set_to: Sequence[tuple[int, int]],
        add: Sequence[tuple[int, int]],
        shipping: int | None,
        off: int | None,
    ) -> None:
        """Units and amounts change by what the edit states, and what was captured stays."""
        order = self.pick(which, *OPEN)
        lines = self.do(self.shop.lines(order))
        changes: list[EditChange] = [
            SetQuantity(lines[line % len(lines)].id, units) for line, units in set_to if lines
        ]
        changes += [AddLine(self.goods[what].id, units) for what, units in add]
        changes += [] if shipping is None else [SetShipping(shipping)]
        changes += [] if off is None else [AddDiscount("goodwill", off)]
        if not changes or order.status not in OPEN:
            return
        edit = self.do(begin_edit(self.shop.ctx, order.id))
        self.do(change_edit(self.shop.ctx, edit.id, changes))
        _, plan = self.do(preview_edit(self.shop.ctx, edit.id))
        made = self.tried(commit_edit(self.shop.ctx, edit.id))
        assert bool(plan.problems) == (made is None)
        if made is None:
            self.do(abandon_edit(self.shop.ctx, edit.id))
            return
        self.did("edit")
        more = plan.after - plan.before
        assert made.order.total_minor == plan.after.total_minor
        assert made.order.captured_minor == order.captured_minor
        assert made.order.refunded_minor == order.refunded_minor + plan.refund_minor
        self.placed["units"] += plan.units_added - plan.units_removed
        for name in AMOUNTS:
            self.placed[name] += getattr(more, f"{name}_minor")
        for line in plan.lines:
            for sign, taxes in ((1, line.taxes), (-1, line.taxes_before)):
                for tax in taxes:
                    self.placed[f"goods_{tax.name}"] += sign * tax.tax_minor
                    self.placed["goods_net"] += sign * tax.base_minor
        self.placed["refunded"] += plan.refund_minor

    @precondition(lambda self: self.orders)
    @rule(which=ANY)
    def unmerge(self, which: int) -> None:
        """All that went by the same act come back, if nothing has happened since."""
        merged = [order for order in self.all() if order.status is OrderStatus.MERGED]
        if not merged:
            return
        order, before = merged[which % len(merged)], self.all()
        made = self.tried(unmerge_order(self.shop.ctx, order.id, idempotency_key=str(new_id())))
        if made is not None:
            self.did("unmerge")
            assert all(source.status is made.order.status for source in made.sources)
            goods = [sum(one.subtotal_minor for one in all) for all in (before, self.all())]
            assert goods[0] == goods[1], "only shipping that was saved is owed again"
            self.changed(before, self.all())

    @precondition(lambda self: self.orders)
    @rule(which=ANY, sure=st.integers(0, 3))
    def cancel(self, which: int, sure: int) -> None:
        """The units are free again, and all money goes back. Not too often, or nothing is left."""
        order = self.pick(which)
        if not sure and self.tried(
            cancel_order(self.shop.ctx, order.id, reason=CancelReason.OTHER)
        ):
            self.did("cancel")
            after = self.do(Order.get(id=order.id))
            self.placed["refunded"] += after.refunded_minor - order.refunded_minor

    @precondition(lambda self: self.orders)
    @rule(which=ANY, units=SOME)
    def split_the_work(self, which: int, units: int) -> None:
        """Two pairs of hands instead of one."""
        for work in self.do(self.works(self.pick(which).id)):
            (line, *_) = self.do(FulfillmentOrderLine.filter(fulfillment_order_id=work.id))
            self.tried(
                split_fulfillment_order(
                    self.shop.ctx,
                    work.id,
                    units={line.order_line_id: units},
                    idempotency_key=str(new_id()),
                )
            )

    @precondition(lambda self: self.orders)
    @rule(which=ANY)
    def begin_to_pick(self, which: int) -> None:
        """From here on, what is picked stays where it is."""
        for work in self.do(self.works(self.pick(which).id))[:1]:
            self.do(start_picking(self.shop.ctx, work.id))

    # What holds at any moment.

    @invariant()
    def nothing_is_lost(self) -> None:
        """All orders together: units, amounts and money are what was ordered and paid."""
        if not self.orders:
            return
        (row,) = self.do(sql.rows(SUMS, [*self.orders]))
        assert row == {name: self.placed[name] for name in row}

    @invariant()
    def every_order_adds_up(self) -> None:
        """Amounts are those of the lines; what promotions took off is what was taken off."""
        for row in self.do(sql.rows(EACH, [*self.orders])):
            on_top = 0 if row["is_included"] else row["tax"]
            assert row["total"] == row["subtotal"] - row["discount"] + row["shipping"] + on_top
            assert row["tax"] == row["tax_of_lines"] + row["shipping_tax"] == row["of_taxes"]
            assert row["shipping_tax"] == row["of_shipping_taxes"]
            assert row["odd_taxes"] == 0, "the taxes of a line are its own, and its net is theirs"
            assert [row["subtotal"], row["discount"]] == row["of_lines"]
            assert row["discount"] >= row["of_uses"] == row["of_shares"], "the rest is of staff"
            assert row["lowest"] >= 0, "no line costs less than nothing"
            assert row["paid"] == row["of_payments"] == row["of_ledger"]

    @invariant()
    def no_unit_is_promised_twice(self) -> None:
        """What is set apart, and what the warehouses are to pick, is what the lines say."""
        for row in self.do(sql.rows(UNITS, [*self.orders])):
            if row["status"] == OrderStatus.PENDING:
                assert (row["held"], row["work"]) == (row["units"], 0)
            elif row["status"] == OrderStatus.CONFIRMED:
                assert row["held"] == row["work"] == row["allocated"] == row["units"]
            else:
                assert (row["held"], row["work"]) == (0, 0)
        for row in self.do(sql.rows(SHELVES, [one.id for one in self.goods])):
            assert row["level"] == row["promised"]

    # How it is told.

    def did(self, what: str) -> None:
        """Something was done, and not refused: for whoever counts."""

    def all(self) -> list[Order]:
        """Every order, as it is now."""
        return self.do(_in_order(self.orders))

    def changed(self, before: Sequence[Order], after: Sequence[Order]) -> None:
        """All orders together come to something else from now on."""
        for name in AMOUNTS:
            column = f"{name}_minor"
            self.placed[name] += sum(getattr(order, column) for order in after)
            self.placed[name] -= sum(getattr(order, column) for order in before)

    def pick(self, which: int, *wanted: OrderStatus) -> Order:
        """One of the orders; of those that stand so, if there are any."""
        orders = self.all()
        orders = [order for order in orders if order.status in wanted] or orders
        return orders[which % len(orders)]

    async def works(self, order_id: UUID) -> list[FulfillmentOrder]:
        found = FulfillmentOrder.filter(order_id=order_id, status=FulfillmentOrderStatus.OPEN)
        return await found.order_by("id")


async def _awaited(verb: Awaitable[T]) -> T:
    return await verb


async def _in_order(ids: set[UUID]) -> list[Order]:
    return await Order.filter(id__in=list(ids)).order_by("id")


SUMS = """
SELECT sum(o.subtotal_minor)::bigint AS subtotal, sum(o.discount_minor)::bigint AS discount,
    sum(o.shipping_minor)::bigint AS shipping, sum(o.total_minor)::bigint AS total,
    sum(o.captured_minor)::bigint AS captured, sum(o.refunded_minor)::bigint AS refunded,
    sum(o.tax_minor)::bigint AS tax, sum(o.shipping_tax_minor)::bigint AS shipping_tax,
    (SELECT sum(quantity) FROM order_line WHERE order_id = ANY($1::uuid[]))::bigint AS units,
    (SELECT sum(tax_minor) FROM order_tax_line WHERE order_id = ANY($1::uuid[])
        AND order_line_id IS NOT NULL AND name = 'State')::bigint AS "goods_State",
    (SELECT sum(tax_minor) FROM order_tax_line WHERE order_id = ANY($1::uuid[])
        AND order_line_id IS NOT NULL AND name = 'District')::bigint AS "goods_District",
    (SELECT sum(base_minor) FROM order_tax_line WHERE order_id = ANY($1::uuid[])
        AND order_line_id IS NOT NULL)::bigint AS goods_net
FROM sales_order o WHERE o.id = ANY($1::uuid[])
"""

EACH = """
SELECT o.subtotal_minor AS subtotal, o.discount_minor AS discount, o.shipping_minor AS shipping,
    o.total_minor AS total, o.prices_include_tax AS is_included, o.tax_minor AS tax,
    o.shipping_tax_minor AS shipping_tax,
    (SELECT coalesce(sum(l.tax_minor), 0)::bigint FROM order_line l WHERE l.order_id = o.id)
        AS tax_of_lines,
    (SELECT coalesce(sum(t.tax_minor), 0)::bigint FROM order_tax_line t WHERE t.order_id = o.id)
        AS of_taxes,
    (SELECT coalesce(sum(t.tax_minor), 0)::bigint FROM order_tax_line t
        WHERE t.order_id = o.id AND t.order_line_id IS NULL) AS of_shipping_taxes,
    (SELECT count(*) FROM order_line l WHERE l.order_id = o.id AND (
        l.tax_minor <> (SELECT coalesce(sum(t.tax_minor), 0) FROM order_tax_line t
            WHERE t.order_line_id = l.id AND t.order_id = l.order_id)
        OR EXISTS (SELECT FROM order_tax_line t WHERE t.order_line_id = l.id AND t.base_minor <>
            l.total_minor - CASE WHEN o.prices_include_tax THEN l.tax_minor ELSE 0 END)))
        AS odd_taxes,
    ARRAY[o.captured_minor, o.refunded_minor]::bigint[] AS paid,
    (SELECT ARRAY[coalesce(sum(l.unit_price_minor * l.quantity), 0),
            coalesce(sum(l.discount_minor), 0)]::bigint[]
        FROM order_line l WHERE l.order_id = o.id) AS of_lines,
    (SELECT coalesce(min(least(l.total_minor,
            l.unit_price_minor * l.quantity - l.discount_minor)), 0)
        FROM order_line l WHERE l.order_id = o.id) AS lowest,
    (SELECT coalesce(sum(u.discount_minor), 0)::bigint
        FROM promotion_use u WHERE u.order_id = o.id) AS of_uses,
    (SELECT coalesce(sum((share ->> 2)::bigint), 0)::bigint
        FROM promotion_use u, jsonb_array_elements(u.lines) share
        JOIN order_line l ON l.id = (share ->> 1)::uuid AND l.position = (share ->> 0)::int
        WHERE u.order_id = o.id AND l.order_id = o.id) AS of_shares,
    (SELECT ARRAY[coalesce(sum(p.captured_minor), 0), coalesce(sum(p.refunded_minor), 0)]::bigint[]
        FROM payment p WHERE p.order_id = o.id) AS of_payments,
    (SELECT ARRAY[
            coalesce(sum(CASE t.type WHEN 'transfer_out' THEN -t.amount_minor ELSE t.amount_minor
                END) FILTER (WHERE t.type <> 'refund'), 0),
            coalesce(sum(t.amount_minor) FILTER (WHERE t.type = 'refund'), 0)]::bigint[]
        FROM payment p JOIN payment_transaction t ON t.payment_id = p.id
        WHERE p.order_id = o.id AND t.state = 'succeeded') AS of_ledger
FROM sales_order o WHERE o.id = ANY($1::uuid[])
"""

# Of a bundle each component is set apart: as many bundles as there are units of each.
UNITS = """
SELECT o.status,
    (SELECT coalesce(sum(l.quantity - l.canceled), 0) FROM order_line l WHERE l.order_id = o.id)
        AS units,
    (SELECT coalesce(sum(l.allocated), 0) FROM order_line l WHERE l.order_id = o.id) AS allocated,
    (SELECT coalesce(sum(line.held), 0) FROM (
        SELECT sum(r.quantity / r.units_each) / count(DISTINCT level.variant_id) AS held
        FROM stock_reservation r JOIN inventory_level level ON level.id = r.level_id
        JOIN order_line l ON l.id = r.order_line_id AND l.order_id = o.id
        WHERE r.order_id = o.id AND r.status IN ('active', 'committed') GROUP BY l.id) line)
        AS held,
    (SELECT coalesce(sum(w.quantity), 0) FROM fulfillment_order f
        JOIN fulfillment_order_line w ON w.fulfillment_order_id = f.id
        JOIN order_line l ON l.id = w.order_line_id AND l.order_id = o.id
        WHERE f.order_id = o.id AND f.status IN ('open', 'in_progress')) AS work
FROM sales_order o WHERE o.id = ANY($1::uuid[])
"""

SHELVES = """
SELECT ARRAY[l.reserved, l.committed]::int[] AS level,
    (SELECT ARRAY[coalesce(sum(r.quantity) FILTER (WHERE r.status = 'active'), 0),
            coalesce(sum(r.quantity) FILTER (WHERE r.status = 'committed'), 0)]::int[]
        FROM stock_reservation r WHERE r.level_id = l.id) AS promised
FROM inventory_level l WHERE l.variant_id = ANY($1::uuid[])
"""
