"""Followers: they are cut off, stall and forget, and come back with the last cursor they saw."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, Self
from uuid import UUID

import httpx
import websockets

from bench.client import Client, Items
from bench.events import Events
from bench.soak.feeds import Fact, Feed
from bench.soak.tempers import Temper, Transport
from realtime.cursor import Cursor

LOST = (OSError, websockets.WebSocketException, httpx.TransportError, TimeoutError)
NO_DOOR_SECONDS = 0.1  # before it is tried at the next door
PATIENCE_MAX = 16.0  # times as long as a line lasts at first
NOBODYS = "a cursor of nobody's"


@dataclass(frozen=True, slots=True)
class Gap:
    """A told hole: the cursor we came with, what the server says, and the state it shows."""

    reason: str
    came_with: str
    missed_after: str | None
    resumed_at: str
    cursor: str
    subject: str | None
    version: int

    @property
    def resumed_seq(self) -> int:
        """The number where the stream goes on."""
        return seq_of(self.resumed_at)


def seq_of(cursor: str) -> int:
    """The number in a cursor of ours."""
    found = Cursor.read(cursor)
    assert found is not None, cursor
    return found.seq


class Door(Protocol):
    """A server; one that was killed comes back at another address."""

    @property
    def address(self) -> str:
        """Where it is now."""


class Doors:
    """The addresses of the servers, as clients with one token."""

    def __init__(self, servers: Sequence[Door], token: str) -> None:
        self._servers = servers
        self._token = token
        self._clients: dict[tuple[str, bool], Client] = {}

    def client(self, door: int, *, narrow: bool) -> Client:
        """Somebody at this door, wherever it is now; nobody says whether it is open."""
        address = self._servers[door % len(self._servers)].address
        if (address, narrow) not in self._clients:
            self._clients[address, narrow] = Client(address, self._token, narrow=narrow)
        return self._clients[address, narrow]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients.values():
            await client.close()


@dataclass
class Follower:
    """One who follows, and what it was told over all its lines, in the order of arrival."""

    feed: Feed
    temper: Temper
    transport: Transport
    doors: Doors
    start: str
    dice: random.Random
    door: int = 0
    told: list[Fact | Gap] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.cursor = self.came_with = self.start
        self._end: int | None = None
        self._patience = 1.0
        self._has_paused = False  # on this line
        self._does("sets out")

    @property
    def name(self) -> str:
        """Who this is, in a report."""
        return f"{self.temper.name} follower of {self.feed.name} over {self.transport}"

    @property
    def whereabouts(self) -> str:
        """How far this one has come, and what it has been doing since."""
        seconds = time.monotonic() - self._since
        return f"at {seq_of(self.cursor):,}, {self._doing} for {seconds:.0f} s"

    @property
    def may_be_told_the_latest_only(self) -> bool:
        """Whether a newer fact may take the place of those before it of the same thing."""
        return self.feed.coalesces and self.temper.leaves_its_socket_full

    def end_at(self, seq: int) -> None:
        """This is the last number to wait for."""
        self._end = seq
        self._look_whether_arrived()

    async def follow(self) -> None:
        """Line after line, until the end."""
        while not self.arrived.is_set():
            try:
                await self._line()
            except LOST as loss:
                self.counts["lines lost"] += 1
                self.counts["lines lost behind a pause"] += self._has_paused
                self.counts[f"lost by {type(loss).__name__}"] += 1
                self.door += 1
                await asyncio.sleep(self.dice.uniform(0, NO_DOOR_SECONDS))
            except Exception as surprise:  # whatever it is, the report shall name it
                self.strange.append(f"{self.name}: {surprise!r}")
                await asyncio.sleep(NO_DOOR_SECONDS)

    async def _line(self) -> None:
        after = self._after()
        self._does("opens a line")
        self._has_paused = False
        async with self._open(after) as items:
            self._does("listens")
            self.counts["lines"] += 1
            self.came_with = after
            before = len(self.told)
            try:
                async with asyncio.timeout(self._lasts()):
                    await self._listen(items)
            except TimeoutError:
                self.counts["lines cut"] += 1
                brought = len(self.told) > before
                self._patience = 1.0 if brought else min(self._patience * 2, PATIENCE_MAX)
            finally:
                items.cut()
        self._does("is away")
        await asyncio.sleep(self._some(self.temper.away_seconds))

    def _after(self) -> str:
        """The cursor to come back with: almost always the last one seen."""
        if self.counts["lines"] == 0:
            return self.start
        if self.dice.random() < self.temper.forgets:
            self.counts["cursors forgotten"] += 1
            foreign = UUID(int=self.dice.getrandbits(128), version=4)
            return self.dice.choice([NOBODYS, Cursor(foreign, 1).text])
        self.counts["lines resumed with after"] += 1
        return self.cursor

    def _open(self, after: str) -> AbstractAsyncContextManager[Items | Events]:
        """A line; over SSE the cursor comes as browsers bring it, but for the first time."""
        client = self.doors.client(self.door, narrow=self.temper.stall_seconds is not None)
        if self.transport is Transport.SOCKET:
            return client.follow(self.feed.document, after=after, **self.feed.variables)
        if self.counts["lines"] == 0:
            return client.stream(self.feed.document, after=after, **self.feed.variables)
        return client.stream(self.feed.document, last_event_id=after, **self.feed.variables)

    async def _listen(self, items: Items | Events) -> None:
        while True:
            self._note(await items.next(within=None))
            if self.temper.pauses_behind(len(self.told) - 1):
                await self._pause()
            self._does("listens")

    async def _pause(self) -> None:
        self._does("pauses")
        self._has_paused = True
        self.counts["stalls"] += 1
        await asyncio.sleep(self._some(self.temper.stall_seconds))

    def _does(self, what: str) -> None:
        self._doing, self._since = what, time.monotonic()

    def _note(self, item: dict[str, Any]) -> None:
        subject, version = item["subject"] and item["subject"]["id"], item["aggregateVersion"]
        if gap := item["gap"]:
            self.told.append(
                Gap(
                    reason=gap["reason"],
                    came_with=self.came_with,
                    missed_after=gap["missedAfter"],
                    resumed_at=gap["resumedAt"],
                    cursor=item["cursor"],
                    subject=subject,
                    version=version,
                )
            )
        else:
            self.told.append(Fact(seq_of(item["cursor"]), subject, version))
        self.cursor = item["cursor"]
        self._look_whether_arrived()

    def _look_whether_arrived(self) -> None:
        if self._end is not None and seq_of(self.cursor) >= self._end:
            self.arrived.set()

    def _lasts(self) -> float | None:
        """Seconds until the line is cut; after a line that brought nothing the next lasts longer,
        for a server without time to spare would never get beyond greetings."""
        seconds = self.temper.line_seconds
        return self._some(seconds) * self._patience if seconds else None

    def _some(self, seconds: tuple[float, float] | None) -> float:
        return self.dice.uniform(*seconds) if seconds else 0.0


@asynccontextmanager
async def following(followers: Sequence[Follower]) -> AsyncIterator[None]:
    """All of them follow for as long as the block runs."""
    tasks = [asyncio.create_task(each.follow(), name=each.name) for each in followers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
