"""A gateway for tests: the one we ship, with its books in memory, its faults named, and the shop's
clock.
"""

import random
from datetime import datetime
from pathlib import Path
from uuid import UUID

from domain.finance.authorize_payment import authorize_payment
from domain.finance.gateways.book import Book
from domain.finance.gateways.registry import use_gateways
from domain.finance.gateways.simulated import NO_FAULTS, Faults, SimulatedGateway
from domain.finance.hear_gateway import hear_gateway
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import TransactionState
from domain.processes.reconcile_payments import reconcile_payments
from domain.shared.context import SYSTEM, Context
from domain.shared.ids import new_id
from domain.shared.money import Money

SECRET = "whsec_" + "c2FuZGJveCBzZWNyZXQgb2YgdGVzdHMsIDMyIGJ5dGVz"
A_WHILE = 180  # seconds: until it has told all that it did by now

Entry = tuple[str, str, int]


class PaymentsWorld:
    """Money through a gateway."""

    ctx: Context
    now: datetime

    def later(self, **delta: float) -> None: ...

    def gateway(
        self, faults: Faults = NO_FAULTS, *, seed: int = 1, book: Path | None = None
    ) -> SimulatedGateway:
        """Open one, and go through it from now on."""
        found = SimulatedGateway(Book(book), SECRET, lambda: self.now, seed=seed, faults=faults)
        use_gateways(found)
        return found

    async def authorize(
        self,
        order_id: UUID,
        minor: int | None = None,
        *,
        instrument: str = "good",
        at_once: bool = False,
        currency: str = "USD",
        key: str | None = None,
        ctx: Context | None = None,
    ) -> Payment:
        """Ask the gateway for an amount, or all that is to pay."""
        return await authorize_payment(
            ctx or self.ctx,
            order_id,
            amount=None if minor is None else Money(minor, currency),
            instrument=instrument,
            idempotency_key=key or str(new_id()),
            takes_at_once=at_once,
        )

    async def reconcile(self) -> int:
        """One sweep of the worker."""
        return await reconcile_payments(Context(SYSTEM, self.now))

    async def reconciled(self, *, sweeps: int = 30) -> None:
        """Sweep until nothing is unsettled, a while between two sweeps."""
        for _ in range(sweeps):
            await self.reconcile()
            if not await PaymentTransaction.exists(next_look_at__not_isnull=True):
                return
            self.later(minutes=20)
        raise AssertionError("something never comes to its end")

    async def hear_out(self, gateway: SimulatedGateway, *, shuffle: int | None = None) -> int:
        """Let a while pass, and take every message that the gateway has by then, each as often as
        it comes; how many. With `shuffle`, all come twice, in another order.
        """
        self.later(seconds=A_WHILE)
        messages = gateway.messages(self.now)
        if shuffle is not None:
            messages = [*messages, *messages]
            random.Random(shuffle).shuffle(messages)
        for message in messages:
            for news in gateway.read(message.headers, message.body):
                await hear_gateway(Context(SYSTEM, self.now), gateway.code, news)
        return len(messages)

    async def ledger(self, payment_id: UUID | None = None) -> list[Entry]:
        """What stands in a ledger, or in all of them, without order."""
        lines = PaymentTransaction.all()
        if payment_id is not None:
            lines = lines.filter(payment_id=payment_id)
        return sorted(
            (line.type.value, line.state.value, line.amount_minor) for line in await lines
        )

    def books(self, gateway: SimulatedGateway) -> list[Entry]:
        """What stands in the gateway's books, likewise."""
        now = self.now.timestamp()
        return sorted(
            (each.type, each.state_at(now), each.amount) for each in gateway.book.movements()
        )

    async def ended(self) -> bool:
        """Whether every line has come to its end."""
        unsettled = [TransactionState.PENDING, TransactionState.ACTION_REQUIRED]
        return not await PaymentTransaction.exists(state__in=unsettled)
