"""The notebook of one process: entries are written together, off the path of whoever caused them.

Who must not be answered before it is written down waits for the next page; there is one at a time,
so many who wait write in one statement. What nobody waits for is written a moment later, and at an
orderly stop before the process ends; a killed one loses that moment. Where the database is away,
so much is kept, and beyond it the oldest is lost and logged.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.audit.entries import Entry, Subject, write
from domain.audit.tally import COUNTED, Tally
from realtime.backoff import Backoff
from realtime.tasks import end

PAGE = 500  # entries written at once
SOON_SECONDS = 0.25  # until what nobody waits for is written
TICK_SECONDS = 1.0  # between two looks at what was counted
NOTES_MAX = 20_000  # entries that wait for a database
KEPT_SECONDS_MAX = 5.0  # for a page; then the answer to who waits for it is an error
APART_SECONDS = 0.002  # between two pages where several wait: a page costs more than its entries
FAREWELL_SECONDS = 3.0  # for the last page
NEW_AGAIN = timedelta(minutes=10)  # when the same thing shown to the same follower counts as new
REMEMBERED_MAX = 50_000  # things shown to followers

logger = logging.getLogger(__name__)
Write = Callable[[Iterable[Entry]], Awaitable[None]]
Shown = tuple[str, Subject]


@dataclass(frozen=True, slots=True)
class _Waiting:
    entries: tuple[Entry, ...]
    written: "asyncio.Future[None]"


class Notebook:
    """Start it once the database is there, stop it before it goes."""

    def __init__(self, write: Write = write) -> None:
        self._write = write
        self._tally = Tally()
        self._notes: deque[Entry] = deque()
        self._waiting: deque[_Waiting] = deque()
        self._shown: OrderedDict[Shown, datetime] = OrderedDict()
        self._stirred = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._lost = 0
        self._is_over = False

    async def start(self) -> None:
        """Write from now on."""
        self._is_over = False
        self._tasks = [
            asyncio.create_task(self._keep_writing(), name="audit writes"),
            asyncio.create_task(self._keep_counting(), name="audit counts"),
        ]

    async def stop(self) -> None:
        """Write what is left. Repeating it is harmless."""
        tasks, self._tasks = self._tasks, []
        for entry in self._tally.close():
            self._append(entry)
        self._is_over = True
        self._stirred.set()
        if tasks:
            await asyncio.wait(tasks[:1], timeout=FAREWELL_SECONDS)
        await end(*tasks)
        if self._notes:
            logger.error("%s audit entries could not be written", len(self._notes))
        for each in self._waiting:
            each.written.cancel()

    def note(self, entry: Entry) -> None:
        """Have it written soon; of what is refused again and again, how often."""
        if entry.kind in COUNTED:
            counted = self._tally.count(entry)
            if counted is None:
                return
            entry = counted
        self._append(entry)

    async def keep(self, *entries: Entry) -> None:
        """Return once they are written.

        Raises:
            Exception: they could not be: the database is away.
        """
        if not entries:
            return
        written = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(entries, written))
        self._stirred.set()
        await written

    async def keep_new(self, *entries: Entry) -> None:
        """The same, but for what was written of the same actor and things within ten minutes."""
        new = [found for entry in entries if (found := self._news_of(entry)) is not None]
        await self.keep(*new)
        for entry in new:
            for subject in entry.subjects:
                self._shown[entry.actor, subject] = entry.occurred_at
        while len(self._shown) > REMEMBERED_MAX:
            self._shown.popitem(last=False)

    def _news_of(self, entry: Entry) -> Entry | None:
        long_ago = entry.occurred_at - NEW_AGAIN
        subjects = tuple(
            each
            for each in entry.subjects
            if self._shown.get((entry.actor, each), long_ago) <= long_ago
        )
        return replace(entry, subjects=subjects) if subjects else None

    def _append(self, entry: Entry) -> None:
        if len(self._notes) >= NOTES_MAX:
            self._notes.popleft()
            self._lost += 1
        self._notes.append(entry)
        self._stirred.set()

    async def _keep_counting(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for entry in self._tally.due(datetime.now(UTC)):
                self._append(entry)
            if self._lost:
                logger.error("%s audit entries were lost: the database is away", self._lost)
                self._lost = 0

    async def _keep_writing(self) -> None:
        backoff = Backoff(0.05, 2.0)
        while not self._is_over or self._notes or self._waiting:
            await self._stirred.wait()
            if not self._waiting and not self._is_over:
                await self._gather()
            self._stirred.clear()
            try:
                while self._notes or self._waiting:
                    if await self._page() > 1:
                        await asyncio.sleep(APART_SECONDS)
                backoff.reset()
            except Exception as error:  # whatever it is, it is tried again
                logger.warning("The audit trail could not be written: %r", error)
                self._stirred.set()
                await backoff.wait()

    async def _gather(self) -> None:
        """Let others come, but for whoever waits."""
        self._stirred.clear()
        until = asyncio.get_running_loop().time() + SOON_SECONDS
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                while not (self._waiting or self._is_over) and len(self._notes) < PAGE:
                    await self._stirred.wait()
                    self._stirred.clear()

    async def _page(self) -> int:
        """Write one page, first what is waited for; and say how many entries it has.

        Raises:
            Exception: it could not be written. Notes stay; who waits is told.
        """
        waiting: list[_Waiting] = []
        page: list[Entry] = []
        while self._waiting and len(page) < PAGE:
            waiting.append(self._waiting.popleft())
            page += waiting[-1].entries
        notes = [self._notes.popleft() for _ in range(min(len(self._notes), PAGE))]
        try:
            await self._written([*page, *notes])
        except BaseException as error:
            self._notes.extendleft(reversed(notes))
            for each in waiting:
                if not each.written.done():
                    each.written.set_exception(Unwritten(repr(error)))
            raise
        for each in waiting:
            if not each.written.done():
                each.written.set_result(None)
        return len(page) + len(notes)

    async def _written(self, entries: list[Entry]) -> None:
        """In a task of its own: a transaction that could not begin would stay in this one's."""

        async def act() -> None:
            await self._write(entries)

        async with asyncio.timeout(KEPT_SECONDS_MAX):
            await asyncio.create_task(act(), name="audit page")


class Unwritten(OSError):
    """What must be known later could not be written down, so it must not happen: the database is
    away, and so it is for whoever asks.
    """
