"""Goods that come back, for tests: brought to every state by the verbs that lead there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from domain.customers.models import Customer
from domain.finance.models import Payment
from domain.finance.refund_payment import refund_payment
from domain.finance.refunds.approve_refund import approve_refund
from domain.finance.refunds.cancel_refund import cancel_refund
from domain.finance.refunds.limits import Limits, limits, use_limits
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import ReturnRefundStatus
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.identity.scopes import Scope
from domain.inventory.models import Warehouse
from domain.orders.models import Order
from domain.processes.confirm_order import confirm_order
from domain.processes.inspect_return import inspect_return
from domain.returns.approve_return import approve_return
from domain.returns.cancel_return import cancel_return
from domain.returns.decline_return import decline_return
from domain.returns.inspect_return import Finding
from domain.returns.inspect_return import inspect_return as inspect_without_refund
from domain.returns.mark_sent import mark_sent
from domain.returns.models import Return, ReturnLine
from domain.returns.receive_return import receive_return
from domain.returns.request_return import request_return
from domain.returns.states import Disposition, ReturnReason, ReturnStatus
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.ids import new_id
from tests.world.fulfillment import FulfillmentWorld

Way = list[ReturnStatus]
# How each state is reached, step by step.
WAYS: Mapping[ReturnStatus, Way] = {
    ReturnStatus.REQUESTED: [],
    ReturnStatus.APPROVED: [ReturnStatus.APPROVED],
    ReturnStatus.DECLINED: [ReturnStatus.DECLINED],
    ReturnStatus.CANCELED: [ReturnStatus.CANCELED],
    ReturnStatus.IN_TRANSIT: [ReturnStatus.APPROVED, ReturnStatus.IN_TRANSIT],
    ReturnStatus.PARTIALLY_RECEIVED: [ReturnStatus.APPROVED, ReturnStatus.PARTIALLY_RECEIVED],
    ReturnStatus.RECEIVED: [ReturnStatus.APPROVED, ReturnStatus.RECEIVED],
    ReturnStatus.INSPECTED: [
        ReturnStatus.APPROVED,
        ReturnStatus.RECEIVED,
        ReturnStatus.INSPECTED,
    ],
    ReturnStatus.CLOSED: [ReturnStatus.APPROVED, ReturnStatus.RECEIVED, ReturnStatus.CLOSED],
}


@contextmanager
def limited(**chosen: object) -> Iterator[None]:
    """By these limits, for a while."""
    before = limits()
    use_limits(Limits(**chosen))  # type: ignore[arg-type]  # as they are named
    try:
        yield
    finally:
        use_limits(before)


class ReturnsWorld(FulfillmentWorld):
    """Delivered orders, and what comes back of them."""

    _clerk: Actor | None = None

    @property
    def clerk(self) -> Context:
        """A colleague who may do everything, and is not the administrator."""
        if self._clerk is None:
            self._clerk = Actor(ActorKind.STAFF, new_id(), "Cleo", frozenset(Scope))
        return Context(actor=self._clerk, now=self.now)

    async def delivered(
        self, *, units: int = 2, is_paid: bool = True, customer: Customer | None = None
    ) -> Order:
        """An order of so many units at 12.50, delivered and paid."""
        parcel = await self.parcel(FulfillmentStatus.DELIVERED, units=units)
        if is_paid:
            await self.capture(parcel.order_id)
        if customer is not None:
            await Order.filter(id=parcel.order_id).update(customer_id=customer.id)
        return await Order.get(id=parcel.order_id)

    async def delivered_of_two_lines(self) -> Order:
        """An order of two units of one thing and one of another, delivered and paid."""
        variants = [await self.variant(), await self.variant()]
        for variant in variants:
            await self.stock(variant, 10)
        order = await self.place((variants[0], 2), (variants[1], 1))
        return await self.bring(order)

    async def bring(self, order: Order) -> Order:
        """Confirmed, packed, sent, arrived and paid."""
        return await self.bring_confirmed(await confirm_order(self.ctx, order.id))

    async def bring_confirmed(self, order: Order) -> Order:
        """Packed, sent, arrived and paid."""
        for work in await self.works_of(order):
            await self.hear(await self.send(await self.parcel_of(work)), TrackingStatus.DELIVERED)
        if order.balance_due_minor:
            await self.capture(order.id)
        return await Order.get(id=order.id)

    async def agree(self, row: Return) -> Return:
        return await approve_return(self.clerk, row.id)

    async def ask_back(
        self,
        order: Order,
        units: int | Mapping[UUID, int] | None = None,
        *,
        ctx: Context | None = None,
        reason: ReturnReason = ReturnReason.DEFECTIVE,
        key: str | None = None,
    ) -> Return:
        """Ask to send units of each line back, or all that was delivered."""
        if not isinstance(units, Mapping):
            lines = await self.lines(order)
            units = {line.id: units or line.delivered for line in lines}
        return await request_return(
            ctx or self.clerk,
            order.id,
            quantities=units,
            reason=reason,
            idempotency_key=key or str(new_id()),
        )

    async def count_goods(
        self, row: Return, units: int | Mapping[UUID, int] | None = None, *, is_last: bool = False
    ) -> Return:
        """Count units of each line in the main warehouse, or all that were announced."""
        return await self.count_in(self.main, row, units, is_last=is_last)

    async def count_in(
        self,
        warehouse: Warehouse,
        row: Return,
        units: int | Mapping[UUID, int] | None = None,
        *,
        is_last: bool = False,
        ctx: Context | None = None,
        key: str | None = None,
    ) -> Return:
        """The same in any warehouse."""
        if not isinstance(units, Mapping):
            lines = await self.lines_back(row)
            units = {line.order_line_id: units or line.quantity for line in lines}
        return await receive_return(
            ctx or self.clerk,
            row.id,
            warehouse_id=warehouse.id,
            quantities=units,
            is_last=is_last,
            idempotency_key=key or str(new_id()),
        )

    async def lines_back(self, row: Return) -> list[ReturnLine]:
        return await ReturnLine.filter(parent_id=row.id).order_by("order_line__position")

    async def findings(
        self, row: Return, disposition: Disposition = Disposition.RESTOCK
    ) -> list[Finding]:
        """The same of every unit that came."""
        return [
            Finding(line.order_line_id, disposition, line.received)
            for line in await self.lines_back(row)
            if line.received
        ]

    async def look_at(
        self,
        row: Return,
        disposition: Disposition = Disposition.RESTOCK,
        *,
        ctx: Context | None = None,
    ) -> Return:
        """Inspect all that came, and what follows."""
        findings = await self.findings(row, disposition)
        return await inspect_return(ctx or self.clerk, row.id, findings=findings)

    async def back(
        self,
        status: ReturnStatus = ReturnStatus.REQUESTED,
        *,
        order: Order | None = None,
        units: int = 2,
    ) -> Return:
        """A return of a delivered order in any state; of two units, if nothing else is said."""
        row = await self.ask_back(order or await self.delivered(units=units))
        for step in WAYS[status]:
            row = await self._step(row, step)
        assert row.status is status
        return row

    async def _step(self, row: Return, step: ReturnStatus) -> Return:
        match step:
            case ReturnStatus.APPROVED:
                return await self.agree(row)
            case ReturnStatus.DECLINED:
                return await decline_return(self.clerk, row.id, answer="It was worn.")
            case ReturnStatus.CANCELED:
                return await cancel_return(self.clerk, row.id)
            case ReturnStatus.IN_TRANSIT:
                return await mark_sent(self.clerk, row.id)
            case ReturnStatus.PARTIALLY_RECEIVED:
                return await self.count_goods(row, 1)
            case ReturnStatus.RECEIVED:
                return await self.count_goods(row)
            case ReturnStatus.INSPECTED:
                findings = await self.findings(row)
                return await inspect_without_refund(self.clerk, row.id, findings=findings)
            case _:
                return await self.look_at(row)

    async def return_refund(
        self, status: ReturnRefundStatus = ReturnRefundStatus.PENDING
    ) -> ReturnRefund:
        """The refund of a return in any state; it waits for approval if nothing else is said."""
        received = await self.back(ReturnStatus.RECEIVED)
        with limited(approval_above={"USD": 100}):
            await self.look_at(received)
        refund = await ReturnRefund.get(parent_id=received.id)
        match status:
            case ReturnRefundStatus.PROCESSING:
                # Where it rests while a gateway thinks it over; this order was paid by hand.
                await ReturnRefund.filter(id=refund.id).update(status=status)
            case ReturnRefundStatus.SUCCEEDED:
                await approve_refund(self.ctx, refund.id)
            case ReturnRefundStatus.FAILED:
                await self.give_all_back(received.order_id)
                await approve_refund(self.ctx, refund.id)
            case ReturnRefundStatus.CANCELED:
                await cancel_refund(self.ctx, refund.id)
        await refund.refresh_from_db()
        assert refund.status is status
        return refund

    async def give_all_back(self, order_id: UUID) -> None:
        """By hand, beside all returns."""
        payment = await Payment.get(order_id=order_id)
        await refund_payment(self.clerk, payment.id, idempotency_key=str(new_id()))
