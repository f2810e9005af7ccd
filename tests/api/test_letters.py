"""Letters go through a mail server, or nowhere: never into the database of a shop that is open."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from api.adapters.letters import BadPost, NoPost, Smtp, by_smtp, nobody
from api.settings import read_settings
from api.working import post_of
from domain.identity.mail import Letter, keep_in_box
from domain.identity.models import SimulatedLetter
from tests.shop import Shop

LETTER = Letter("cleo@example.test", "Your password", "The code is 42.\n你好", datetime.now(UTC))


ANSWERS = {"DATA": "354 go on", "QUIT": "221 bye"}  # else: ok


class Mailbox:
    """A mail server with a temper: what it says to a letter, and what it took."""

    def __init__(self, verdict: str) -> None:
        self.verdict = verdict
        self.said: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        is_letter = False
        async for raw in reader:
            line = raw.decode().rstrip("\r\n")
            self.said.append(line)
            if is_letter and line != ".":
                continue
            word = line.split(" ")[0].upper()
            answer = (
                self.verdict if is_letter else {"DATA": "354 go on", "QUIT": "221 bye"}.get(word)
            )
            is_letter = word == "DATA"
            writer.write(f"{answer or '250 ok'}\r\n".encode())
            if word == "QUIT":
                break
        writer.close()


@asynccontextmanager
async def mailbox(
    verdict: str = "250 taken", host: str = "127.0.0.1"
) -> AsyncIterator[tuple[Mailbox, Smtp]]:
    box = Mailbox(verdict)
    server = await asyncio.start_server(box.serve, host, 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield box, Smtp.read(f"smtp://{host}:{port}", "shop@example.test")


async def test_a_letter_is_handed_to_the_server() -> None:
    async with mailbox() as (box, server):
        await by_smtp(server)(LETTER)

    assert "rcpt TO:<cleo@example.test>" in box.said
    assert "Subject: Your password" in box.said
    assert "From: shop@example.test" in box.said


async def test_a_letter_that_is_not_taken_is_said_to_be_so() -> None:
    async with mailbox("451 later") as (_, server):
        with pytest.raises(Exception, match="451"):
            await by_smtp(server)(LETTER)


async def test_a_server_elsewhere_must_seal_the_line() -> None:
    async with mailbox(host="127.0.0.2") as (box, server):
        with pytest.raises(smtplib.SMTPNotSupportedError):
            await by_smtp(server)(LETTER)

    assert not any("rcpt" in line for line in box.said)


async def test_without_a_server_nothing_is_written_down(shop: Shop) -> None:
    with pytest.raises(NoPost):
        await nobody(LETTER)

    assert await SimulatedLetter.all().count() == 0


def test_only_a_shop_on_show_has_a_box() -> None:
    settings = read_settings({})

    assert post_of(settings) is nobody
    assert post_of(settings, with_box=True) is keep_in_box


@pytest.mark.parametrize(
    ("url", "sender"),
    [("http://a", "a@b"), ("smtp://", "a@b"), ("smtp://a:x", "a@b"), ("smtp://a", None)],
)
def test_a_server_must_be_named_whole(url: str, sender: str | None) -> None:
    with pytest.raises(BadPost):
        Smtp.read(url, sender)


def test_a_password_is_not_shown() -> None:
    assert "hidden" not in repr(Smtp.read("smtps://me:hidden@mail.test", "a@b"))
