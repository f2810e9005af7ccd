"""Moving money."""

import strawberry

from domain.finance import models
from domain.finance.authorize_payment import authorize_payment
from domain.finance.capture_authorized import capture_authorized
from domain.finance.capture_payment import capture_payment
from domain.finance.errors import (
    CaptureExceedsAuthorized,
    NothingToVoid,
    PaymentExceedsBalance,
    PaymentUnderWay,
    RefundExceedsCaptured,
)
from domain.finance.refund_payment import refund_or_ask
from domain.finance.states import PaymentMethod
from domain.finance.void_payment import void_payment
from domain.orders.errors import OrderNotPayable
from domain.orders.queries import orders_by_ids
from domain.shared.errors import AlreadyTaken
from domain.shared.money import WrongCurrency
from schema.finance.types import Payment
from schema.orders.types import Order
from schema.returns.types import ReturnRefund
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    mutation,
    optional,
)


@strawberry.input(description="Money that came for an order.")
class PaymentCaptureInput:
    """A capture."""

    order_id: strawberry.ID = strawberry.field(description="For which order.")
    method: PaymentMethod = strawberry.field(description="How it came.")
    reference: str = strawberry.field(
        description="What the provider calls it: a receipt, a transfer, a transaction."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    amount: MoneyInput | None = optional("How much; all that is owed if left out.")


@strawberry.input(description="Money to give back.")
class RefundCreateInput:
    """A refund."""

    payment_id: strawberry.ID = strawberry.field(description="Of which payment.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    amount: MoneyInput | None = optional("How much; all that is left of it if left out.")


@strawberry.input(description="Money that a gateway is to hold, or to take at once.")
class PaymentAuthorizeInput:
    """An authorization."""

    order_id: strawberry.ID = strawberry.field(description="For which order.")
    instrument: str = strawberry.field(
        description="What the gateway calls the customer's card or wallet, as its own form gave it"
        " to their browser. Never a card number: that is refused."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    amount: MoneyInput | None = optional("How much; all that is still to pay if left out.")
    take_at_once: bool = optional("Take it at once, instead of having it held.", default=False)
    return_url: str = optional(
        "Where the customer comes back to once they have agreed, if they have to: https://...",
        default="",
    )


@strawberry.input(description="Money that is held, to be taken.")
class PaymentCaptureAuthorizedInput:
    """A capture of what is held."""

    payment_id: strawberry.ID = strawberry.field(description="Of which payment.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    amount: MoneyInput | None = optional(
        "How much; as much of what is held as the order owes if left out."
    )


@strawberry.input(description="Money that is held, to be let go.")
class PaymentVoidInput:
    """A void."""

    payment_id: strawberry.ID = strawberry.field(description="Of which payment.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)


@strawberry.type(description="The payment and its order as they are now.")
class PaymentPayload(Payload):
    """What came of it."""

    payment: Payment | None = changed("The payment.")
    order: Order | None = changed("The order.")


@strawberry.type(description="The payment and its order as they are now, and what waits.")
class RefundPayload(PaymentPayload):
    """What came of it."""

    refund: ReturnRefund | None = strawberry.field(
        description="What waits for somebody's approval. None if it went back at once, or refused.",
        default=None,
    )


@strawberry.type(description="Moving money.")
class FinanceMutations:
    """Capture and refund; and through a gateway, authorize, capture, void."""

    @mutation(
        "Take money for an order. Needs payments:write; customers pay for their own orders"
        " through the simulated gateway.",
        AlreadyTaken,
        OrderNotPayable,
        PaymentExceedsBalance,
        WrongCurrency,
    )
    async def payment_capture(
        self, info: Info, input: Input[PaymentCaptureInput]
    ) -> PaymentPayload:
        payment = await capture_payment(
            info.context.domain,
            key_of("Order", input.order_id),
            amount=input.amount.read("amount") if input.amount else None,
            method=input.method,
            reference=input.reference,
            idempotency_key=input.idempotency_key,
        )
        return await _told(info, payment)

    @mutation(
        "Have the gateway hold money for an order, or take it at once. Look at the status of the"
        " payment: what the gateway refuses is no error of yours (FAILED); it may want the customer"
        " to agree (ACTION_REQUIRED), or may not have answered yet (PENDING). Needs payments:write;"
        " customers pay for their own orders.",
        OrderNotPayable,
        PaymentExceedsBalance,
        WrongCurrency,
    )
    async def payment_authorize(
        self, info: Info, input: Input[PaymentAuthorizeInput]
    ) -> PaymentPayload:
        payment = await authorize_payment(
            info.context.domain,
            key_of("Order", input.order_id),
            amount=input.amount.read("amount") if input.amount else None,
            instrument=input.instrument,
            takes_at_once=input.take_at_once,
            return_url=input.return_url,
            idempotency_key=input.idempotency_key,
        )
        return await _told(info, payment)

    @mutation(
        "Take money that is held, all of it or a part. Needs payments:write.",
        CaptureExceedsAuthorized,
        OrderNotPayable,
        PaymentExceedsBalance,
        WrongCurrency,
    )
    async def payment_capture_authorized(
        self, info: Info, input: Input[PaymentCaptureAuthorizedInput]
    ) -> PaymentPayload:
        payment = await capture_authorized(
            info.context.domain,
            key_of("Payment", input.payment_id),
            amount=input.amount.read("amount") if input.amount else None,
            idempotency_key=input.idempotency_key,
        )
        return await _told(info, payment)

    @mutation(
        "Let go the money that is held and not captured, or call off what the customer has not"
        " agreed to. Needs payments:write.",
        NothingToVoid,
        PaymentUnderWay,
    )
    async def payment_void(self, info: Info, input: Input[PaymentVoidInput]) -> PaymentPayload:
        payment = await void_payment(
            info.context.domain,
            key_of("Payment", input.payment_id),
            idempotency_key=input.idempotency_key,
        )
        return await _told(info, payment)

    @mutation(
        "Give money back. What came through a gateway goes back through it: its line is PENDING"
        " until the gateway says so. Above the limit nothing moves until somebody else agrees to"
        " the refund that is answered (returnRefundApprove). Needs payments:write.",
        RefundExceedsCaptured,
        WrongCurrency,
    )
    async def refund_create(self, info: Info, input: Input[RefundCreateInput]) -> RefundPayload:
        refunded = await refund_or_ask(
            info.context.domain,
            key_of("Payment", input.payment_id),
            amount=input.amount.read("amount") if input.amount else None,
            idempotency_key=input.idempotency_key,
        )
        told = await _told(info, refunded.payment)
        return RefundPayload(
            payment=told.payment, order=told.order, refund=ReturnRefund.maybe(refunded.waits)
        )


async def _told(info: Info, payment: models.Payment) -> PaymentPayload:
    order = await info.context.one(orders_by_ids, payment.order_id)
    return PaymentPayload(payment=Payment.of(payment), order=Order.maybe(order))
