"""Who carries notifications: the post, and customers' own endpoints. None raises for others."""

import smtplib
from collections.abc import Callable
from datetime import datetime

import orjson

from api.adapters.letters import NoPost
from domain.identity.mail import Letter, Post
from domain.notifications.states import SendingError
from domain.notifications.telling import SENT, Message, Outcome
from domain.webhooks.signing import message_id, signed_headers
from domain.webhooks.states import AttemptError
from domain.webhooks.telling import Outgoing, Sender
from schema.shared.ids import global_id

FOR_GOOD = range(500, 600)  # of SMTP's answers: the same letter is refused again
GONE = 410  # an endpoint that wants nothing more


class ByPost:
    """Notifications as letters."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def carry(self, message: Message) -> Outcome:
        """Hand a letter to the post. A mail server that loses its answer may have it already: it
        comes again under the same Message-ID.
        """
        letter = Letter(
            message.recipient,
            message.subject,
            message.text,
            message.at,
            html=message.html,
            key=message.id,
        )
        try:
            await self._post(letter)
        except NoPost:
            return Outcome(SendingError.NO_SENDER)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            return _refused(code, said)
        except smtplib.SMTPResponseException as refused:
            return _refused(refused.smtp_code, refused.smtp_error)
        except TimeoutError:
            return Outcome(SendingError.TIMED_OUT)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(SendingError.UNREACHABLE, type(error).__name__)
        return SENT


def _refused(code: int, said: bytes | str) -> Outcome:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    is_final = code in FOR_GOOD
    error = SendingError.REFUSED if is_final else SendingError.BUSY
    return Outcome(error, f"{code} {text}", is_final=is_final)


class ByWebhook:
    """Notifications to customers' own endpoints, signed as Standard Webhooks has it."""

    def __init__(self, sender: Sender, clock: Callable[[], datetime]) -> None:
        self._sender = sender
        self._clock = clock

    async def carry(self, message: Message) -> Outcome:
        """Post a message; the same id and the same bytes at each attempt."""
        body = orjson.dumps(
            {
                "type": f"notifications.{message.kind}",
                "timestamp": message.at,
                "data": {
                    "orderId": global_id("Order", message.order_id),
                    "subject": message.subject,
                    "text": message.text,
                },
            },
            option=orjson.OPT_UTC_Z,
        ).decode()
        name = message_id(message.id)
        headers = signed_headers(name, body, [message.secret], now=self._clock())
        answer = await self._sender.send(Outgoing(message.recipient, headers, body.encode()))
        if answer.error is None:
            return SENT
        detail = f"{answer.status_code or ''} {answer.response}".strip()
        is_final = answer.status_code == GONE or answer.error is AttemptError.ADDRESS_REFUSED
        return Outcome(ERRORS.get(answer.error, SendingError.UNREACHABLE), detail, is_final)


ERRORS = {
    AttemptError.TIMED_OUT: SendingError.TIMED_OUT,
    AttemptError.REJECTED: SendingError.REFUSED,
    AttemptError.REDIRECTED: SendingError.REFUSED,
    AttemptError.ADDRESS_REFUSED: SendingError.REFUSED,
}
