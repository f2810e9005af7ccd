"""How people follow: calmly, from a train, with half an ear, or with no memory at all."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

Range = tuple[float, float]


class Transport(StrEnum):
    """How items come."""

    SOCKET = "WebSocket"
    EVENTS = "SSE"


@dataclass(frozen=True, slots=True)
class Temper:
    """What a follower does to the lines it follows on; nothing, where nothing is said.

    A line is cut after so many seconds; the next one comes after a while away. The follower may
    stop reading for a while behind an item: behind the first `stall_run` of every `stall_items`, on
    whatever lines they come; so it keeps up, even if each pause costs it the line. `forgets` is how
    likely it comes back with a cursor that is none of ours.
    """

    name: str
    line_seconds: Range | None = None
    away_seconds: Range = (0.0, 0.0)
    stall_seconds: Range | None = None
    stall_items: int = 0
    stall_run: int = 1
    forgets: float = 0.0

    def pauses_behind(self, place: int) -> bool:
        """Whether it stops reading behind the item in this place, the first being 0."""
        return self.stall_seconds is not None and place % self.stall_items < self.stall_run

    @property
    def leaves_its_socket_full(self) -> bool:
        """Whether it is slow, for a server."""
        return self.stall_seconds is not None

    def at_pace(self, pace: float) -> "Temper":
        """The same, in a run that is so many times as long. Pauses become rarer and no longer: how
        much a server puts up with does not depend on the run. A single pause stays one.
        """
        return replace(
            self,
            line_seconds=self.line_seconds and _times(self.line_seconds, pace),
            away_seconds=_times(self.away_seconds, pace),
            stall_items=round(self.stall_items * pace),
            stall_run=round(self.stall_run * pace) if self.stall_run > 1 else 1,
        )


def _times(seconds: Range, pace: float) -> Range:
    return seconds[0] * pace, seconds[1] * pace


CALM: Final = Temper("calm")
FLAPPING: Final = Temper("flapping", line_seconds=(0.05, 1.5))
SLOW: Final = Temper("slow", stall_seconds=(0.1, 0.3), stall_items=1_200, stall_run=90)
ABSENT: Final = Temper("absent", line_seconds=(0.5, 2.0), away_seconds=(0.5, 2.0))
FORGETFUL: Final = Temper("forgetful", line_seconds=(0.5, 2.0), forgets=0.3)
DOZING: Final = Temper("dozing", stall_seconds=(7.0, 12.0), stall_items=100)

# Seven, so that dealt out over feeds and two transports everybody is met over both.
TEMPERS: Final = (CALM, FLAPPING, SLOW, CALM, ABSENT, FORGETFUL, DOZING)
