"""Attacks over HTTP and sockets, and how a cheap question fares meanwhile."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil

from api.embedded.scratch import scratch_directory
from api.settings import PROJECT
from bench import cores
from bench.loads.attacking import ATTACKS
from bench.processes import environment, running, wait_for
from bench.progress import Say
from bench.rows import Row, at_most, exactly
from bench.server import LOG, OURS, SECRET, START_SECONDS, Server, staff, token_of
from domain.identity.scopes import Role

AGENT = staff(Role.SERVICE_AGENT)
SECONDS = 6.0  # of each attack
PAUSE_SECONDS = 0.1  # between two questions
ANSWER_SECONDS_MAX = 1.0
GROWTH_MAX = 150  # MiB
SETTLE_SECONDS = 3.0
HOW = (
    f"{len(ATTACKS)} attacks of {SECONDS:.0f} s each, one after the other, over 16 connections from"
    " one address without a token, on `python -m api serve` as it is set up for production"
    " (bench/loads/attacking.py); meanwhile a member of staff asks { __typename } on a new"
    " connection each tenth of a second; " + cores.HOW
)


@dataclass(frozen=True, slots=True)
class Fared:
    """What a cheap question met during one attack: the slowest answer, how many failed, and the
    statuses that the attacker got."""

    name: str
    slowest_seconds: float
    asked: int
    failed: int
    statuses: dict[str, int]
    grown: float  # MiB of the server's memory, during and after

    @property
    def faults(self) -> int:
        """Answers that say it was the server's fault."""
        return sum(count for status, count in self.statuses.items() if status.startswith("5"))

    @property
    def told(self) -> str:
        """In a line."""
        statuses = ", ".join(f"{count} x {each}" for each, count in sorted(self.statuses.items()))
        return f"{self.name}: {self.slowest_seconds:.2f} s, {self.grown:+.0f} MiB, {statuses}"


def measure(say: Say) -> list[Row]:
    """Every attack, then what is left of the server."""
    with _production() as (server, pid):
        process, before = psutil.Process(pid), 0
        fared = []
        _ask(server, 20)
        before = process.memory_info().rss
        for number, name in enumerate(ATTACKS, start=1):
            say(f"{number} of {len(ATTACKS)}: {name}")
            fared.append(_attacked(server, name, process))
        time.sleep(SETTLE_SECONDS)
        growth = (process.memory_info().rss - before) / 2**20
        tracebacks = server.tracebacks
    slowest = sorted(fared, key=lambda each: -each.slowest_seconds)
    told = "; ".join(each.told for each in slowest)
    return [
        at_most(
            "under attack: slowest cheap answer",
            slowest[0].slowest_seconds,
            ANSWER_SECONDS_MAX,
            "s",
            f"{HOW}. {told}",
        ),
        exactly(
            "under attack: cheap questions not answered",
            sum(e.failed for e in fared),
            0,
            "questions",
            HOW,
        ),
        exactly("under attack: answers 5xx", sum(e.faults for e in fared), 0, "answers", HOW),
        at_most(
            "under attack: memory kept",
            growth,
            GROWTH_MAX,
            "MiB",
            f"RSS {SETTLE_SECONDS:.0f} s after the last attack less RSS before the first; {HOW}",
        ),
        exactly("under attack: tracebacks in the log", tracebacks, 0, "tracebacks", HOW),
    ]


@contextmanager
def _production() -> Iterator[tuple[Server, int]]:
    with scratch_directory(OURS) as directory, cores.on(cores.SERVER):
        server, log = Server("", directory), directory / LOG
        env = environment(
            PORT="0",
            DATA_DIR=str(server.data_dir),
            TRADEGRAPH_SECRET=SECRET,
            RATE_LIMIT="",
            DEVELOPER_TOOLS="",
        )
        with running([sys.executable, "-m", "api", "serve"], log, env) as process:
            said = wait_for(r"answers at (http://\S+)/graphql", process, log, START_SECONDS)
            with cores.on(cores.LOAD):
                yield Server(said[1], directory), process.pid


def _attacked(server: Server, name: str, process: psutil.Process) -> Fared:
    before = process.memory_info().rss
    address = f"{server.address}/graphql"
    attacker = subprocess.Popen(
        [sys.executable, "-m", "bench.loads.attacking", name, address, str(SECONDS)],
        cwd=PROJECT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds, failed = [], 0
    while attacker.poll() is None:
        took = _seconds(server)
        failed += took is None
        seconds.append(took or 0.0)
        time.sleep(PAUSE_SECONDS)
    said, _ = attacker.communicate()
    grown = (process.memory_info().rss - before) / 2**20
    return Fared(name, max(seconds), len(seconds), failed, json.loads(said), grown)


def _ask(server: Server, times: int) -> None:
    for _ in range(times):
        _seconds(server)


def _seconds(server: Server) -> float | None:
    """How long a cheap question takes, from dialling up; None where it was not answered."""
    place = urlsplit(server.address)
    token = token_of(AGENT)
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    began = time.monotonic()
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    try:
        line.request("POST", "/graphql", b'{"query": "{ __typename }"}', headers)
        answer = line.getresponse()
        is_right = answer.status == 200 and b'"__typename":"Query"' in answer.read()
    except OSError:
        is_right = False
    finally:
        line.close()
    return time.monotonic() - began if is_right else None
