"""How long an operation may take.

Most operations that wait for nothing are over before a clock could be set, and a clock costs as
much as half of what they do: it is set where somebody begins to wait.
"""

import asyncio
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from domain.shared.errors import DomainError

EXECUTION_SECONDS_MAX = 30  # of a query or a mutation; what is followed has no end

T = TypeVar("T")


class TooSlow(DomainError):
    """It took too long, and was broken off. A change that was under way may have been made."""

    code = "TOO_SLOW"
    retryable = True

    def __init__(self) -> None:
        super().__init__(
            f"This took more than {EXECUTION_SECONDS_MAX} s.", seconds=EXECUTION_SECONDS_MAX
        )


@dataclass(slots=True, eq=False)  # one for every request: a frozen one takes thrice as long to make
class InTime(Generic[T]):
    """Work to be awaited, which is broken off when it takes too long.

    Raises:
        TooSlow: it did.
    """

    work: Coroutine[Any, Any, T]

    def __await__(self) -> Generator[Any, None, T]:
        steps = self.work.__await__()
        try:
            awaited = next(steps)
        except StopIteration as done:
            result: T = done.value
            return result
        return (yield from watch().over(_Rest(steps, awaited)).__await__())


@dataclass(frozen=True, slots=True, eq=False)
class _Rest(Generic[T]):
    """What remains of some work after its first step, which ended in waiting for something."""

    steps: Generator[Any, Any, T]
    awaited: object

    def __await__(self) -> Generator[Any, None, T]:
        awaited = self.awaited
        while True:
            try:
                yield awaited
            except BaseException as error:  # a cancellation, above all: it is the work's to hear
                try:
                    awaited = self.steps.throw(error)
                except StopIteration as done:
                    result: T = done.value
                    return result
            else:
                return (yield from self.steps)


class Watch:
    """All that waits, oldest first. One clock is set for the oldest; those behind it have longer.

    What is broken off is cancelled, as `asyncio.timeout` does it, which sets a clock for each.
    """

    def __init__(self) -> None:
        self._under_way: dict[int, Watched] = {}
        self._has_clock = False

    async def over(self, rest: _Rest[T]) -> T:
        """The result of some work.

        Raises:
            TooSlow: it took too long.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None, "the application runs in tasks"
        watched = Watched(task, loop.time() + EXECUTION_SECONDS_MAX, task.cancelling())
        self._under_way[id(watched)] = watched
        if not self._has_clock:
            self._set_clock(loop, watched.until)
        try:
            return await rest
        except asyncio.CancelledError:
            if watched.taken_back():
                raise TooSlow from None
            raise
        finally:
            watched.taken_back()  # it may have been over at the very moment it was to be broken off
            del self._under_way[id(watched)]

    def _set_clock(self, loop: asyncio.AbstractEventLoop, when: float) -> None:
        self._has_clock = True
        loop.call_at(when, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._has_clock = False
        for watched in self._under_way.values():
            if watched.until > loop.time():
                self._set_clock(loop, watched.until)
                return
            if not watched.is_late:
                watched.is_late = True
                watched.task.cancel()


@dataclass(slots=True, eq=False)
class Watched:
    """A task that does something, until when, and how often it was to be cancelled before."""

    task: "asyncio.Task[Any]"
    until: float
    cancelling: int
    is_late: bool = False

    def taken_back(self) -> bool:
        """Take back that it was to be cancelled, if it was, once; whether nobody else wants it."""
        was_late, self.is_late = self.is_late, False
        return was_late and self.task.uncancel() <= self.cancelling


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def watch() -> Watch:
    """The watch of the event loop that runs."""
    loop = asyncio.get_running_loop()
    found = _watches.get(loop)
    if found is None:
        found = _watches[loop] = Watch()
    return found
