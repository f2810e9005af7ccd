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
    SIMULATED="Through the simulated gateway, which told us of it.",
    GATEWAY="Through a gateway that we asked: see the payment's provider.",
)
describe(
    PaymentStatus,
    "What a payment's transactions add up to.",
    PENDING="Nothing has come yet.",
    CAPTURED="It came.",
    PARTIALLY_REFUNDED="A part went back.",
    REFUNDED="All went back.",
    FAILED="It did not come.",
    ACTION_REQUIRED="The customer has to agree to it, at the address its transaction names.",
    AUTHORIZED="The customer's bank holds it for us.",
    PARTIALLY_CAPTURED="A part came, and the customer's bank holds more.",
    VOIDED="What was held was let go.",
    CHARGED_BACK="The customer's bank took it away again, or a part of it.",
    MOVED="All of it counts for another order.",
)
describe(
    TransactionType,
    "What a line of a payment's ledger does.",
    CAPTURE="Money comes.",
    REFUND="Money goes back.",
    AUTHORIZATION="The customer's bank is to hold money for us.",
    VOID="What it holds is let go.",
    CHARGEBACK="The customer's bank takes money away from us.",
    CHARGEBACK_REVERSAL="It gives it back to us.",
    TRANSFER_OUT="Money counts for another order from now on.",
    TRANSFER_IN="Money that counted for another order until now.",
)
describe(
    TransactionState,
    "How far a line of the ledger has come.",
    SUCCEEDED="Done.",
    FAILED="Refused.",
    PENDING="Asked for, and not yet answered.",
    ACTION_REQUIRED="The customer has to agree to it first.",
    EXPIRED="The customer did not agree in time, or nobody wanted it any more.",
)


@strawberry.type(description="One line of a payment's ledger.")
class PaymentTransaction(Node, Backed[models.PaymentTransaction]):
    """A transaction."""

    type: TransactionType = column("What it does.")
    state: TransactionState = column("How far it has come.")
    provider: str = column("Through whom.")
    provider_reference: str = column("What they call it.")
    occurred_at: datetime = column("When.")
    action_url: str = column("Where the customer has to agree, while they have to; else empty.")
    failure_code: str | None = column("Why it failed, in the gateway's word, if it did.")
    expires_at: datetime | None = column("Until when the customer may agree, where they have to.")
    settled_at: datetime | None = column(
        "When it came to its end through a gateway; null before that, and of money taken by hand."
    )

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
    version: int = column("Raised by one with every fact about it.")
    created_at: datetime = column("When it began.")
    provider: str | None = column("The gateway it goes through, if it goes through one.")

    @strawberry.field(
        description="What came, with what came from other orders and without what went to them."
    )
    def captured(self) -> Money:
        return Money.of(self.row.captured_minor, self.row.currency)

    @strawberry.field(description="What went back.")
    def refunded(self) -> Money:
        return Money.of(self.row.refunded_minor, self.row.currency)

    @strawberry.field(description="What a customer's bank was ever made to hold for it.")
    def authorized(self) -> Money:
        return Money.of(self.row.authorized_minor, self.row.currency)

    @strawberry.field(description="What of it is held now: neither captured nor let go.")
    def held(self) -> Money:
        return Money.of(self.row.open_minor, self.row.currency)

    @strawberry.field(description="What was let go.")
    def voided(self) -> Money:
        return Money.of(self.row.voided_minor, self.row.currency)

    @strawberry.field(description="What the customer's bank took away and did not give back.")
    def charged_back(self) -> Money:
        return Money.of(self.row.charged_back_minor, self.row.currency)

    @strawberry.field(description="The payment of another order that this money came by, if so.")
    async def came_from(self, info: Info) -> Optional["Payment"]:
        return Payment.maybe(await info.context.one(queries.payments_by_ids, self.row.came_from_id))

    @strawberry.field(description="The ledger, oldest first.")
    async def transactions(self, info: Info) -> list[PaymentTransaction]:
        rows = await info.context.many(queries.transactions_of_payments, row_key(self))
        return PaymentTransaction.each(rows)
