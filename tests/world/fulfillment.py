"""Work and parcels for tests: brought to every state by the verbs that lead there."""

from uuid import UUID

from domain.catalog.models import ProductVariant
from domain.finance.capture_payment import capture_payment
from domain.finance.models import Payment
from domain.finance.states import PaymentMethod
from domain.fulfillment.cancel_fulfillment import cancel_fulfillment
from domain.fulfillment.cancel_fulfillment_orders import cancel_fulfillment_orders
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.models import Carrier, Fulfillment, FulfillmentOrder
from domain.fulfillment.purchase_label import purchase_label
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.report_tracking import report_tracking
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.split_fulfillment_order import split_fulfillment_order
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import (
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
    TrackingStatus,
)
from domain.fulfillment.tracking import TrackingNews
from domain.inventory.backorders.states import SellingPolicy
from domain.orders.models import Order
from domain.orders.states import HoldReason
from domain.processes.confirm_order import confirm_order
from domain.processes.hold_order import hold_order
from domain.processes.report_shortage import report_shortage
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.world.orders import OrdersWorld


class FulfillmentWorld(OrdersWorld):
    """A carrier, warehouses at work, parcels on their way, money that came."""

    async def carrier(self, code: str = "swift") -> Carrier:
        carrier, _ = await Carrier.get_or_create(code=code, defaults={"name": code.title()})
        return carrier

    async def confirmed_order(self, *, units: int = 2, on_hand: int = 10) -> Order:
        """An order whose work has been given out."""
        return await confirm_order(self.ctx, (await self.order(units=units, on_hand=on_hand)).id)

    async def order_from_two_warehouses(self) -> Order:
        """A confirmed order of three units: two lie in one warehouse, one in another."""
        variant = await self.variant()
        await self.stock(variant, 2)
        await self.stock(variant, 1, warehouse=await self.warehouse("annex", priority=1))
        return await confirm_order(self.ctx, (await self.place((variant, 3))).id)

    async def parcel_of_one_of_two(
        self, first: ProductVariant, second: ProductVariant
    ) -> Fulfillment:
        """A parcel that has arrived, of one unit; one of the other waits to be picked."""
        order = await confirm_order(self.ctx, (await self.place((first, 1), (second, 1))).id)
        (work,) = await self.works_of(order)
        lines = await self.lines(order)
        _, waiting = await split_fulfillment_order(
            self.ctx, work.id, units={lines[1].id: 1}, idempotency_key=None
        )
        assert waiting.status is FulfillmentOrderStatus.OPEN
        return await self.hear(
            await self.send(await self.parcel_of(work)), TrackingStatus.DELIVERED
        )

    async def works_of(self, order: Order) -> list[FulfillmentOrder]:
        return await FulfillmentOrder.filter(order_id=order.id).order_by("created_at", "id")

    async def work(
        self, status: FulfillmentOrderStatus = FulfillmentOrderStatus.OPEN, *, units: int = 2
    ) -> FulfillmentOrder:
        """A warehouse's work in any state."""
        if status is FulfillmentOrderStatus.SCHEDULED:
            return await self.scheduled_work(units=units)
        order = await self.confirmed_order(units=units)
        (work,) = await self.works_of(order)
        match status:
            case FulfillmentOrderStatus.ON_HOLD:
                await hold_order(self.ctx, order.id, reason=HoldReason.FRAUD)
            case FulfillmentOrderStatus.IN_PROGRESS:
                await start_picking(self.ctx, work.id)
            case FulfillmentOrderStatus.INCOMPLETE:
                await start_picking(self.ctx, work.id)
                (line,) = await self.lines(order)
                await report_shortage(self.ctx, work.id, missing={line.id: 1}, idempotency_key=None)
            case FulfillmentOrderStatus.CLOSED:
                await self.parcel_of(work)
            case FulfillmentOrderStatus.CANCELED:
                await cancel_fulfillment_orders(self.ctx, order.id)
        await work.refresh_from_db()
        assert work.status is status
        return work

    async def scheduled_work(self, *, units: int = 2) -> FulfillmentOrder:
        """Work of a preorder whose goods lie there already; it is sent in a week."""
        variant = await self.stocked(10)
        await self.sold_beyond(variant, SellingPolicy.PREORDER)
        order = await confirm_order(self.ctx, (await self.place((variant, units))).id)
        (work,) = await self.works_of(order)
        return work

    async def pack(self, work: FulfillmentOrder) -> FulfillmentOrder:
        """Picked and packed."""
        await start_picking(self.ctx, work.id)
        await report_progress(self.ctx, work.id, progress=FulfillmentProgress.PICKED)
        return await report_progress(self.ctx, work.id, progress=FulfillmentProgress.PACKED)

    async def parcel_of(self, work: FulfillmentOrder) -> Fulfillment:
        """All of the work in one parcel."""
        return await create_fulfillment(self.ctx, (await self.pack(work)).id)

    async def parcel(
        self, status: FulfillmentStatus = FulfillmentStatus.PENDING, *, units: int = 2
    ) -> Fulfillment:
        """A parcel in any state."""
        parcel = await self.parcel_of(await self.work(units=units))
        match status:
            case FulfillmentStatus.LABEL_PURCHASED:
                parcel = await self.label(parcel)
            case FulfillmentStatus.SHIPPED:
                parcel = await self.send(parcel)
            case FulfillmentStatus.DELIVERED:
                parcel = await self.hear(await self.send(parcel), TrackingStatus.DELIVERED)
            case FulfillmentStatus.RETURNED:
                parcel = await self.hear(await self.send(parcel), TrackingStatus.RETURNED)
            case FulfillmentStatus.CANCELED:
                parcel = await cancel_fulfillment(self.ctx, parcel.id)
        assert parcel.status is status
        return parcel

    async def label(self, parcel: Fulfillment) -> Fulfillment:
        return await purchase_label(self.ctx, parcel.id, carrier_code=(await self.carrier()).code)

    async def send(self, parcel: Fulfillment) -> Fulfillment:
        """Labelled and handed over."""
        return await ship_fulfillment(self.ctx, (await self.label(parcel)).id)

    def news(
        self, status: TrackingStatus, *, substatus: str | None = None, location: str = "Hub"
    ) -> TrackingNews:
        """Something that happens to a parcel now."""
        return TrackingNews(
            status=status, substatus=substatus, occurred_at=self.now, location=location
        )

    async def hear(
        self, parcel: Fulfillment, status: TrackingStatus, *, substatus: str | None = None
    ) -> Fulfillment:
        """The carrier tells what happens to a parcel now."""
        return await self.tell(parcel, self.news(status, substatus=substatus))

    async def tell(self, parcel: Fulfillment, news: TrackingNews) -> Fulfillment:
        """The carrier tells something of a parcel."""
        carrier = await Carrier.get(id=parcel.carrier_id)
        assert parcel.waybill_number is not None
        return await report_tracking(
            self.ctx, carrier_code=carrier.code, waybill_number=parcel.waybill_number, news=news
        )

    async def capture(
        self, order_id: UUID, minor: int | None = None, *, reference: str | None = None
    ) -> Payment:
        """All that is owed for an order, or a part of it, in cash."""
        return await capture_payment(
            self.ctx,
            order_id,
            amount=None if minor is None else Money(minor, "USD"),
            method=PaymentMethod.MANUAL,
            reference=reference or f"receipt {new_id()}",
            idempotency_key=str(new_id()),
        )
