"""Moving money."""

import strawberry

from domain.finance.capture_payment import capture_payment
from domain.finance.errors import PaymentExceedsBalance, RefundExceedsCaptured
from domain.finance.refund_payment import refund_payment
from domain.finance.states import PaymentMethod
from domain.orders.errors import OrderNotPayable
from domain.orders.queries import orders_by_ids
from domain.shared.errors import AlreadyTaken
from domain.shared.money import WrongCurrency
from schema.finance.types import Payment
from schema.orders.types import Order
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


@strawberry.type(description="The payment and its order as they are now.")
class PaymentPayload(Payload):
    """What came of it."""

    payment: Payment | None = changed("The payment.")
    order: Order | None = changed("The order.")


@strawberry.type(description="Moving money.")
class FinanceMutations:
    """Capture and refund."""

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
        order = await info.context.one(orders_by_ids, payment.order_id)
        return PaymentPayload(payment=Payment.of(payment), order=Order.maybe(order))

    @mutation("Give money back. Needs payments:write.", RefundExceedsCaptured, WrongCurrency)
    async def refund_create(self, info: Info, input: Input[RefundCreateInput]) -> PaymentPayload:
        payment = await refund_payment(
            info.context.domain,
            key_of("Payment", input.payment_id),
            amount=input.amount.read("amount") if input.amount else None,
            idempotency_key=input.idempotency_key,
        )
        order = await info.context.one(orders_by_ids, payment.order_id)
        return PaymentPayload(payment=Payment.of(payment), order=Order.maybe(order))
