"""The parts of a subscription: what a group tells all its members, and what is told to one alone.

Whoever makes the items is told which part is wanted.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from realtime import past
from realtime.cursor import Cursor
from realtime.past import Steps, WhenSlow
from realtime.steps import Gap, GapReason, Step
from realtime.topics import Topic


@dataclass(frozen=True, slots=True)
class Live:
    """From now on, for a whole group. `on_air` is called once nothing can be missed any more."""

    on_air: Callable[[WhenSlow], None]


@dataclass(frozen=True, slots=True)
class Beginning:
    """For one who joined at this place: the present, or what came after its cursor.

    `is_ahead` is called with a cursor that lies beyond: another process has told more already.
    """

    joined: Cursor
    is_ahead: Callable[[Cursor], None]

    def since(self, after: str, topics: Collection[Topic]) -> Steps:
        """What came after a client's cursor."""
        return past.since(after, self.joined, topics, is_ahead=self.is_ahead)


@dataclass(frozen=True, slots=True)
class Missed:
    """For one who was too slow: everything after `last`, up to where it joined again."""

    joined: Cursor
    last: Cursor
    limit: int

    def steps(self, topics: Collection[Topic], when_slow: WhenSlow) -> Steps:
        """What was missed, or a gap."""
        return past.missed(self.last, self.joined, topics, when_slow, limit=self.limit)


@dataclass(frozen=True, slots=True)
class Regrouped:
    """For one who may see other things than before: the present, as a gap."""

    joined: Cursor
    last: Cursor

    async def steps(self, topics: Collection[Topic], when_slow: WhenSlow) -> Steps:
        """The gap."""
        yield [Gap(GapReason.PERMISSION_CHANGED, self.last.text, self.joined)]


@dataclass(frozen=True, slots=True)
class Given:
    """For a whole group: what happened, by somebody who follows it for many groups."""

    at_hand: Sequence[Step]

    async def steps(self, topics: Collection[Topic], when_slow: WhenSlow) -> Steps:
        """Just that."""
        yield list(self.at_hand)


Alone = Beginning | Missed | Regrouped
Part = Live | Given | Alone
