"""The till: who comes alone is served at once; who want the same at once are served together.

While an order is being committed, no other can take of the same stock: the database would have
them wait for its lock, one commit after the other. Here they stand in line instead, and when the
commit is there, the next one writes all who wait. Nobody waits for a group to fill.
"""

import asyncio
import logging
from asyncio import AbstractEventLoop, Future, Task, TimerHandle
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextvars import Context as Variables
from contextvars import copy_context
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from domain.orders.at_once import place_at_once
from domain.orders.models import Order
from domain.orders.placing import Placing
from domain.orders.step_by_step import place_step_by_step
from domain.orders.together import GroupFailed, Outcome, WarningDue, place_together

GROUP_MAX = 64  # orders in one commit
GROUP_WAIT_MAX = 100  # milliseconds in line; then an order waits for nobody of this process
TURNS = 3  # of the event loop after a commit: a request is read, understood, and at the till
LANES = 4  # commits under way at a time
LANES_MAX = 8  # the same, with those that waited too long; fewer than there are connections

logger = logging.getLogger(__name__)
Answer = Outcome | Exception
T = TypeVar("T")


class Till:
    """One line for all orders of this process. All it knows is who is there.

    With groups of one there is no line: each order waits in the database, as it would anyway.
    """

    def __init__(self, *, group_max: int | None = None, wait_max: float = GROUP_WAIT_MAX) -> None:
        self._group_max = group_max or GROUP_MAX
        self._wait_max = wait_max
        self._line: dict[Waiting, None] = {}  # in the order of their coming
        self._busy: Counter[UUID] = Counter()  # variants, by the commits that take of them
        self._lanes = 0  # commits under way
        self._is_called = False
        self._tasks: set[Task[None]] = set()

    async def place(self, placing: Placing) -> Order:
        """Place an order, alone or with others; see `place_order` for what it raises."""
        if self._group_max == 1:
            return await place_alone(placing)
        return await _what_is_said(placing, await self._stand_in_line(placing))

    async def _stand_in_line(self, placing: Placing) -> Answer:
        loop = asyncio.get_running_loop()
        waiting = Waiting(
            placing,
            loop.create_future(),
            loop.call_later(self._wait_max / 1_000, self._lose_patience),
            copy_context(),
        )
        self._line[waiting] = None
        self._call_next(turns=1)
        try:
            return await waiting.answer
        finally:
            self._leave(waiting)  # who goes away before their turn has ordered nothing

    def _call_next(self, turns: int) -> None:
        """Serve after so many turns of the event loop: who comes until then goes along."""
        if not self._is_called:
            self._is_called = True
            self._let_pass(turns)

    def _let_pass(self, turns: int) -> None:
        if turns:
            asyncio.get_running_loop().call_soon(self._let_pass, turns - 1)
        else:
            self._is_called = False
            self._serve()

    def _serve(self) -> None:
        """Let in those whose stock is free, as many together as there are."""
        while self._line and self._lanes < LANES:
            able = (waiting for waiting in self._line if self._is_free(waiting.placing))
            group = [*islice(able, self._group_max)]
            if not group:
                return
            self._let_in(group)

    def _lose_patience(self) -> None:
        """Let in those who have waited longest, whatever is under way."""
        if self._line and self._lanes < LANES_MAX:
            self._let_in([*islice(self._line, self._group_max)])

    def _let_in(self, group: Sequence["Waiting"]) -> None:
        for waiting in group:
            self._leave(waiting)
        self._begin([waiting.placing for waiting in group])
        task = group[0].task(self._answer(group))  # must be referred to, or it may vanish
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, group: Sequence["Waiting"]) -> None:
        try:
            if len(group) == 1 or not await self._answer_together(group):
                await self._answer_one_by_one(group)
        finally:
            self._end([waiting.placing for waiting in group])

    async def _answer_together(self, group: Sequence["Waiting"]) -> bool:
        """Whether they could be answered; if not, nothing was written for anybody."""
        answers: Sequence[Answer]
        try:
            answers = await place_together([waiting.placing for waiting in group])
        except GroupFailed as failed:
            if not isinstance(failed, WarningDue):
                logger.warning("orders are placed one by one after %r", failed.__cause__)
            return False
        except Exception as error:
            answers = [error] * len(group)
        for waiting, answer in zip(group, answers, strict=True):
            waiting.tell(answer)
        return True

    async def _answer_one_by_one(self, group: Sequence["Waiting"]) -> None:
        for waiting in group:
            if not waiting.answer.done():
                waiting.tell(await waiting.task(_tried(waiting.placing)))

    def _leave(self, waiting: "Waiting") -> None:
        self._line.pop(waiting, None)
        waiting.patience.cancel()

    def _is_free(self, placing: Placing) -> bool:
        return not any(variant_id in self._busy for variant_id in placing.wanted)

    def _begin(self, placings: Sequence[Placing]) -> None:
        self._lanes += 1
        for placing in placings:
            self._busy.update(placing.wanted.keys())

    def _end(self, placings: Sequence[Placing]) -> None:
        self._lanes -= 1
        for placing in placings:
            self._busy.subtract(placing.wanted.keys())
        self._busy = +self._busy
        if self._line:
            self._call_next(TURNS)


@dataclass(slots=True, eq=False)
class Waiting:
    """Somebody in line, with the variables they came with: those are of no transaction."""

    placing: Placing
    answer: "Future[Answer]"
    patience: TimerHandle
    variables: Variables

    def task(self, work: Coroutine[None, None, T]) -> "Task[T]":
        """Work in a task of its own: one that ever lost its connection cannot get another."""
        return asyncio.create_task(work, context=self.variables.copy())

    def tell(self, answer: Answer) -> None:
        """Say what came of it, unless they have gone away."""
        if not self.answer.done():
            self.answer.set_result(answer)


async def place_alone(placing: Placing) -> Order:
    """Place one order, in the plainest way that covers it; see `place_order`."""
    if order := await place_at_once(placing):
        return order
    try:
        [answer] = await place_together([placing])
    except GroupFailed:
        answer = None
    return await _what_is_said(placing, answer)


async def _what_is_said(placing: Placing, answer: Answer) -> Order:
    if isinstance(answer, Exception):
        raise answer
    return answer or await place_step_by_step(placing)


async def _tried(placing: Placing) -> Answer:
    try:
        return await place_alone(placing)
    except Exception as error:
        return error


_tills: WeakKeyDictionary[AbstractEventLoop, Till] = WeakKeyDictionary()


def till() -> Till:
    """The till of this process, or more exactly of the event loop that runs."""
    loop = asyncio.get_running_loop()
    return _tills.get(loop) or open_till(Till())


def open_till(opened: Till) -> Till:
    """Have this event loop's orders go through a till of other habits, from now on."""
    _tills[asyncio.get_running_loop()] = opened
    return opened
