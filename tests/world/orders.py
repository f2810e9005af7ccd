"""Orders for tests: placed by the verbs, for nothing else keeps stock and order together."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.channels.models import SalesChannel
from domain.customers.models import Customer
from domain.inventory.models import StockReservation
from domain.inventory.ship_reserved import ship_reserved
from domain.inventory.states import ReservationStatus
from domain.orders.cancel_order import cancel_order
from domain.orders.confirm_order import confirm_order
from domain.orders.expire_orders import expire_orders
from domain.orders.hold_order import hold_order
from domain.orders.models import Order, OrderLine
from domain.orders.place_order import LineRequest, PlaceOrder, place_order
from domain.orders.record_payment import record_payment
from domain.orders.record_progress import record_progress
from domain.orders.request import ShippingAddress
from domain.orders.snapshots import sealed_snapshot
from domain.orders.states import CancelReason, HoldReason, OrderStatus
from domain.processes.merge_orders import merge_orders
from domain.shared.context import Context
from domain.shared.ids import new_id
from tests.world.catalog import CatalogWorld
from tests.world.customers import CustomersWorld
from tests.world.inventory import InventoryWorld


class OrdersWorld(CatalogWorld, CustomersWorld, InventoryWorld):
    """A channel, and orders in every state."""

    web: SalesChannel
    ctx: Context

    async def channel(self, code: str = "web", *, currency: str = "USD") -> SalesChannel:
        return await SalesChannel.create(
            code=code, name=code.title(), currency=currency, created_at=self.now
        )

    def request(
        self,
        *lines: tuple[ProductVariant | UUID, int],
        currency: str = "USD",
        customer_id: UUID | None = None,
        external_id: str | None = None,
        coupons: tuple[str, ...] = (),
    ) -> PlaceOrder:
        """What a buyer sends: variants and how many of each."""
        return PlaceOrder(
            channel=self.web.code,
            currency=currency,
            lines=[
                LineRequest(what.id if isinstance(what, ProductVariant) else what, units)
                for what, units in lines
            ],
            customer_id=customer_id,
            external_id=external_id,
            coupon_codes=coupons,
        )

    async def place(
        self,
        *lines: tuple[ProductVariant, int],
        ctx: Context | None = None,
        key: str | None = None,
        customer: Customer | None = None,
        coupons: tuple[str, ...] = (),
    ) -> Order:
        """Place an order by the verb."""
        request = self.request(*lines, customer_id=customer and customer.id, coupons=coupons)
        return await place_order(ctx or self.ctx, request, idempotency_key=key)

    async def order(
        self, status: OrderStatus = OrderStatus.PENDING, *, units: int = 2, on_hand: int = 10
    ) -> Order:
        """An order of a variant of its own, brought to a state by the verbs that lead there."""
        variant = await self.variant()
        await self.stock(variant, on_hand)
        order = await self.place((variant, units))
        match status:
            case OrderStatus.CONFIRMED:
                order, _ = await confirm_order(self.ctx, order.id)
            case OrderStatus.ON_HOLD:
                order = await hold_order(self.ctx, order.id, reason=HoldReason.FRAUD)
            case OrderStatus.CANCELED:
                order = await cancel_order(self.ctx, order.id, reason=CancelReason.OTHER)
            case OrderStatus.EXPIRED:
                await expire_orders(self.ctx.at(order.expires_at or self.now))
                order = await Order.get(id=order.id)
            case OrderStatus.MERGED:
                order = await self.merged(order)
            case OrderStatus.COMPLETED:
                await confirm_order(self.ctx, order.id)
                await self.ship(order)
                await self.deliver(order)
                order = await self.pay(order)
        assert order.status is status
        return order

    async def merged(self, order: Order) -> Order:
        """The same, after another order of the same customer took it in."""
        other = await self.place((await self.stocked(), 1), customer=await self.customer())
        await Order.filter(id=order.id).update(customer_id=other.customer_id)
        for one in (order, other):
            await confirm_order(self.ctx, one.id)
        await merge_orders(self.ctx, other.id, {order.id: None}, idempotency_key=None)
        return await Order.get(id=order.id)

    async def stocked(self, units: int = 10, *, price_minor: int = 1250) -> ProductVariant:
        """A variant of which there is some."""
        variant = await self.variant(price_minor=price_minor)
        await self.stock(variant, units)
        return variant

    async def send_to(self, *orders: Order, line1: str = "2 Low Street") -> None:
        """Somewhere."""
        address = ShippingAddress(recipient="Olga", line1=line1, city="York", country="GB")
        for order in orders:
            sealed = sealed_snapshot(order.id, address.snapshot())
            await Order.filter(id=order.id).update(shipping_address=sealed)

    async def pay(self, order: Order) -> Order:
        """All that is owed, captured."""
        return await record_payment(self.ctx, order.id, captured_minor=order.balance_due_minor)

    async def ship(self, order: Order) -> Order:
        """Everything packed and gone, without the parcels' own rows."""
        parcel = new_id()
        units = {line.id: line.quantity for line in await self.lines(order)}
        async with in_transaction():
            await record_progress(
                self.ctx, order.id, fulfillment_id=parcel, fulfilled=units, shipped=units
            )
            await ship_reserved(
                self.ctx,
                order_id=order.id,
                fulfillment_id=parcel,
                warehouse_id=self.main.id,
                quantities=units,
            )
        return await Order.get(id=order.id)

    async def deliver(self, order: Order) -> Order:
        """Everything arrived."""
        units = {line.id: line.quantity for line in await self.lines(order)}
        return await record_progress(self.ctx, order.id, fulfillment_id=new_id(), delivered=units)

    async def lines(self, order: Order) -> list[OrderLine]:
        return await OrderLine.filter(order_id=order.id).order_by("position")

    async def units_held_for(self, order: Order) -> int:
        """Units that are promised to an order, for a while or for good."""
        held = {ReservationStatus.ACTIVE, ReservationStatus.COMMITTED}
        reservations = await StockReservation.filter(order_id=order.id, status__in=list(held))
        return sum(reservation.quantity for reservation in reservations)
