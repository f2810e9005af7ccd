"""The hub of a process: every fact once, in the order of the log, to whom it concerns.

`position` is the number up to which all facts were seen. It moves over every number without a hole.
A hole that stays is filled from the log, so that a bus which loses, doubles or reorders costs time
and never a fact. The hub waits for no listener.
"""

import asyncio
import logging
from collections.abc import Collection
from uuid import UUID

from realtime import log, topics
from realtime.backoff import Backoff
from realtime.bus import Bus
from realtime.listener import QUEUE_LIMIT, Listener
from realtime.messages import Batch, Heartbeat, Lag, Message, Present, Resync, StoredEvent
from realtime.routes import Routes
from realtime.tasks import end

GRACE_SECONDS = 0.05  # a hole may be a message still under way
SILENCE_SECONDS = 3.0  # heartbeats come each second; without them the hub looks for itself
EARLY_LIMIT = 10_000  # facts kept behind a hole; beyond it the log is cheaper

logger = logging.getLogger(__name__)


class Hub:
    """Start it after its bus. `listen` from any task of the same loop."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._epoch: UUID | None = None
        self.position = 0
        self._heard_of = 0  # the highest number that anybody spoke of
        self._heard_at = 0.0  # when the bus last said anything
        self._beaten_at = 0.0  # when the relay last told its pulse
        self.lag = Lag()  # how far the relay was behind then
        self._early: dict[int, StoredEvent] = {}  # facts that wait behind a hole
        self._doubt = False  # something happened that only the log can clear up
        self._stirred = asyncio.Event()
        self._routes = Routes()
        self._watch: asyncio.Task[None] | None = None
        self._stopped = False
        self.delivered = 0  # facts that went by, whoever listened
        self.read_from_log = 0  # of these, facts that the bus did not bring in time
        self.fills = 0
        self.foreign = 0  # messages of another log
        self.restarts = 0

    @property
    def epoch(self) -> UUID:
        """Which log this is."""
        assert self._epoch is not None, "start the hub first"
        return self._epoch

    @property
    def silence_seconds(self) -> float:
        """How long no heartbeat came: with no relay at work nobody tells its lag."""
        return asyncio.get_running_loop().time() - self._beaten_at

    async def start(self) -> None:
        """Take up the log where it ends now."""
        self._bus.attach(self._receive)
        self._heard_at = self._beaten_at = asyncio.get_running_loop().time()
        state = await log.state()
        self._epoch, self.position = state.epoch, state.newest
        self._watch = asyncio.create_task(self._keep_watch(), name="hub")

    async def stop(self) -> None:
        """End every listener at once. Repeating it is harmless."""
        if self._watch is not None:
            self._bus.detach(self._receive)
            await end(self._watch)
            self._watch = None
        self._stopped = True
        for listener in self.listeners:
            listener.end()

    def listen(self, about: Collection[topics.Topic], *, limit: int = QUEUE_LIMIT) -> Listener:
        """Join now: the listener gets every fact after `joined_at`, which is this very position.

        Use it as `async with hub.listen(...) as listener`, or it listens for ever.
        """
        assert about, "say what to listen to"
        listener = Listener(
            self.position, limit, position=lambda: self.position, leave=self._routes.leave
        )
        for topic in about:
            self._routes.attend(listener, topic)
        if self._stopped:
            listener.end()
        return listener

    def attend(self, listener: Listener, topic: topics.Topic) -> None:
        """Have a listener hear of one thing more, from this very position on."""
        self._routes.attend(listener, topic)

    def ignore(self, listener: Listener, topic: topics.Topic) -> None:
        """Have it hear no more of one thing."""
        self._routes.ignore(listener, topic)

    @property
    def listeners(self) -> set[Listener]:
        """Everybody who listens."""
        return self._routes.listeners

    def _receive(self, message: Message) -> None:
        if isinstance(message, Present):
            return  # not from the relay: it says nothing of how the log goes
        self._heard_at = asyncio.get_running_loop().time()
        match message:
            case Resync():
                logger.info("The bus was away: the log is asked what it did not bring")
                self._doubt = True
            case Heartbeat(epoch) | Batch(epoch) if epoch != self._epoch:
                self.foreign += 1
                self._doubt = True
            case Heartbeat(_, newest, lag):
                self._heard_of = max(self._heard_of, newest)
                self._beaten_at, self.lag = self._heard_at, lag
            case Batch(_, events):
                self._early |= {event.seq: event for event in events if event.seq > self.position}
                self._heard_of = max([self._heard_of, *(event.seq for event in events)])
                self._advance()
        if self._doubt or self._heard_of > self.position:
            self._stirred.set()

    def _advance(self) -> None:
        """Deliver what follows without a hole."""
        while event := self._early.pop(self.position + 1, None):
            self._deliver(event)
        if len(self._early) > EARLY_LIMIT:
            self._early.clear()

    def _deliver(self, event: StoredEvent) -> None:
        self.position = event.seq
        self.delivered += 1
        self._routes.deliver(event)

    async def _keep_watch(self) -> None:
        backoff = Backoff(0.05, 2.0)
        while True:
            await self._until_the_log_is_needed()
            try:
                await self._read_the_log()
                backoff.reset()
            except Exception as error:  # whatever it is: who stops watching loses facts in silence
                logger.warning("The hub could not read the log: %r", error)
                self._doubt = True
                self._stirred.set()
                await backoff.wait()

    async def _until_the_log_is_needed(self) -> None:
        """Return at a doubt, at a hole that outlives its grace, or after a silence."""
        clock = asyncio.get_running_loop().time
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await self._stirred.wait()
            except TimeoutError:
                if clock() - self._heard_at >= SILENCE_SECONDS:
                    return
                continue
            hole_before = self._heard_of
            await asyncio.sleep(GRACE_SECONDS)
            if self._doubt or self.position < hole_before:
                return
            self._stirred.clear()
            if self._heard_of > self.position:
                self._stirred.set()

    async def _read_the_log(self) -> None:
        """Catch up with everything that is numbered by now.

        What was heard so far is in the log, for it was committed before it was told; so it can be
        forgotten. What comes meanwhile waits in `_early`.
        """
        self._stirred.clear()
        self._doubt = False
        self._early.clear()
        self._heard_of = self.position
        self.fills += 1
        read_before = self.read_from_log
        full = True
        while full:
            before = self.position
            page = await log.page(before)
            if page.epoch != self._epoch or page.newest < before:
                return self._begin_anew(page)
            if before < page.floor:
                return self._skip_to(page.newest)
            self._take(page)
            full = len(page.events) == log.PAGE
        if late := self.read_from_log - read_before:
            logger.info("The hub took %d facts from the log: the bus did not bring them", late)
        return None

    def _take(self, page: log.Page) -> None:
        for event in page.events:
            if event.seq > self.position:
                self.read_from_log += 1
                self._deliver(event)
        if len(page.events) < log.PAGE:
            self.position = max(self.position, page.newest)  # the rest is imported history
        self._early = {seq: each for seq, each in self._early.items() if seq > self.position}
        self._advance()

    def _begin_anew(self, page: log.Page) -> None:
        """Follow another log from its end; every listener hears of it."""
        self.restarts += 1
        self._epoch, self.position = page.epoch, page.newest
        self._early.clear()
        self._heard_of = self.position
        for listener in self.listeners:
            listener.begin_anew(page.epoch)

    def _skip_to(self, newest: int) -> None:
        """We were away longer than the log replays; every listener must find out what it missed."""
        self.position = newest
        for listener in self.listeners:
            listener.overflow()
        self._advance()
