"""How many of the project's own documents the fast tier answers."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from api.settings import PROJECT
from bench.processes import ItEnded, environment
from bench.progress import Say
from bench.rows import Row, at_least

LEAST = 95  # per cent
TEST = "tests/schema/engine/test_own_documents.py"
ONE = "test_every_tier_answers_them_alike_and_nearly_all_are_fast[admin]"
DEADLINE_SECONDS = 300
HOW = (
    "every query in the tests, the benchmarks and the guides that is meant to be answered, asked"
    f" once by an administrator of a furnished shop, and compared with graphql-core's ({TEST})"
)


def measure(say: Say) -> list[Row]:
    """Have the test ask them, and read what it recorded."""
    say("the project's own documents")
    answered, fault = _answered()
    fast, all_of_them = answered.get("fast", 0), answered.get("answered", 0)
    share = 100 * fast / max(1, all_of_them)
    if fault and share >= LEAST:  # then it is not the share that it found fault with
        raise ItEnded(fault)
    how = f"{fast} of {all_of_them}; {HOW}"
    return [at_least("the project's own documents on the fast tier", share, LEAST, "%", how)]


def _answered() -> tuple[dict[str, int], str]:
    """What the test recorded, and what it said if it failed."""
    with TemporaryDirectory() as directory:
        path = Path(directory, "answered.json")
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "bench.answered", f"{TEST}::{ONE}"],
            cwd=PROJECT,
            env=environment(ANSWERED_FILE=str(path)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=DEADLINE_SECONDS,
            text=True,
            check=False,
        )
        said = f"pytest ended with {run.returncode}:\n{run.stdout[-2_000:]}"
        if not path.exists():
            raise ItEnded(said)
        found: dict[str, int] = json.loads(path.read_text("utf-8"))
    return found, said if run.returncode else ""
