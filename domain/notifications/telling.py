"""The port for whoever carries a message, and what they say came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.notifications.kinds import NotificationKind
from domain.notifications.states import SendingError


@dataclass(frozen=True, slots=True)
class Message:
    """One message to be carried. `id` is the same at each attempt: a carrier that can, drops what
    it has had. `recipient` is an address, a number or an endpoint; `secret` signs where one does.
    """

    id: UUID
    kind: NotificationKind
    customer_id: UUID
    order_id: UUID
    recipient: str
    subject: str
    text: str
    html: str
    at: datetime
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `is_final` means that no repeat can help. `detail` is what was answered."""

    error: SendingError | None = None
    detail: str = ""
    is_final: bool = False


SENT = Outcome()


class Carrier(Protocol):
    """Whoever carries messages of one medium. It never raises for what others do."""

    async def carry(self, message: Message) -> Outcome:
        """Carry a message and say what came of it."""
        ...
