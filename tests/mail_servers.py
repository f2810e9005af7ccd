"""A mail server on a real socket, with the faults that mail servers have."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

DEADLINE_SECONDS = 60
TAKEN = "250 taken"
HANG = "hang"  # it has the letter, and never says so
DROP = "drop"  # it has the letter, and hangs up


@dataclass
class MailServer:
    """`answer` says what is said to a letter; what was taken lies in `letters`, also where the
    answer never came."""

    answer: Callable[[EmailMessage], str] = lambda letter: TAKEN
    letters: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    talks: set["asyncio.Task[None]"] = field(default_factory=set)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]

    async def until(self, holds: Callable[["MailServer"], bool]) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS), self._news:
            await self._news.wait_for(lambda: holds(self))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None, "the server makes one for each client"
        self.talks.add(talk)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._talk(reader, writer)
        finally:
            self.talks.discard(talk)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        async for raw in reader:
            word = raw.split()[0].upper() if raw.split() else b""
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                said = await self._take(body[:-3])
                if said == HANG:
                    await reader.read()  # until whoever waits is gone
                if said in (HANG, DROP):
                    return
                writer.write(f"{said}\r\n".encode())
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(b"250 ok\r\n")

    async def _take(self, body: bytes) -> str:
        letter = cast(EmailMessage, message_from_bytes(body, policy=policy.default))
        said = self.answer(letter)
        if said in (TAKEN, HANG, DROP):
            async with self._news:
                self.letters.append(letter)
                self._news.notify_all()
        return said


@asynccontextmanager
async def mail_server(
    answer: Callable[[EmailMessage], str] = lambda letter: TAKEN,
) -> AsyncIterator[MailServer]:
    """One on this machine, for as long as the block runs."""
    found = MailServer(answer)
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for talk in [*found.talks]:
            talk.cancel()
        await asyncio.gather(*found.talks, return_exceptions=True)
