"""Money that moved, as clients see it."""

from datetime import datetime
from typing import Optional

import strawberry

from domain.finance import models, queries
from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.money import Money

describe(
    PaymentMethod,
    "How money came.",
    MANUAL="By hand: cash, or a bank transfer somebody saw.",
    SIMULATED="Through the simulated gateway.",
)
describe(
    PaymentStatus,
    "What a payment's transactions add up to.",
    PENDING="Nothing has come yet.",
    CAPTURED="It came.",
    PARTIALLY_REFUNDED="A part went back.",
    REFUNDED="All went back.",
    FAILED="It did not come.",
    MOVED="All of it counts for another order.",
)
describe(
    TransactionType,
    "What a line of a payment's ledger does.",
    CAPTURE="Money comes.",
    REFUND="Money goes back.",
    TRANSFER_OUT="Money counts for another order from now on.",
    TRANSFER_IN="Money that counted for another order until now.",
)
describe(
    TransactionState,
    "How far a line of the ledger has come.",
    SUCCEEDED="Done.",
    FAILED="Refused.",
)


@strawberry.type(description="One line of a payment's ledger.")
class PaymentTransaction(Node, Backed[models.PaymentTransaction]):
    """A transaction."""

    type: TransactionType = column("What it does.")
    state: TransactionState = column("How far it has come.")
    provider: str = column("Through whom.")
    provider_reference: str = column("What they call it.")
    occurred_at: datetime = column("When.")

    @strawberry.field(description="How much.")
    async def amount(self, info: Info) -> Money:
        payment = await info.context.one(queries.payments_by_ids, self.row.payment_id)
        assert payment is not None, "a transaction is seen through its payment"
        return Money.of(self.row.amount_minor, payment.currency)


@strawberry.type(description="Money towards one order, by one method.")
class Payment(Node, Backed[models.Payment]):
    """A payment."""

    method: PaymentMethod = column("How it came.")
    status: PaymentStatus = column("What its transactions add up to.")
    version: int = column("Raised by one with every transaction.")
    created_at: datetime = column("When it began.")

    @strawberry.field(
        description="What came, with what came from other orders and without what went to them."
    )
    def captured(self) -> Money:
        return Money.of(self.row.captured_minor, self.row.currency)

    @strawberry.field(description="What went back.")
    def refunded(self) -> Money:
        return Money.of(self.row.refunded_minor, self.row.currency)

    @strawberry.field(description="The payment of another order that this money came by, if so.")
    async def came_from(self, info: Info) -> Optional["Payment"]:
        return Payment.maybe(await info.context.one(queries.payments_by_ids, self.row.came_from_id))

    @strawberry.field(description="The ledger, oldest first.")
    async def transactions(self, info: Info) -> list[PaymentTransaction]:
        rows = await info.context.many(queries.transactions_of_payments, row_key(self))
        return PaymentTransaction.each(rows)
