"""A dead client is let go within seconds; a slow one that lives is not."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import pytest

from api.switchboard import SocketLimits, Switchboard
from api.wire import Wire, text_frame
from tests.api.talking import MESSAGE, Ends, connected, talking

RELEASED_SECONDS_MAX = 5.0
SLACK_SECONDS = 3.0  # of a machine that does other things too
DEADLINE_SECONDS = 30

# A client that shakes hands, says so, and then reads as told: bytes at a time, seconds between.
CLIENT = """
import socket, sys, time
host, port, size, pause = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
line = socket.socket()
line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
line.connect((host, port))
line.sendall(b"GET / HTTP/1.1\\r\\nHost: here\\r\\n"
    b"Upgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
    b"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n")
print("connected", flush=True)
while line.recv(size):
    time.sleep(pause)
"""


@asynccontextmanager
async def client(
    address: str, *, size: int = 65_536, pause: float = 0, before: tuple[str, ...] = ()
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own that reads from the server."""
    host, port = address.removeprefix("ws://").split(":")
    process = await asyncio.create_subprocess_exec(
        *(*before, sys.executable, "-S", "-c", CLIENT, host, port, str(size), str(pause)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"connected\n"
        yield process
    finally:
        with suppress(ProcessLookupError):  # who was hung up on ends by itself
            process.send_signal(signal.SIGCONT)
            process.kill()
        await process.wait()


class Follower:
    """What the application knows of its one client."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.gone = asyncio.Event()
        self.is_behind = asyncio.Event()

    async def feed(self, wire: Wire, ends: Ends) -> None:
        """Write as much as the client takes, until it is gone."""
        wire.on_closed = self.gone.set
        self.open.set()
        frame = text_frame(b"x" * MESSAGE)
        while not self.gone.is_set():
            while wire.writable:
                wire.write(frame)
            self.is_behind.set()
            await asyncio.sleep(0.01)

    async def keep(self, wire: Wire, ends: Ends) -> None:
        """Say nothing."""
        wire.on_closed = self.gone.set
        self.open.set()
        await ends.until_gone()

    async def seconds_until_gone(self) -> float:
        began = time.monotonic()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self.gone.wait()
        return time.monotonic() - began


async def test_a_client_that_takes_nothing_more_is_let_go() -> None:
    follower = Follower()
    async with talking(follower.feed) as address, client(address) as process:
        await follower.open.wait()
        process.send_signal(signal.SIGSTOP)

        assert await follower.seconds_until_gone() < RELEASED_SECONDS_MAX + SLACK_SECONDS


async def test_a_slow_client_that_takes_a_little_every_second_stays() -> None:
    follower = Follower()
    async with talking(follower.feed) as address, client(address, size=16_384, pause=0.5):
        await follower.is_behind.wait()

        with pytest.raises(TimeoutError):
            await asyncio.wait_for(follower.gone.wait(), 2 * RELEASED_SECONDS_MAX)


@contextmanager
def another_machine() -> Iterator[tuple[str, str]]:
    """A network of its own behind a cable: its name, and our address on the cable."""
    name = f"tg{os.getpid()}"
    ours, theirs = f"10.213.{os.getpid() % 250}.1", f"10.213.{os.getpid() % 250}.2"

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    try:
        ip("netns", "add", name)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network of one's own here: {error}")
    try:
        ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("addr", "add", f"{ours}/24", "dev", name)
        ip("link", "set", name, "up")
        ip("-n", name, "addr", "add", f"{theirs}/24", "dev", "eth0")
        ip("-n", name, "link", "set", "eth0", "up")
        yield name, ours
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False)
        subprocess.run(["ip", "link", "del", name], check=False, stderr=subprocess.DEVNULL)


def pull_the_cable(name: str) -> None:
    subprocess.run(["ip", "-n", name, "link", "set", "eth0", "down"], check=True)


@pytest.mark.as_root
@pytest.mark.parametrize("behaviour", ["keep", "feed"])
async def test_a_client_whose_machine_vanished_is_let_go(behaviour: str) -> None:
    follower = Follower()
    with another_machine() as (name, ours):
        inside = ("ip", "netns", "exec", name)
        talk = getattr(follower, behaviour)
        async with (
            talking(talk, host=ours, timeout_graceful_shutdown=1) as address,
            client(address, before=inside),
        ):
            await follower.open.wait()
            pull_the_cable(name)

            assert await follower.seconds_until_gone() < RELEASED_SECONDS_MAX + SLACK_SECONDS


async def test_who_answers_no_ping_is_let_go_and_who_answers_stays() -> None:
    quick = Switchboard(SocketLimits(ping_seconds=0.5))
    silent, alive = Follower(), Follower()
    followers = [silent, alive]

    async def talk(wire: Wire, ends: Ends) -> None:
        await followers.pop(0).keep(wire, ends)

    async with talking(talk, quick) as address, client(address):  # it knows no pongs
        await silent.open.wait()
        async with connected(address):
            await alive.open.wait()
            assert quick.count == 2

            await silent.seconds_until_gone()

            assert not alive.gone.is_set()
            assert (quick.count, quick.silent) == (1, 1)


async def test_who_says_nothing_or_half_of_it_is_let_go() -> None:
    half = [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: here\r\n", b"\r\n\r\n"]

    async def until_let_go(host: str, port: str, words: bytes) -> float:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(words)
        with suppress(ConnectionResetError):
            await reader.read()
        writer.close()
        return time.monotonic() - began

    async with talking(Follower().keep) as address:
        host, port = address.removeprefix("ws://").split(":")
        async with asyncio.timeout(DEADLINE_SECONDS):
            waits: list[Any] = [until_let_go(host, port, words) for words in half]
            seconds = await asyncio.gather(*waits)

    assert max(seconds) < 10 + SLACK_SECONDS
