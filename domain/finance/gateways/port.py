"""What we ask of any payment gateway. Real ones are adapters at the edge; a simulated one is next
door.

Whoever calls is in no transaction: the movement asked for stands in the ledger already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.finance.states import TransactionState, TransactionType
from domain.shared.money import Money


class GatewayUnavailable(Exception):
    """No answer, or none that says what became of it: it was done, or was not. Ask again."""


class BadMessage(Exception):
    """A message that is not signed by the gateway, or says nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One movement of money, to be made once however often it is asked for under its `key`.

    `begun` is the key of the movement that began the payment (its authorization, or its sale), and
    `begun_reference` what the gateway calls that one; empty where it has not said. `asked_at` is
    when we first meant to ask.
    """

    key: str
    type: TransactionType
    amount: Money
    begun: str
    begun_reference: str
    asked_at: datetime
    order_number: str
    instrument: str = ""
    return_url: str = ""

    @property
    def is_sale(self) -> bool:
        """A capture of what nobody authorized before: the customer agrees to it as it is made."""
        return self.type is TransactionType.CAPTURE and self.begun == self.key


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gateway says of a movement, `at` its own time.

    `amount_minor` is said where another amount moved than was asked for. `releases_rest`: what was
    authorized and not captured by this is let go with it.
    """

    state: TransactionState
    at: datetime
    reference: str = ""
    amount_minor: int | None = None
    failure_code: str | None = None
    action_url: str = ""
    releases_rest: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """A message of the gateway's own accord. What it is about is known by `key`; where somebody
    moved the money at the gateway itself, its payment is, by `begun` or `begun_reference`.
    """

    message_id: str
    type: TransactionType
    outcome: Outcome
    key: str = ""
    begun: str = ""
    begun_reference: str = ""


class PaymentGateway(Protocol):
    """A gateway as the shop sees it."""

    @property
    def code(self) -> str:
        """What we call it."""
        ...

    async def perform(self, ask: Ask) -> Outcome:
        """Make a movement, or say what became of it if it was asked for before.

        Raises:
            GatewayUnavailable: nobody knows.
        """
        ...

    async def find(self, ask: Ask) -> Outcome | None:
        """What became of a movement; None if the gateway never heard of it.

        Raises:
            GatewayUnavailable: nobody knows.
        """
        ...

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[News]:
        """A message, once it is known who sent it. Nothing where it is about nothing of ours.

        Raises:
            BadMessage: not theirs, or not to be read.
        """
        ...
