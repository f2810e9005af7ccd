"""What groups need of whoever asks for something."""

from collections.abc import AsyncGenerator, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from realtime.items import Batch, Item
from realtime.parts import Alone
from realtime.past import WhenSlow
from realtime.steps import Step, Told
from realtime.topics import Topic


class Kin(Protocol):
    """Those who ask the same, in the same right, of a thing of their own each. It makes the items
    of all these things together.
    """

    @property
    def key(self) -> Hashable:
        """What must be equal to be of one kin."""

    async def told(self, facts: Sequence[Told]) -> Sequence[Item | None]:
        """The items of facts about things of theirs, one for each; None where a selection must
        make it, which says what is the matter."""


@dataclass(frozen=True, slots=True)
class Own:
    """The one thing that somebody follows, and where facts about it are told."""

    thing: UUID
    topic: Topic
    kin: Kin
    when_slow: WhenSlow


class Selection(Protocol):
    """What a subscription asks for, in whose right: it makes the items.

    Selections with equal keys make the same items. If something is wrong with what was asked, what
    they make ends with an item that says so. If they raise, the fault is ours: members are broken
    off, and come back with their cursors.
    """

    @property
    def key(self) -> Hashable:
        """What must be equal to be told the same."""

    @property
    def own(self) -> Own | None:
        """What is followed, where that is one thing whose items are made together with others'."""

    def live(self, on_air: Callable[[WhenSlow], None]) -> AsyncGenerator[Batch]:
        """What happens from now on; `on_air` is called once nothing can be missed any more."""

    def given(self, steps: Sequence[Step]) -> AsyncGenerator[Batch]:
        """The same of steps that are at hand."""

    def alone(self, part: Alone) -> AsyncGenerator[Batch]:
        """What is for one member alone, up to the place where it joined."""
