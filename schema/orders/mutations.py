"""Changing orders."""

import strawberry

from domain.fulfillment.errors import PickingAlreadyStarted
from domain.inventory.errors import InsufficientStock
from domain.orders.errors import HeldForExchange, OrderAlreadyShipped
from domain.orders.place_order import place_order
from domain.orders.states import CancelReason, HoldReason
from domain.processes import cancel_order as cancelling
from domain.processes import confirm_order as confirming
from domain.processes import hold_order as holding
from domain.processes import release_hold as releasing
from domain.promotions.errors import PromotionRejected
from domain.shared.errors import AlreadyTaken
from domain.shared.money import WrongCurrency
from domain.shipping.errors import ShippingMethodUnavailable
from schema.orders.requests import OrderLineInput, ShippingAddressInput, requested
from schema.orders.types import Order
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)
from schema.shared.scalars import CurrencyCode


@strawberry.input(description="An order to place. Stock is held for it, or nothing is done.")
class OrderCreateInput:
    """A new order."""

    channel: str = strawberry.field(description="The code of the channel it comes from.")
    currency: CurrencyCode = strawberry.field(description="The currency of its prices.")
    lines: list[OrderLineInput] = strawberry.field(description="What is ordered, 1 to 250 lines.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    customer_id: strawberry.ID | None = optional(
        "Whose order it is; a customer's own if left out. Others need orders:write."
    )
    shipping_address: ShippingAddressInput | None = optional("Where it goes.")
    external_id: str | None = optional(
        "What the channel calls it; the same one again returns the first order."
    )
    note: str = optional("What the customer wants to say.", default="")
    gift_message: str = optional(
        "What the card in the present says, at most 500 characters.", default=""
    )
    coupon_codes: list[str] = optional(
        "Coupons, at most 10. One that cannot be used refuses the order.", default=()
    )
    shipping_method_id: strawberry.ID | None = optional(
        "The way of sending it, as shippingQuotes offers it; nothing is charged if left out."
    )


@strawberry.input(description="An order to accept and hand to the warehouses.")
class OrderConfirmInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An order to stop for a while.")
class OrderHoldInput:
    """Which, and why."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    reason: HoldReason = strawberry.field(description="Why.")
    note: str = optional(
        "What else there is to say, for the house: a note of at most 2,000 characters.", default=""
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="A held order to let go on.")
class OrderReleaseHoldInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An order to give up.")
class OrderCancelInput:
    """Which, and why."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    reason: CancelReason = strawberry.field(description="Why.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The order as it is now.")
class OrderPayload(Payload):
    """What came of it."""

    order: Order | None = changed("The order.")


@strawberry.type(description="Changing orders.")
class OrderMutations:
    """Place, confirm, hold, cancel."""

    @mutation(
        "Place an order: prices are those of the moment, promotions in force apply, stock is held"
        " for all lines or none."
        " Customers for themselves; for others it needs orders:write.",
        AlreadyTaken,
        InsufficientStock,
        PromotionRejected,
        ShippingMethodUnavailable,
        WrongCurrency,
    )
    async def order_create(self, info: Info, input: Input[OrderCreateInput]) -> OrderPayload:
        order = await place_order(
            info.context.domain, requested(input), idempotency_key=input.idempotency_key
        )
        return OrderPayload(order=Order.of(order))

    @mutation("Accept an order and hand it to the warehouses. Needs orders:write.")
    async def order_confirm(self, info: Info, input: Input[OrderConfirmInput]) -> OrderPayload:
        order = await confirming.confirm_order(
            info.context.domain,
            key_of("Order", input.id),
            expected_version=input.expected_version,
        )
        return OrderPayload(order=Order.of(order))

    @mutation("Stop an order and its work for a while. Needs orders:write.")
    async def order_hold(self, info: Info, input: Input[OrderHoldInput]) -> OrderPayload:
        order = await holding.hold_order(
            info.context.domain,
            key_of("Order", input.id),
            reason=input.reason,
            note=input.note,
            expected_version=input.expected_version,
        )
        return OrderPayload(order=Order.of(order))

    @mutation(
        "Let a held order go on from where it was; one that is held for an exchange goes on by"
        " itself. Needs orders:write.",
        HeldForExchange,
    )
    async def order_release_hold(
        self, info: Info, input: Input[OrderReleaseHoldInput]
    ) -> OrderPayload:
        order = await releasing.release_hold(
            info.context.domain,
            key_of("Order", input.id),
            expected_version=input.expected_version,
        )
        return OrderPayload(order=Order.of(order))

    @mutation(
        "Give up an order: its stock is free again and its money goes back. Customers their own"
        " until picking starts; others need orders:write.",
        OrderAlreadyShipped,
        PickingAlreadyStarted,
    )
    async def order_cancel(self, info: Info, input: Input[OrderCancelInput]) -> OrderPayload:
        order = await cancelling.cancel_order(
            info.context.domain,
            key_of("Order", input.id),
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return OrderPayload(order=Order.of(order))
