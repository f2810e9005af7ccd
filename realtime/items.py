"""What members of a group are sent: bodies made once, and what must be known to send them on."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct

from realtime.cursor import Cursor

Rendered = TypeVar("Rendered")
Witness = Callable[[Collection[Any]], Awaitable[None]]  # of the selections of whoever is told


class Item(Struct, frozen=True, gc=False):
    """One message of a subscription, ready but for what a transport puts around it.

    `at` is the place in the log that it tells up to; only behind the item that `closes` a step
    everything up to there was told, for a state may take several items. `subject` in its `version`
    is the thing that it tells of. Behind an item that `ends` the subscription there is none. A
    `failure` is an error instead of what was asked for, a `refusal` one before it even began.
    """

    body: bytes
    at: Cursor
    subject: UUID | None = None
    version: int = 0
    is_fact: bool = False
    is_gap: bool = False
    closes: bool = True
    ends: bool = False
    is_failure: bool = False
    refusal: bool = False

    @property
    def cursor(self) -> str | None:
        """What to come back with, once this was received."""
        return self.at.text if self.closes and not self.refusal else None


class Batch:
    """Items that are sent together. `once` keeps the last form in which they were sent.

    `is_plain` are facts alone, behind none of which the subscription ends. Where there is a
    `witness`, it is told of those to whom the items go, before they do.
    """

    __slots__ = (
        "_form", "_rendered", "epoch", "first_seq", "is_plain", "items", "last", "witness",
    )  # fmt: skip

    def __init__(self, items: Sequence[Item], witness: Witness | None = None) -> None:
        assert items, "an empty batch tells nothing"
        self.items = items
        self.witness = witness
        self.first_seq = items[0].at.seq
        self.last = items[-1].at
        self.epoch = self.last.epoch
        self.is_plain = True
        for item in items:  # a loop, for most batches are of one
            if item.ends or not item.is_fact:
                self.is_plain = False
        self._form: object = None
        self._rendered: object = None

    def once(self, form: bytes, render: Callable[[Sequence[Item]], Rendered]) -> Rendered:
        """These items in a form, made anew only if the last who asked wanted another one."""
        if self._form != form:
            self._form, self._rendered = form, render(self.items)
        return self._rendered  # type: ignore[return-value]  # of this form, made by this renderer


class Shown:
    """The versions that a state showed, so that a fact that is part of it is not told again.

    A state is read from the tables, where a change may stand whose fact is not numbered yet.
    """

    __slots__ = ("_versions",)

    def __init__(self) -> None:
        self._versions: dict[UUID, int] = {}

    def __bool__(self) -> bool:
        return bool(self._versions)

    def note(self, subject: UUID | None, version: int) -> None:
        """A state showed this thing in this version."""
        if subject is not None:
            self._versions[subject] = version

    def holds(self, subject: UUID | None, version: int) -> bool:
        """Whether this fact is part of it. Facts of a thing come in order: a later one ends it."""
        if subject is None or subject not in self._versions:
            return False
        if version <= self._versions[subject]:
            return True
        del self._versions[subject]
        return False
