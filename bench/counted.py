"""A pytest plugin: how much the tests that count by themselves do.

Examples and steps of the state machine, requests of recorded histories, processes killed, and
questions asked on each way in. Each process of the run leaves a file in COUNTED_DIR;
`bench.proofs` reads them.
"""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from tests.api.processes import Process
from tests.histories.clients import Record
from tests.histories.history import Entry, Told
from tests.properties.conserving import Conserving
from tests.properties.machine import Trading
from tests.schema.permissions.transports import Door

EXAMPLES, STEPS = "examples", "steps"
SEQUENCES, DONE = "sequences", "done: "  # and what
REQUESTS, UNKNOWN, KILLS = "requests", "unknown", "kills"
ASKED = "asked over "  # and the way in

_counts: Counter[str] = Counter()
_struck: set[int] = set()  # the ids of processes that were killed
_invariants, _teardown = Trading.check_invariants, Trading.teardown
_send, _kill, _ask = Record.send, Process.kill, Door.ask


def _looked_at(self: Trading, *args: Any) -> None:
    _counts[STEPS] += 1
    _invariants(self, *args)


def _ended(self: Trading) -> None:
    _counts[EXAMPLES] += 1
    _counts[STEPS] -= 1  # invariants are looked at once before the first step
    _teardown(self)


def _conserved(self: Conserving) -> None:
    _counts[SEQUENCES] += 1


def _regrouped(self: Conserving, what: str) -> None:
    _counts[DONE + what] += 1


async def _sent(self: Record, *args: Any) -> Entry:
    entry = await _send(self, *args)
    _counts[REQUESTS] += 1
    _counts[UNKNOWN] += entry.told is Told.UNKNOWN
    return entry


def _killed(self: Process) -> None:
    _struck.add(self.pid)
    _counts[KILLS] = len(_struck)
    _kill(self)


async def _asked(self: Door, transport: str, *args: Any, **variables: Any) -> Any:
    _counts[ASKED + transport] += 1
    return await _ask(self, transport, *args, **variables)


def pytest_configure() -> None:
    """Count from now on: what is ours stands before what is theirs."""
    Trading.check_invariants = _looked_at  # type: ignore[method-assign,assignment]
    Trading.teardown = _ended  # type: ignore[method-assign,assignment]
    Conserving.teardown = _conserved  # type: ignore[method-assign,assignment]
    Conserving.did = _regrouped  # type: ignore[method-assign]
    Record.send = _sent  # type: ignore[method-assign,assignment]
    Process.kill = _killed  # type: ignore[method-assign]
    Door.ask = _asked  # type: ignore[method-assign]


def pytest_sessionfinish() -> None:
    """Write down what this process counted."""
    path = Path(os.environ["COUNTED_DIR"], f"counted-{os.getpid()}.json")
    path.write_text(json.dumps(_counts), encoding="utf-8")
