"""Leaky buckets: how much each actor may ask for, in the long run and at once.

Whatever is asked for is poured in as its cost; the bucket leaks so much each second, and what
would make it run over is refused. (Also called a meter: ITU-T I.371, annex A.)
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from domain.shared.errors import DomainError

RATE = 2_000  # cost in a second
BURST = 20_000  # cost at once; one document costs at most 1,000
LEAST = 1  # what any operation is taken to cost
FAULTY = 20  # what a document costs that cannot be run: it had to be read,
FAULTY_LENGTH = 50  # and one more for each so many characters
WEIGHT = 2_000  # bytes of a body that cost 1 to be read, whatever comes of it
BUCKETS_MAX = 50_000  # actors; of whom nothing was heard for longest is forgotten first


def faulty(length: int) -> int:
    """What a document of so many characters costs that cannot be run."""
    return FAULTY + length // FAULTY_LENGTH


@dataclass(frozen=True, slots=True)
class Rate:
    """What an actor may ask for."""

    per_second: int = RATE
    burst: int = BURST


class Throttled(DomainError):
    """The bucket would run over. Nothing was done."""

    code = "THROTTLED"
    retryable = True

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"That was too much at once. Try again in {retry_after} s.", retry_after=retry_after
        )
        self.retry_after = retry_after


@dataclass(slots=True)
class Bucket:
    """How full it was at an instant."""

    level: float
    at: float  # seconds on the clock


class Buckets:
    """Those of one process."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def purse(self, key: str) -> "Purse":
        """From which somebody pays, by their key."""
        return Purse(self, key)

    def pour(self, key: str, cost: float) -> None:
        """Let an actor ask for something.

        Raises:
            Throttled: not now.
        """
        self.must_take(key, cost)
        self._bucket(key).level += cost

    def must_take(self, key: str, cost: float) -> None:
        """Nothing, if there is room for so much.

        Raises:
            Throttled: not now.
        """
        over = self._bucket(key).level + cost - self.rate.burst
        if over > 0:
            raise Throttled(max(1, math.ceil(over / self.rate.per_second)))

    def weigh(self, key: str, cost: float) -> None:
        """Pour in what has happened already, even where there is no room: then nothing more is
        taken until so much has leaked.
        """
        self._bucket(key).level += cost

    def left(self, key: str) -> int:
        """What an actor may ask for at once, now."""
        return max(0, int(self.rate.burst - self._bucket(key).level))

    def _bucket(self, key: str) -> Bucket:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(0.0, now)
            if len(self._buckets) > BUCKETS_MAX:
                self._buckets.popitem(last=False)
            return bucket
        self._buckets.move_to_end(key)
        bucket.level = max(0.0, bucket.level - (now - bucket.at) * self.rate.per_second)
        bucket.at = now
        return bucket


@dataclass(frozen=True, slots=True)
class Purse:
    """From which one actor pays; see `schema.shared.purse`."""

    buckets: Buckets
    key: str

    def must_have(self) -> None:
        """Nothing, if something is left.

        Raises:
            Throttled: not even the least.
        """
        self.buckets.must_take(self.key, LEAST)

    def weigh(self, size: int) -> None:
        """Pay for what was read, in bytes; that it was read cannot be refused any more."""
        if size >= WEIGHT:
            self.buckets.weigh(self.key, size // WEIGHT)

    def spend(self, cost: int) -> None:
        """Pay for an operation.

        Raises:
            Throttled: there is not as much.
        """
        self.buckets.pour(self.key, max(LEAST, cost))

    def told(self) -> dict[str, int]:
        """What is left, as clients are told."""
        rate = self.buckets.rate
        return {
            "maximumAvailable": rate.burst,
            "currentlyAvailable": self.buckets.left(self.key),
            "restoreRate": rate.per_second,
        }
