"""The first run of a stranger: clone, `make run`, the first answer; and Ctrl-C ends it all."""

import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from api.embedded.processes import end_of, lives, servers_in
from api.embedded.scratch import scratch_directory
from api.settings import PROJECT
from bench.processes import end, environment, running
from bench.progress import Say
from bench.rows import Row, at_most, exactly
from bench.server import OURS

FIRST_MOST_SECONDS = 120
LATER_MOST_SECONDS = 10
DEADLINE_SECONDS = 600
POLL_SECONDS = 0.05
QUESTION = {"query": "{ products(first: 1) { nodes { name } } }"}
HOW = (
    "git clone of HEAD and `make run` with an empty HOME and an empty DATA_DIR, the caches of uv"
    " and pip being the real ones; until the first product is answered over HTTP"
)


@dataclass(frozen=True)
class Run:
    """One `make run`, from its start to the first answer, and what was left after Ctrl-C."""

    seconds: float
    left: int


def measure(say: Say) -> list[Row]:
    """Two runs of one clone."""
    with scratch_directory(OURS) as directory:
        say("clone, install, load, serve")
        cloning = _clone(directory / "tradegraph")
        first = _run(directory)
        say("the same again")
        later = _run(directory)
    return [
        at_most(
            "first run: to the first answer",
            cloning + first.seconds,
            FIRST_MOST_SECONDS,
            "seconds",
            HOW,
        ),
        at_most(
            "later run: to the first answer",
            later.seconds,
            LATER_MOST_SECONDS,
            "seconds",
            "`make run` in the same place again",
        ),
        exactly(
            "first run: processes left after Ctrl-C",
            first.left + later.left,
            0,
            "processes",
            "both runs: the whole family of make, and PostgreSQL in the DATA_DIR",
        ),
    ]


def _clone(to: Path) -> float:
    started = time.perf_counter()
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(to)], check=True, timeout=60)
    return time.perf_counter() - started


def _run(directory: Path) -> Run:
    port, log = _free_port(), directory / "run.log"
    (directory / "home").mkdir(exist_ok=True)
    env = environment(
        HOME=str(directory / "home"),
        UV_CACHE_DIR=_cache("UV_CACHE_DIR", "uv"),
        PIP_CACHE_DIR=_cache("PIP_CACHE_DIR", "pip"),
        DATA_DIR=str(directory / "data"),
        PORT=str(port),
    )
    started = time.perf_counter()
    with running(["make", "run"], log, env, cwd=directory / "tradegraph") as make:
        _wait_for_an_answer(f"http://127.0.0.1:{port}/graphql", make, log)
        seconds = time.perf_counter() - started
        family = _family(make.pid, directory)
        end(make)
        left = {process.pid for process in family if lives(process)}
        left |= {process.pid for process in servers_in(directory, "postgres")}
    return Run(seconds, len(left))


def _wait_for_an_answer(address: str, make: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    with httpx.Client(trust_env=False, timeout=DEADLINE_SECONDS) as http:
        while make.poll() is None and time.monotonic() < deadline:
            try:
                answer = http.post(address, json=QUESTION).json()
            except httpx.TransportError:
                time.sleep(POLL_SECONDS)
            else:
                assert answer["data"]["products"]["nodes"], answer
                return
    raise RuntimeError(f"`make run` gave no answer:\n{end_of(log, lines=30)}")


def _family(pid: int, directory: Path) -> list[psutil.Process]:
    """Make, what it started, and the database, which is nobody's child."""
    make = psutil.Process(pid)
    return [make, *make.children(recursive=True), *servers_in(directory, "postgres")]


def _cache(variable: str, tool: str) -> str:
    """Where a tool really keeps its packages, whatever HOME says."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return os.environ.get(variable) or str(caches / tool)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
