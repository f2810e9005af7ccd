"""The post: a port for letters, and a box where simulated ones are found."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.identity.models import SimulatedLetter


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail, in plain text and perhaps as a page too. `key` names it where it may be sent
    again: the same letter has the same, and mail servers know it by that.
    """

    recipient: str
    subject: str
    text: str
    at: datetime
    html: str = ""
    key: UUID | None = None


# Delivers a letter, or raises. It is called outside of transactions and may be called again.
Post = Callable[[Letter], Awaitable[None]]


async def keep_in_box(letter: Letter) -> None:
    """The simulated post: nobody gets anything, but it can be looked at."""
    await SimulatedLetter.create(
        recipient=letter.recipient,
        subject=letter.subject,
        text=letter.text,
        sent_at=letter.at,
    )
