"""How long an operation may take.

Most operations that wait for nothing are over before a clock could be set, and a clock costs as
much as half of what they do: it is set where somebody begins to wait.
"""

import asyncio
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

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


@dataclass(frozen=True, slots=True, eq=False)
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
        return (yield from _watched(_Rest(steps, awaited)).__await__())


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


async def _watched(rest: _Rest[T]) -> T:
    deadline = asyncio.timeout(EXECUTION_SECONDS_MAX)
    try:
        async with deadline:
            return await rest
    except TimeoutError:
        if deadline.expired():
            raise TooSlow from None
        raise
