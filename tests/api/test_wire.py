"""The wire: what is written goes out at once, in order, and never more than the client takes."""

import asyncio
from typing import Any

import pytest
import websockets

from api.protocol import BUFFER_HIGH
from api.wire import Wire, text_frame
from tests.api.talking import MESSAGE, Ends, connected, narrow, talking
from tests.wire import DEADLINE_SECONDS


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 200_000])
async def test_a_frame_of_any_length_arrives_whole(length: int) -> None:
    text = "é" * (length // 2) + "x" * (length % 2)

    async def talk(wire: Wire, ends: Ends) -> None:
        wire.write(text_frame(text.encode()))
        await ends.until_gone()

    async with talking(talk) as address, connected(address) as client:
        assert await client.recv() == text


async def test_frames_written_keep_their_place_among_messages_sent() -> None:
    async def talk(wire: Wire, ends: Ends) -> None:
        await ends.say("1")
        wire.write(text_frame(b"2") + text_frame(b"3"))
        await ends.say("4")
        wire.write(text_frame(b"5"))
        await ends.until_gone()

    async with talking(talk) as address, connected(address) as client:
        assert [await client.recv() for _ in range(5)] == ["1", "2", "3", "4", "5"]


async def test_nothing_follows_the_close_frame() -> None:
    closed = []

    async def talk(wire: Wire, ends: Ends) -> None:
        wire.on_closed = lambda: closed.append(wire.writable)
        await ends.send({"type": "websocket.close", "code": 4000, "reason": "enough"})
        wire.write(text_frame(b"one more thing"))

    async with talking(talk) as address, connected(address) as client:
        with pytest.raises(websockets.ConnectionClosedError):
            await client.recv()

        assert (client.close_code, client.close_reason) == (4000, "enough")
    assert closed == [False]


@pytest.mark.parametrize("abruptly", [False, True])
async def test_the_wire_says_once_that_the_client_has_gone(abruptly: bool) -> None:
    gone = asyncio.Event()
    told = []

    async def talk(wire: Wire, ends: Ends) -> None:
        wire.on_closed = lambda: told.append(wire.writable)
        await ends.until_gone()
        wire.write(text_frame(b"anybody there?"))
        gone.set()

    async with talking(talk) as address, connected(address) as client:
        if abruptly:
            client.transport.abort()
        else:
            await client.close()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await gone.wait()

    assert told == [False]


async def test_a_client_who_does_not_read_makes_the_wire_unwritable_until_he_does() -> None:
    full, caught_up = asyncio.Event(), asyncio.Event()
    written = 0
    buffered = 0

    async def talk(wire: Wire, ends: Ends) -> None:
        nonlocal written, buffered
        wire.on_writable = caught_up.set
        while wire.writable:
            wire.write(text_frame(b"x" * MESSAGE))
            written += 1
        buffered = transport_of(wire).get_write_buffer_size()
        full.set()
        async with asyncio.timeout(DEADLINE_SECONDS):
            await caught_up.wait()
        assert wire.writable
        wire.write(text_frame(b"last"))
        await ends.until_gone()

    async with (
        talking(talk) as address,
        connected(address, sock=narrow(address), max_queue=1) as client,
    ):
        async with asyncio.timeout(DEADLINE_SECONDS):
            await full.wait()

        heard = [len(await client.recv()) for _ in range(written)]
        last = await client.recv()

    assert BUFFER_HIGH < buffered <= BUFFER_HIGH + MESSAGE + 4  # one message and its header
    assert heard == [MESSAGE] * written
    assert last == "last"


async def test_pings_of_a_client_who_does_not_read_pile_up_no_pongs() -> None:
    full, flooded = asyncio.Event(), asyncio.Event()
    before = after = written = 0

    async def talk(wire: Wire, ends: Ends) -> None:
        nonlocal before, after, written
        while wire.writable:
            wire.write(text_frame(b"x" * MESSAGE))
            written += 1
        before = transport_of(wire).get_write_buffer_size()
        full.set()
        assert (await ends.receive())["text"] == "behind the pings"
        after = transport_of(wire).get_write_buffer_size()
        flooded.set()
        await ends.until_gone()

    async with (
        talking(talk) as address,
        connected(address, sock=narrow(address), max_queue=1) as client,
    ):
        async with asyncio.timeout(DEADLINE_SECONDS):
            await full.wait()
            pongs = [await client.ping(bytes([number])) for number in range(50)]
            await client.send("behind the pings")
            await flooded.wait()

        async with asyncio.timeout(DEADLINE_SECONDS):
            for _ in range(written):
                await client.recv()
            await pongs[-1]

    assert after == before


def transport_of(wire: Wire) -> Any:
    transport = wire._transport
    assert transport is not None
    return transport
