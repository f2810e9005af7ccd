"""Having a server work as hard as it can: some events under way always, or many at once."""

import time
from typing import Protocol

from bench.loads.crowd import Crowd

DEADLINE_SECONDS = 120  # for the rest of what is under way
QUIET_SECONDS = 0.3
WARM_UP_TRIES = 6
WARM_UP_SECONDS = 20


class Source(Protocol):
    """Who makes events."""

    def make(self, events: int) -> None:
        """So many, one after the other; it waits for none of them."""
        ...

    def burst(self, events: int) -> float:
        """So many at once; when the server could have the first of them."""
        ...


class Unheard(RuntimeError):
    """Not everybody was told everything."""


def warm_up(crowd: Crowd, source: Source) -> None:
    """Make events until everybody has heard one: all are subscribed then.

    Raises:
        Unheard: somebody is not.
    """
    for number in range(1, WARM_UP_TRIES + 1):
        source.make(1)
        everybody = len(crowd)

        def heard(number: int = number, everybody: int = everybody) -> bool:
            return crowd.has_heard(number) == everybody

        if crowd.listen(heard, WARM_UP_SECONDS):
            crowd.rest(QUIET_SECONDS)
            return
    raise Unheard(f"{crowd.has_heard(WARM_UP_TRIES)} of {len(crowd)} are subscribed")


def in_window(crowd: Crowd, source: Source, window: int, seconds: float) -> float:
    """Messages a second that all of the crowd hear, with so many events under way always."""
    crowd.begin()
    sent = told = 0
    started = time.monotonic()
    while time.monotonic() < started + seconds:
        source.make(told + window - sent)
        sent = told + window
        crowd.hear(told + 1, DEADLINE_SECONDS)
        told = crowd.told_to_all(told)
    return _to_the_end(crowd, sent, started)


def in_burst(crowd: Crowd, source: Source, events: int) -> float:
    """Messages a second that all of the crowd hear, when so many events come at once."""
    crowd.begin()
    return _to_the_end(crowd, events, source.burst(events))


def _to_the_end(crowd: Crowd, events: int, started: float) -> float:
    everybody = len(crowd)
    if not crowd.hear(events, DEADLINE_SECONDS):
        raise Unheard(f"{crowd.has_heard(events)} of {everybody} heard all, {crowd.faults}")
    rate = events * everybody / (crowd.heard_at - started)
    crowd.rest(QUIET_SECONDS)
    if len(crowd.script) != events or crowd.script.missing or crowd.faults:
        raise Unheard(f"{len(crowd.script)} of {events} events, {crowd.faults}")
    return rate
