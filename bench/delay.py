"""How long after it was on the bus an event is with 1,000 subscribers, against picows."""

import time
from statistics import median

from bench import contestants, cores
from bench.loads.crowd import Crowd
from bench.loads.facts import Facts
from bench.loads.onlooker import Onlooker, looking_on
from bench.loads.publisher import Publisher
from bench.loads.rates import DEADLINE_SECONDS, Source, Unheard, warm_up
from bench.production import production
from bench.progress import Say
from bench.rows import Row, at_most
from bench.throughput import SUBSCRIBERS, audience, ready_bytes

ROUNDS = 5
RATE = 20  # events a second
SECONDS = 8
MOST = 1.5
FIGURE = f"p99 at {RATE} events/s to {SUBSCRIBERS:,} subscribers, against picows"
HOW = (
    f"the median of the ratios of {ROUNDS} rounds in turns, {RATE * SECONDS} events each; the"
    " product's clock starts when the relay's message is on Valkey, that of picows when it is told"
    f" to send; {cores.HOW}"
)


def measure(say: Say) -> list[Row]:
    """Five rounds, in which each takes its turn."""
    ours: list[float] = []
    theirs: list[float] = []
    whole: list[float] = []
    with (
        production() as site,
        site.serving() as api,
        audience(site, api, SUBSCRIBERS) as (crowd, facts),
        contestants.picows(site.directory, crowd.ears, ready_bytes(crowd), SUBSCRIBERS) as picows,
        looking_on(crowd.ears, site.valkey.port) as onlooker,
    ):
        warm_up(*picows)
        for number in range(1, ROUNDS + 1):
            say(f"round {number} of {ROUNDS}: the product")
            one, all_the_way = _of_the_product(crowd, facts, onlooker)
            say(f"round {number} of {ROUNDS}: picows")
            ours.append(one)
            whole.append(all_the_way)
            theirs.append(_of_picows(*picows))
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    found = (
        f"{_ms(ours)} against {_ms(theirs)} ms; from the commit {_ms(whole)} ms, with relay and bus"
    )
    return [at_most(FIGURE, ratio, MOST, "x", f"{found}; {HOW}")]


def _of_the_product(crowd: Crowd, facts: Facts, onlooker: Onlooker) -> tuple[float, float]:
    """The p99 since the bus, and since the commit."""
    arrivals = _arrivals(crowd, facts)
    first = crowd.script.first
    assert first is not None, "the product's items have versions"
    since_bus = [at - onlooker.seen[first + number] for number, at in arrivals]
    since_commit = [at - facts.committed[first + number] for number, at in arrivals]
    return _p99(since_bus), _p99(since_commit)


def _of_picows(crowd: Crowd, publisher: Publisher) -> float:
    arrivals = _arrivals(crowd, publisher)
    said = publisher.said[-RATE * SECONDS :]
    return _p99([at - said[number] for number, at in arrivals])


def _arrivals(crowd: Crowd, source: Source) -> list[tuple[int, float]]:
    """Which event, and when: for every event and everybody."""
    crowd.begin()
    arrivals: list[tuple[int, float]] = []
    crowd.arrivals = arrivals
    started = time.monotonic()
    for number in range(1, RATE * SECONDS + 1):
        source.make(1)
        crowd.listen(lambda: False, started + number / RATE - time.monotonic())
    wanted = RATE * SECONDS * len(crowd)
    crowd.listen(lambda: len(arrivals) >= wanted, DEADLINE_SECONDS)
    crowd.arrivals = None
    if len(arrivals) != wanted or crowd.faults:
        raise Unheard(f"{len(arrivals)} of {wanted} messages, {crowd.faults}")
    return arrivals


def _p99(delays: list[float]) -> float:
    return sorted(delays)[len(delays) * 99 // 100]


def _ms(seconds: list[float]) -> str:
    return f"{median(seconds) * 1_000:.1f}"
