"""Ten thousand connections at one process, for a minute, with one event a second to all."""

import resource
import time
from statistics import median

import psutil

from bench import cores
from bench.loads.crowd import Crowd
from bench.loads.ears import Ears
from bench.loads.facts import Facts, feeding
from bench.loads.rates import DEADLINE_SECONDS, QUIET_SECONDS, warm_up
from bench.memory import settle
from bench.production import production
from bench.progress import Say
from bench.rows import Row, exactly, unknown

CONNECTIONS = 10_000
SECONDS = 60
FILES = CONNECTIONS + 2_000  # descriptors of one process
FIGURE = f"{CONNECTIONS:,} connections for {SECONDS} s, 1 event/s"


def measure(say: Say) -> list[Row]:
    """Connect, a minute, count."""
    if not _may_open(FILES):
        reason = f"this account may not open {FILES:,} files in one process: ulimit -n"
        return [unknown(f"{FIGURE}: deliveries missing", "messages", "= 0", reason)]
    with production() as site, site.serving() as api, Crowd(api.graphql, Ears()) as crowd:
        started = time.monotonic()
        say(f"{CONNECTIONS:,} connections")
        crowd.open(site.greetings(CONNECTIONS))
        settle(psutil.Process(api.pid), crowd)
        opened = time.monotonic() - started
        with feeding(crowd, site.order, site.env, relay_pid=site.worker_pid) as facts:
            warm_up(crowd, facts)
            crowd.begin()
            delays: list[float] = []
            say(f"{SECONDS} s")
            started = time.monotonic()
            for number in range(SECONDS):
                delays.append(_told_in(crowd, facts, number))
                crowd.listen(lambda: False, started + number + 1 - time.monotonic())
            crowd.hear(SECONDS, DEADLINE_SECONDS)
            crowd.rest(QUIET_SECONDS)
        rss = psutil.Process(api.pid).memory_info().rss
        how = (
            f"connected in {opened:.0f} s; {median(delays) * 1_000:.0f} ms from asking for the fact"
            f" until the last has heard of it; the server's RSS is {rss / 1e6:,.0f} MB; {cores.HOW}"
        )
        told = sum(crowd.has_heard(number) for number in range(1, SECONDS + 1))
        missing = SECONDS * CONNECTIONS - told
        return [
            exactly(f"{FIGURE}: deliveries missing", missing, 0, "messages", how),
            exactly(f"{FIGURE}: gaps", crowd.faults.gaps, 0, "gaps", how),
            exactly(f"{FIGURE}: doubles", crowd.faults.doubled, 0, "messages", how),
            exactly(f"{FIGURE}: still connected", len(crowd), CONNECTIONS, "connections", how),
        ]


def _told_in(crowd: Crowd, facts: Facts, number: int) -> float:
    """Have one more fact, and wait until everybody has heard of it, but for no second more."""
    started = time.monotonic()
    facts.make(1)
    crowd.hear(number + 1, 1.0)
    return time.monotonic() - started


def _may_open(files: int) -> bool:
    """Raise the limit for us and whatever we start."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= files:
        return True
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, max(files, hard)))
    except (ValueError, OSError):
        return False
    return True
