"""What one more connection costs a server that was started just now."""

import time

import psutil

from bench import cores
from bench.loads.crowd import Crowd
from bench.loads.ears import Ears
from bench.loads.facts import feeding
from bench.loads.rates import warm_up
from bench.production import production
from bench.progress import Say
from bench.rows import Row, at_most

CONNECTIONS = 1_000
MOST = 40  # kB
IDLE_SECONDS = 1.0
SETTLE_SECONDS = 60
HOW = (
    f"RSS of a fresh server after {CONNECTIONS:,} connections have subscribed over"
    " graphql-transport-ws, less RSS before, by their number; 1 kB is 1,000 bytes; afterwards"
    f" everybody hears an event; {cores.HOW}"
)


def measure(say: Say) -> list[Row]:
    """Before, connect, after; then make sure that they were subscribed."""
    with production() as site, site.serving() as api, Crowd(api.graphql, Ears()) as crowd:
        server = psutil.Process(api.pid)
        settle(server, crowd)
        before = server.memory_info().rss
        say(f"{CONNECTIONS:,} connections")
        crowd.open(site.greetings(CONNECTIONS))
        settle(server, crowd)
        after = server.memory_info().rss
        with feeding(crowd, site.order, site.env, relay_pid=site.worker_pid) as facts:
            warm_up(crowd, facts)
    each = (after - before) / CONNECTIONS / 1_000
    return [at_most("memory per connection, subscribed", each, MOST, "kB", HOW)]


def settle(server: psutil.Process, crowd: Crowd) -> None:
    """Wait until the server has next to nothing to do."""
    deadline = time.monotonic() + SETTLE_SECONDS
    busy = 1.0
    while busy > 0.05 and time.monotonic() < deadline:
        before = server.cpu_times()
        crowd.listen(lambda: False, IDLE_SECONDS)
        after = server.cpu_times()
        busy = (after.user + after.system - before.user - before.system) / IDLE_SECONDS
