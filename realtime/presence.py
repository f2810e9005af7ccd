"""Who is at a thing right now, in all processes: nothing is stored, and nobody stays by mistake.

Every process says who is there through it: at once when that changes, and every second anyway.
What it said holds for a little longer than that, so whoever was there through a process that died
is gone by themselves. A message that is lost costs a second.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Self
from uuid import UUID

from msgspec.structs import replace

from domain.shared.ids import new_id
from realtime.bus import Bus, BusUnavailable
from realtime.messages import Message, Person, PresenceActivity, Present
from realtime.tasks import end
from realtime.topics import Topic

REPEAT_SECONDS = 1.0
HOLDS_SECONDS = 2.5  # one repetition may be lost or late
SWEEP_SECONDS = 0.25  # so that nobody stays longer than 3 s after the process that said so died
PEOPLE_PER_MESSAGE = 200  # some milliseconds to read

logger = logging.getLogger(__name__)
People = tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What another process said of one thing."""

    people: People
    until: float  # on the loop's clock


class Presence:
    """Start it after its bus, stop it before. One for each process."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._process = new_id()
        self._here: dict[Topic, set[Attendance]] = {}
        self._elsewhere: dict[Topic, dict[UUID, _Heard]] = {}
        self._shown: dict[Topic, People] = {}
        self._unsaid: set[Topic] = set()
        self._stirred = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopped = False

    @property
    def attendances(self) -> int:
        """How many are at something, or look who is, through this process."""
        return sum(map(len, self._here.values()))

    async def start(self) -> None:
        """Hear the others, and be heard."""
        self._bus.attach(self._receive)
        self._tasks = [
            asyncio.create_task(self._keep_saying(), name="presence says"),
            asyncio.create_task(self._keep_sweeping(), name="presence sweeps"),
        ]

    async def stop(self) -> None:
        """Let everybody go, and say so. Repeating it is harmless."""
        if not self._tasks:
            return
        self._stopped = True
        self._bus.detach(self._receive)
        self._stirred.set()
        await end(*self._tasks)
        self._tasks.clear()
        gone, self._here = self._here, {}
        for attendance in chain.from_iterable(gone.values()):
            attendance.end()
        await self._say(gone)

    def attend(self, topic: Topic, person: Person | None) -> "Attendance":
        """Be at a thing from now on, or just look who is (with None).

        Use it as `async with presence.attend(...) as people`, or they are there for ever.
        """
        attendance = Attendance(self, topic, person)
        if self._stopped:
            attendance.end()
            return attendance
        self._here.setdefault(topic, set()).add(attendance)
        self._changed(topic, is_ours=person is not None)
        return attendance

    def at(self, topic: Topic) -> People:
        """Everybody at a thing, each once: who came first, first."""
        return self._shown.get(topic, ())

    def leave(self, attendance: "Attendance") -> None:
        """Be there no more."""
        topic = attendance.topic
        present = self._here.get(topic, set())
        if attendance not in present:
            return
        present.discard(attendance)
        if not present:
            del self._here[topic]
        self._changed(topic, is_ours=attendance.person is not None)

    def _changed(self, topic: Topic, *, is_ours: bool = False) -> None:
        if is_ours:
            self._unsaid.add(topic)
            self._stirred.set()
        people = tuple(_each_once(chain(self._own(topic), self._others(topic))))
        if people == self.at(topic):
            return
        if people:
            self._shown[topic] = people
        else:
            del self._shown[topic]
        for attendance in self._here.get(topic, ()):
            attendance.stir()

    def _own(self, topic: Topic) -> Iterator[Person]:
        present = self._here.get(topic, ())
        return (each.person for each in present if each.person is not None)

    def _others(self, topic: Topic) -> Iterator[Person]:
        return chain.from_iterable(
            heard.people for heard in self._elsewhere.get(topic, {}).values()
        )

    def _receive(self, message: Message) -> None:
        if not isinstance(message, Present) or message.process == self._process:
            return
        until = asyncio.get_running_loop().time() + message.holds_seconds
        for topic, people in message.places.items():
            if people:
                said = self._elsewhere.setdefault(topic, {})
                before = said.get(message.process)
                said[message.process] = _Heard(people, until)
                if before is None or before.people != people:
                    self._changed(topic)
            else:
                self._forget(topic, message.process)

    def _forget(self, topic: Topic, process: UUID) -> None:
        said = self._elsewhere.get(topic, {})
        if said.pop(process, None) is not None:
            if not said:
                del self._elsewhere[topic]
            self._changed(topic)

    async def _keep_sweeping(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = clock()
            silent = [
                (topic, process)
                for topic, said in self._elsewhere.items()
                for process, heard in said.items()
                if heard.until <= now
            ]
            for topic, process in silent:
                self._forget(topic, process)

    async def _keep_saying(self) -> None:
        """What changed, at once; everything, every second. One after another: in order."""
        clock = asyncio.get_running_loop().time
        next_round = clock()
        while not self._stopped:  # a publish may swallow a cancellation, as `wait_for` in 3.11 does
            unsaid, self._unsaid = self._unsaid, set()
            self._stirred.clear()
            if clock() >= next_round:
                unsaid.update(self._here)
                next_round = clock() + REPEAT_SECONDS
            await self._say(unsaid)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(next_round):
                    await self._stirred.wait()

    async def _say(self, topics: Iterable[Topic]) -> None:
        """Tell the others, or go on without: it is said again, and what is not runs out."""
        places = {topic: tuple(_each_once(self._own(topic))) for topic in topics}
        try:
            for part in _parts(places):
                await self._bus.tell(Present(self._process, HOLDS_SECONDS, part))
        except BusUnavailable as error:
            logger.warning("Nobody was told who is here: %s", error)


class Attendance:
    """Being at a thing. Iterate it: everybody there, at once and after every change.

    Only the newest is told: who reads slowly misses what was undone meanwhile.
    """

    def __init__(self, presence: Presence, topic: Topic, person: Person | None) -> None:
        self.topic = topic
        self.person = person
        self._presence = presence
        self._told: People | None = None
        self._ended = False
        self._stirred = asyncio.Event()

    def stir(self) -> None:
        """Somebody came or went."""
        self._stirred.set()

    def end(self) -> None:
        """Tell nothing more, at once."""
        self._ended = True
        self._stirred.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> People:
        while not self._ended:
            people = self._presence.at(self.topic)
            if people != self._told:
                self._told = people
                return people
            self._stirred.clear()
            await self._stirred.wait()
        raise StopAsyncIteration

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.end()
        self._presence.leave(self)


def _each_once(people: Iterable[Person]) -> list[Person]:
    """One person at several screens is one person, there since the first, and does the most."""
    found: dict[UUID, Person] = {}
    for person in people:
        before = found.get(person.id, person)
        edits = PresenceActivity.EDITING in (before.activity, person.activity)
        found[person.id] = replace(
            before if before.since <= person.since else person,
            activity=PresenceActivity.EDITING if edits else PresenceActivity.VIEWING,
        )
    return sorted(found.values(), key=lambda person: (person.since, person.id))


def _parts(places: dict[Topic, People]) -> Iterator[dict[Topic, People]]:
    """The same in messages of a bounded size. A thing's people are never told in parts."""
    part: dict[Topic, People] = {}
    size = 0
    for topic, people in places.items():
        part[topic] = people
        size += 1 + len(people)
        if size >= PEOPLE_PER_MESSAGE:
            yield part
            part, size = {}, 0
    if part:
        yield part
