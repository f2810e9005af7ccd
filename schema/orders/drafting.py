"""Putting orders together, and quoting their price."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from domain.inventory.errors import InsufficientStock
from domain.orders.drafts.accept_quote import accept_quote
from domain.orders.drafts.cancel_draft import cancel_draft
from domain.orders.drafts.change_draft import DraftChanges, change_draft
from domain.orders.drafts.complete_draft import complete_draft
from domain.orders.drafts.create_draft import create_draft
from domain.orders.drafts.decline_quote import decline_quote
from domain.orders.drafts.errors import DraftIncomplete, QuoteExpired
from domain.orders.drafts.queries import drafts_by_ids, quote_by_token
from domain.orders.drafts.request import CreateDraft, DraftLineRequest
from domain.orders.drafts.send_quote import send_quote
from domain.orders.request import ShippingAddress
from domain.promotions.errors import PromotionRejected
from domain.shared.money import WrongCurrency
from schema.orders.drafts import DraftOrder, Quote
from schema.orders.mutations import OrderPayload
from schema.orders.requests import ShippingAddressInput
from schema.orders.types import Order
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    given,
    mutation,
    omissible,
    optional,
)
from schema.shared.scalars import CurrencyCode


@strawberry.input(description="So many units of a variant, at the price of the day or another.")
class DraftOrderLineInput:
    """A line."""

    variant_id: strawberry.ID = strawberry.field(description="What.")
    quantity: int = strawberry.field(description="Units, 1 to 10,000.")
    unit_price: MoneyInput | None = optional(
        "A price of your own for a unit. Needs pricing:write, and a reason."
    )
    price_reason: str = optional("Why it is your own, at most 200 characters.", default="")


@strawberry.input(description="An order to put together. Nearly all of it can come later.")
class DraftOrderCreateInput:
    """A new draft."""

    channel: str = strawberry.field(description="The code of the channel it comes from.")
    currency: CurrencyCode = strawberry.field(description="The currency of its prices.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    lines: list[DraftOrderLineInput] = optional("What shall be ordered.", default=())
    customer_id: strawberry.ID | None = optional("Whose order it shall be.")
    shipping_address: ShippingAddressInput | None = optional("Where it shall go.")
    note: str = optional("What the customer wants to say.", default="")
    gift_message: str = optional("What the card in the present shall say.", default="")
    coupon_codes: list[str] = optional("Coupons, at most 10.", default=())


@strawberry.input(description="What shall be otherwise in a draft. What is left out stays.")
class DraftOrderUpdateInput:
    """Which, and what."""

    id: strawberry.ID = strawberry.field(description="Which draft.")
    lines: list[DraftOrderLineInput] | None = optional("All lines that it shall have.")
    customer_id: strawberry.ID | None = omissible("Whose order it shall be; null is nobody's yet.")
    shipping_address: ShippingAddressInput | None = omissible(
        "Where it shall go; null is not known yet."
    )
    note: str | None = optional("What the customer wants to say.")
    gift_message: str | None = optional("What the card shall say; empty is no card.")
    coupon_codes: list[str] | None = optional("All coupons that it shall have.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A draft to make an order.")
class DraftOrderCompleteInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which draft.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A draft to give up.")
class DraftOrderCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which draft.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A draft whose price is to be settled for a while.")
class DraftOrderSendQuoteInput:
    """Which, and until when."""

    id: strawberry.ID = strawberry.field(description="Which draft.")
    valid_until: datetime = strawberry.field(description="Until when, at most 90 days from now.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A quote to accept.")
class QuoteAcceptInput:
    """Which."""

    token: str = strawberry.field(description="What the link to it ends with.")


@strawberry.input(description="A quote to decline.")
class QuoteDeclineInput:
    """Which."""

    token: str = strawberry.field(description="What the link to it ends with.")


@strawberry.type(description="The draft as it is now.")
class DraftOrderPayload(Payload):
    """What came of it."""

    draft_order: DraftOrder | None = changed("The draft.")


@strawberry.type(description="The order that a draft became.")
class DraftOrderCompletedPayload(Payload):
    """What came of it."""

    order: Order | None = changed("The order.")
    draft_order: DraftOrder | None = changed("The draft.")


@strawberry.type(description="The quote as it is now.")
class QuotePayload(Payload):
    """What came of it."""

    quote: Quote | None = changed("The quote.")


def _lines(lines: Sequence[DraftOrderLineInput]) -> list[DraftLineRequest]:
    return [
        DraftLineRequest(
            key_of("ProductVariant", line.variant_id, "lines", str(place), "variantId"),
            line.quantity,
            line.unit_price.read("lines", str(place), "unitPrice") if line.unit_price else None,
            line.price_reason,
        )
        for place, line in enumerate(lines)
    ]


def _address(address: ShippingAddressInput | None) -> ShippingAddress | None:
    return ShippingAddress(**vars(address)) if address else None


def _changes(input: DraftOrderUpdateInput) -> DraftChanges:
    changes = given(input, "customer_id", "shipping_address")
    if "customer_id" in changes:
        changes["customer_id"] = maybe_key("Customer", changes["customer_id"])
    if "shipping_address" in changes:
        changes["address"] = _address(changes.pop("shipping_address"))
    if input.lines is not None:
        changes["lines"] = _lines(input.lines)
    for name in ("note", "gift_message", "coupon_codes"):
        if getattr(input, name) is not None:
            changes[name] = getattr(input, name)
    return DraftChanges(**changes)


@strawberry.type(description="Putting orders together, and quoting their price.")
class DraftMutations:
    """Begin, change, quote, complete, give up; accept and decline."""

    @mutation(
        "Begin to put an order together. It holds no stock. Needs orders:write; a price of your"
        " own needs pricing:write.",
        WrongCurrency,
    )
    async def draft_order_create(
        self, info: Info, input: Input[DraftOrderCreateInput]
    ) -> DraftOrderPayload:
        request = CreateDraft(
            channel=input.channel,
            currency=input.currency,
            lines=_lines(input.lines),
            customer_id=maybe_key("Customer", input.customer_id),
            address=_address(input.shipping_address),
            note=input.note,
            gift_message=input.gift_message,
            coupon_codes=list(input.coupon_codes),
        )
        draft = await create_draft(
            info.context.domain, request, idempotency_key=input.idempotency_key
        )
        return DraftOrderPayload(draft_order=DraftOrder.of(draft))

    @mutation(
        "Put something else into a draft; a quote of it is withdrawn. Needs orders:write; a price"
        " of your own needs pricing:write.",
        WrongCurrency,
    )
    async def draft_order_update(
        self, info: Info, input: Input[DraftOrderUpdateInput]
    ) -> DraftOrderPayload:
        draft = await change_draft(
            info.context.domain,
            key_of("DraftOrder", input.id),
            _changes(input),
            expected_version=input.expected_version,
        )
        return DraftOrderPayload(draft_order=DraftOrder.of(draft))

    @mutation(
        "Make a draft an order: at the price of its quote while that is valid, else at today's"
        " with promotions; stock is held for all lines or none. Done again, it is the same order."
        " Needs orders:write.",
        DraftIncomplete,
        InsufficientStock,
        PromotionRejected,
        QuoteExpired,
        WrongCurrency,
    )
    async def draft_order_complete(
        self, info: Info, input: Input[DraftOrderCompleteInput]
    ) -> DraftOrderCompletedPayload:
        key = key_of("DraftOrder", input.id)
        order = await complete_draft(
            info.context.domain, key, expected_version=input.expected_version
        )
        draft = await info.context.one(drafts_by_ids, key)
        return DraftOrderCompletedPayload(
            order=Order.of(order), draft_order=DraftOrder.maybe(draft)
        )

    @mutation("Give up a draft. Needs orders:write.")
    async def draft_order_cancel(
        self, info: Info, input: Input[DraftOrderCancelInput]
    ) -> DraftOrderPayload:
        draft = await cancel_draft(
            info.context.domain,
            key_of("DraftOrder", input.id),
            expected_version=input.expected_version,
        )
        return DraftOrderPayload(draft_order=DraftOrder.of(draft))

    @mutation(
        "Settle the price of a draft until a time, for a link to the customer. Promotions take"
        " nothing off it. Needs orders:write.",
        DraftIncomplete,
        WrongCurrency,
    )
    async def draft_order_send_quote(
        self, info: Info, input: Input[DraftOrderSendQuoteInput]
    ) -> DraftOrderPayload:
        draft = await send_quote(
            info.context.domain,
            key_of("DraftOrder", input.id),
            valid_until=input.valid_until,
            expected_version=input.expected_version,
        )
        return DraftOrderPayload(draft_order=DraftOrder.of(draft))

    @mutation(
        "Accept a quote: it becomes an order at the price it says, once. For the customer it was"
        " made for; others need orders:write.",
        InsufficientStock,
        QuoteExpired,
    )
    async def quote_accept(self, info: Info, input: Input[QuoteAcceptInput]) -> OrderPayload:
        order = await accept_quote(info.context.domain, input.token)
        return OrderPayload(order=Order.of(order))

    @mutation(
        "Decline a quote. For the customer it was made for; others need orders:write.",
        QuoteExpired,
    )
    async def quote_decline(self, info: Info, input: Input[QuoteDeclineInput]) -> QuotePayload:
        await decline_quote(info.context.domain, input.token)
        quote = await quote_by_token(input.token)
        return QuotePayload(quote=None if quote is None else Quote.of(info, quote))
