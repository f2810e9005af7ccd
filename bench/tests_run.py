"""The tests, as `make test` runs them, and whether they walk all there is to walk."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from api.embedded.processes import end_of
from api.settings import PROJECT
from bench.inventory_of_tests import Share, refusals, tables, verbs
from bench.processes import environment
from bench.progress import Say
from bench.rows import Row, at_most, exactly, more_than

WORKERS = 3 * (os.cpu_count() or 2) // 2  # as the Makefile has it
MOST_SECONDS = 600
DEADLINE_SECONDS = 4 * MOST_SECONDS
HOW = f"pytest -n {WORKERS} --dist worksteal"


def measure(say: Say) -> list[Row]:
    """The quick gate, then all tests."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        started = time.perf_counter()
        say("make check")
        gate = _run(["make", "check"], directory / "check.log")
        say("all tests, some minutes")
        _run(
            [sys.executable, *f"-m {HOW} --junitxml={directory}/tests.xml".split()],
            directory / "tests.log",
            PYTEST_PLUGINS="bench.walked",
            WALKED_DIR=name,
        )
        seconds = time.perf_counter() - started
        return [
            exactly("tests: make check", gate, 0, "exit status", end_of(directory / "check.log")),
            *_counts(directory),
            at_most("tests: seconds", seconds, MOST_SECONDS, "seconds", f"make check and {HOW}"),
            *_coverage(directory),
        ]


def _run(command: list[str], log: Path, **env: str) -> int:
    with log.open("wb") as said:
        return subprocess.run(
            command,
            cwd=PROJECT,
            env=environment(**env),
            stdout=said,
            stderr=said,
            timeout=DEADLINE_SECONDS,
            check=False,
        ).returncode


def _counts(directory: Path) -> list[Row]:
    """Passed, failed, skipped. Without a report nothing has passed."""
    try:
        suite = ElementTree.parse(directory / "tests.xml").getroot()[0]
    except (OSError, ElementTree.ParseError):
        return [exactly("tests: failed", 1, 0, "runs", end_of(directory / "tests.log"))]
    total, skipped = int(suite.attrib["tests"]), int(suite.attrib["skipped"])
    failed = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
    names = [
        f"{case.attrib['classname']}.{case.attrib['name']}"
        for case in suite
        if case.find("failure") is not None or case.find("error") is not None
    ]
    return [
        more_than("tests: passed", total - failed - skipped, 0, "tests", HOW),
        exactly("tests: failed", failed, 0, "tests", "; ".join([HOW, *names[:10]])),
        exactly("tests: skipped", skipped, 0, "tests", HOW),
    ]


def _coverage(directory: Path) -> list[Row]:
    walked = "every pair of state and action is tried in the run above"
    return [
        _all("verbs that a test calls, or through another", verbs(), "verbs", "tests"),
        _all("refusals that a test expects by name", refusals(), "refusals", "tests"),
        _all("state tables walked", tables(directory), "tables", walked),
    ]


def _all(figure: str, share: Share, unit: str, how: str) -> Row:
    """All of them, or the row names who is missing."""
    told = "; ".join(filter(None, [how, share.aside, *share.missing]))
    return exactly(f"tests: {figure}", share.total - len(share.missing), share.total, unit, told)
