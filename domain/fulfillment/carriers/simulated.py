"""A carrier without lorries: honest about every parcel, and as careless in telling as real ones."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.fulfillment.carriers import waybills
from domain.fulfillment.carriers.vocabulary import RawNews

SOURCE = "kuaidi100"  # the language it speaks
GIBBERISH = "X7"  # a code that nobody has ever documented


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on purpose, each as a share between 0 and 1."""

    late: float = 0.1  # of news, told when later news has been told already
    repeated: float = 0.1  # of news, told twice
    gibberish: float = 0.05  # of parcels, with one message in words that we do not know
    troubled: float = 0.1  # of parcels, delayed on the way
    refused: float = 0.02  # of parcels, sent back by whoever should have had them


NO_FAULTS = Faults(late=0, repeated=0, gibberish=0, troubled=0, refused=0)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to a parcel: when (share of the whole way), and what is said."""

    at: float
    code: str
    location: str
    text: str


@dataclass(frozen=True, slots=True)
class SimulatedCarrier:
    """A carrier whose every parcel has one fate, drawn from the seed and its number.

    `journey` is the time from our door to theirs. It keeps no state: asked twice, it tells
    the same story.
    """

    code: str
    seed: int = 1
    journey: timedelta = timedelta(days=2)
    faults: Faults = Faults()
    here: str = "Riverside hub"
    there: str = "Hillside depot"

    def create_waybill(self, sequence: int) -> str:
        """The number of our n-th parcel with this carrier."""
        return waybills.waybill_number(self.code, sequence)

    def validate_waybill(self, number: str) -> bool:
        """Whether this can be a number of theirs."""
        return waybills.validate_waybill(self.code, number)

    def fetch_tracking(
        self, waybill_number: str, *, shipped_at: datetime, after: datetime, until: datetime
    ) -> list[RawNews]:
        """What it told us of a parcel after one instant and until another, faults included."""
        told = [
            (told_at, news)
            for told_at, news in self._telling(waybill_number, shipped_at)
            if after < told_at <= until
        ]
        return [news for _, news in sorted(told, key=lambda pair: pair[0])]

    def _telling(self, waybill_number: str, shipped_at: datetime) -> list[tuple[datetime, RawNews]]:
        chance = random.Random(f"{self.seed}|{self.code}|{waybill_number}")
        told: list[tuple[datetime, RawNews]] = []
        for step in self._way(chance):
            occurred_at = shipped_at + self.journey * step.at
            news = RawNews(
                source=SOURCE,
                code=step.code,
                occurred_at=occurred_at,
                location=step.location,
                text=step.text,
            )
            late = self.journey * 0.3 if chance.random() < self.faults.late else timedelta(0)
            told.append((occurred_at + late, news))
            if chance.random() < self.faults.repeated:
                told.append((occurred_at + late + self.journey * 0.05, news))
        return told

    def _way(self, chance: random.Random) -> list[Step]:
        """The fate of one parcel."""
        here, there = self.here, self.there
        way = [
            Step(0.05, "1", here, "Picked up by the courier"),
            Step(0.15, "0", here, "Left the hub"),
            Step(0.5, "0", there, "Arrived at the depot"),
            Step(0.8, "5", there, "With the courier for delivery"),
        ]
        if chance.random() < self.faults.troubled:
            way[3:3] = [Step(0.6, "2", there, "Delayed: the road is closed")]
        if chance.random() < self.faults.gibberish:
            way[1:1] = [Step(0.1, GIBBERISH, here, "Routed")]
        if chance.random() < self.faults.refused:
            return [
                *way,
                Step(0.9, "14", there, "Refused at the door"),
                Step(1.0, "6", there, "On its way back"),
                Step(1.5, "4", here, "Back with the sender"),
            ]
        return [*way, Step(1.0, "3", there, "Delivered and signed for")]
