"""A simulated sender of text messages, for shops on show and for tests: nobody's phone rings.

What it does is said by the number's last four digits, so that faults can be had on purpose:
0001 is refused for good, 0002 is busy the first two times, 0003 takes the message and loses the
answer the first time, 0004 cannot be reached. All others are taken. It drops a message whose id it
has had, as real senders do that take a key.
"""

from collections import Counter
from uuid import UUID

from domain.identity.mail import Letter, keep_in_box
from domain.notifications.states import SendingError
from domain.notifications.telling import SENT, Message, Outcome

BUSY_TIMES = 2
SUBJECT = "SMS"


class SimulatedSms:
    """Keeps what it took in the box of simulated letters."""

    def __init__(self) -> None:
        self._asked: Counter[UUID] = Counter()
        self._taken: set[UUID] = set()

    async def carry(self, message: Message) -> Outcome:
        """Take a message, or fail in the way that its number asks for."""
        self._asked[message.id] += 1
        times = self._asked[message.id]
        match message.recipient[-4:]:
            case "0001":
                return Outcome(SendingError.REFUSED, "no such number", is_final=True)
            case "0002" if times <= BUSY_TIMES:
                return Outcome(SendingError.BUSY, "too many messages")
            case "0004":
                return Outcome(SendingError.UNREACHABLE)
        if message.id not in self._taken:
            self._taken.add(message.id)
            await keep_in_box(Letter(message.recipient, SUBJECT, message.text, message.at))
        if message.recipient[-4:] == "0003" and times == 1:
            return Outcome(SendingError.TIMED_OUT)
        return SENT
