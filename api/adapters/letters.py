"""Letters by SMTP, through the server that the settings name."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from domain.identity.mail import Letter, Post

TIMEOUT_SECONDS = 15.0  # of each step of the conversation
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})  # where a letter need not be sealed on the way
PORTS = {"smtp": 587, "smtps": 465}


class BadPost(ValueError):
    """An address that no letters can be sent through. The message says why."""


class NoPost(RuntimeError):
    """Nobody is there who would carry a letter."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server, and whose name stands on the letters."""

    host: str
    port: int
    is_sealed: bool  # by TLS from the first byte on; else from the greeting on
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, url: str, sender: str | None) -> "Smtp":
        """The server that an address names: `smtp://user:password@host:587`, or `smtps://`.

        Raises:
            BadPost: it names none, or there is no sender.
        """
        parts = urlsplit(url)
        try:
            port = parts.port or PORTS.get(parts.scheme)
        except ValueError:
            port = None
        if port is None or not parts.hostname or parts.scheme not in PORTS:
            raise BadPost("it must be smtp://user:password@host:587, or smtps://")
        if not sender or "@" not in sender or any(each.isspace() for each in sender):
            raise BadPost("MAIL_FROM must say whose address stands on the letters")
        return cls(
            parts.hostname,
            port,
            parts.scheme == "smtps",
            sender,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )


def by_smtp(server: Smtp) -> Post:
    """A post that hands each letter to this server, and raises where it is not taken."""

    async def post(letter: Letter) -> None:
        await asyncio.to_thread(_send, server, letter)

    return post


async def nobody(letter: Letter) -> None:
    """No post at all: the letter is not written down anywhere either.

    Raises:
        NoPost: always.
    """
    raise NoPost("no SMTP_URL is set")


def _send(server: Smtp, letter: Letter) -> None:
    secure = ssl.create_default_context()
    with _dialled(server, secure) as line:
        line.ehlo()
        if not server.is_sealed and (server.host not in LOCAL or line.has_extn("starttls")):
            line.starttls(context=secure)
        if server.user is not None:
            line.login(server.user, server.password or "")
        line.send_message(_message(server, letter))


def _dialled(server: Smtp, secure: ssl.SSLContext) -> smtplib.SMTP:
    """A line to the server."""
    if server.is_sealed:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=secure)
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)


def _message(server: Smtp, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    host = server.sender.rpartition("@")[2]
    message["Message-ID"] = f"<{letter.key}@{host}>" if letter.key else make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message
