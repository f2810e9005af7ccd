"""Who answers where reading is measured: the product and baselines, in turns on one core."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from api.settings import DATABASE
from bench import contestants, cores
from bench.loads.asking import Askers, WrongAnswer, posting
from bench.processes import environment
from bench.production import Api, serving
from bench.progress import Say
from bench.questions import Question
from bench.server import SECRET, staff, token_of
from bench.year import Year, cpu_seconds

ROUNDS = 5
WARM_UP_SECONDS = 1.0
SECONDS = 2.5  # of each turn
PLAIN = ["--port", "0", "--no-access-log"]
HOW = (
    f"the median of {ROUNDS} rounds in turns of {SECONDS:g} s, 16 connections; one process each, on"
    " the same core in turns; PostgreSQL and the load share the other; nothing is taken from a"
    f" cache of answers; {cores.HOW}"
)


@contextmanager
def product(
    year: Year,
    directory: Path,
    name: str = DATABASE,
    *,
    user: str = "postgres",
    keeps_answers: bool = False,
) -> Iterator[Api]:
    """The product on a database of the year, for as long as the block runs."""
    env = environment(
        CATALOG_CACHE_SECONDS="" if keeps_answers else "0",
        DATABASE_URL=year.url(name, user=user),
        DATA_DIR=str(directory / "data"),
        TRADEGRAPH_SECRET=SECRET,
        PORT="0",
    )
    with serving(directory / f"{name}-{user}.log", env, cores.SERVER) as api:
        yield api


@contextmanager
def baseline(
    module: str, directory: Path, scheme: str | None = None, year: Year | None = None
) -> Iterator[Api]:
    """One of the baselines, for as long as the block runs."""
    command = ["uvicorn", f"bench.baselines.{module}:app", *PLAIN]
    env = {"DATABASE_URL": year.dsn(scheme)} if year and scheme else {}
    with contestants.serving(command, directory / f"{module}.log", **env) as api:
        yield api


@dataclass
class Turn:
    """One who answers, what is asked there, and what was measured of it, round by round."""

    name: str
    askers: Askers
    server: psutil.Process
    rates: list[float] = field(default_factory=list)  # answers a second
    server_ms: list[float] = field(default_factory=list)  # CPU of the process for an answer
    database_ms: list[float] = field(default_factory=list)  # and of PostgreSQL
    load_ms: list[float] = field(default_factory=list)  # and of whoever asks

    def take(self, year: Year) -> None:
        """One more round."""
        server, database = cpu_seconds(self.server), year.cpu_seconds()
        load = time.process_time()
        asked = self.askers.ask(seconds=SECONDS)
        self.rates.append(asked.rate)
        each = 1_000 / asked.answers
        self.server_ms.append((cpu_seconds(self.server) - server) * each)
        self.database_ms.append((year.cpu_seconds() - database) * each)
        self.load_ms.append((time.process_time() - load) * each)

    @property
    def cpu_ms(self) -> list[float]:
        """CPU of both for an answer."""
        return [a + b for a, b in zip(self.server_ms, self.database_ms, strict=True)]

    @property
    def found(self) -> str:
        """What was found, in words."""
        return (
            f"{self.name} {median(self.rates):,.0f}/s"
            f" ({median(self.server_ms):.2f} ms of its process, {median(self.database_ms):.2f} of"
            f" PostgreSQL, {median(self.load_ms):.2f} of the load)"
        )


def asked(name: str, api: Api, question: Question) -> Turn:
    """A question put to a server of GraphQL."""
    token = token_of(staff(question.role)) if question.role else None
    requests = [
        posting(api.graphql, question.document, variables, token) for variables in question.times
    ]
    return turn(name, api, requests)


def turn(name: str, api: Api, requests: list[bytes]) -> Turn:
    """Requests put to a server."""
    return Turn(name, Askers(api.address, requests), psutil.Process(api.pid))


def must_agree(turns: list[Turn]) -> None:
    """All of them have the same data, each request by itself.

    Raises:
        WrongAnswer: they have not; with the first difference.
    """
    first, *others = turns
    for each in turns:
        each.askers.ask(times=len(each.askers.requests))
    for other in others:
        for ours, theirs in zip(first.askers.data(), other.askers.data(), strict=True):
            if ours != theirs:
                where = _difference(ours, theirs, "data")
                raise WrongAnswer(f"{first.name} and {other.name} differ: {where}")


def race(turns: list[Turn], year: Year, say: Say) -> None:
    """Warm up, then rounds in which each takes its turn."""
    for each in turns:
        say(f"warming up: {each.name}")
        each.askers.ask(seconds=WARM_UP_SECONDS)
    for number in range(1, ROUNDS + 1):
        for each in turns:
            say(f"round {number} of {ROUNDS}: {each.name}")
            each.take(year)


def _difference(ours: Any, theirs: Any, where: str) -> str:
    """The place of the first difference, and both sides of it."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        for key in ours:
            if ours[key] != theirs[key]:
                return _difference(ours[key], theirs[key], f"{where}.{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            if one != other:
                return _difference(one, other, f"{where}[{number}]")
    return f"{where}: {str(ours)[:500]} against {str(theirs)[:500]}"
