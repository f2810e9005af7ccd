"""How money that moved is read: a table for each type."""

from domain.finance import queries
from schema.engine.mapping import Expression, Many, One, Read
from schema.shared.reads import money

CURRENCY = Expression(
    '(SELECT p."currency" FROM payment p WHERE p."id" = {row}."payment_id")',
    columns=("payment_id",),
    above=("payment_id", "currency"),
)

READS = (
    Read(
        "Payment",
        queries.visible_payments,
        {
            "captured": money("captured_minor"),
            "cameFrom": One("Payment", key="came_from_id"),
            "refunded": money("refunded_minor"),
            "authorized": money("authorized_minor"),
            "held": money("open_minor"),
            "voided": money("voided_minor"),
            "chargedBack": money("charged_back_minor"),
            "transactions": Many(
                "PaymentTransaction", by="payment_id", order=("occurred_at", "id")
            ),
        },
    ),
    Read(
        "PaymentTransaction",
        queries.visible_transactions,
        {"amount": money("amount_minor", CURRENCY)},
    ),
)
