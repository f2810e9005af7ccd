"""The external harness: suites that nobody of this project wrote."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial

from api.settings import PROJECT
from bench.processes import environment
from bench.progress import Say
from bench.rows import Row, exactly, unknown

DEADLINE_SECONDS = 900
SUM = r"^{}: (\d+) passed, (\d+) failed, (\d+) skipped$"
HOW = "python -m tests.conformance.run, with tests/conformance/config.json"


def suites(*names: str) -> Callable[[Say], list[Row]]:
    """A part that runs these suites."""
    return partial(_measure, names)


def _measure(suites: Sequence[str], say: Say) -> list[Row]:
    """Failed checks of each suite; unknown where there is no harness."""
    names = {suite: f"harness: {suite}, failed" for suite in suites}
    if not os.environ.get("HARNESS_DIR"):
        reason = "HARNESS_DIR is not set: it names the folder of the external harness"
        return [unknown(name, "checks", "= 0", reason) for name in names.values()]
    if not (PROJECT / "tests/conformance/run.py").exists():
        reason = "tests/conformance, which serves the harness, is not there"
        return [unknown(name, "checks", "= 0", reason) for name in names.values()]
    say(", ".join(suites))
    said = subprocess.run(
        [sys.executable, "-m", "tests.conformance.run", *suites],
        cwd=PROJECT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=DEADLINE_SECONDS,
        text=True,
        check=False,
    ).stdout
    return [_row(names[suite], suite, said) for suite in suites]


def _row(name: str, suite: str, said: str) -> Row:
    found = re.search(SUM.format(suite), said, re.MULTILINE)
    if found is None:
        how = f"the suite broke off: {said[-500:]}"
        return exactly(name, 1, 0, "suites", how)
    passed, failed, skipped = map(int, found.groups())
    failures = re.findall(rf"^FAIL ({suite}/\S+)", said, re.MULTILINE)
    how = "; ".join([HOW, f"{passed} passed, {skipped} skipped", *failures])
    return exactly(name, failed, 0, "checks", how)
