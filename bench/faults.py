"""The fault test in its long form: what it finds is part of this report."""

import json
import subprocess
import sys

from api.settings import PROJECT
from bench.processes import environment
from bench.progress import Say
from bench.rows import Row, exactly

PLAY = "bench.soak"
RESULTS = PROJECT / "bench" / "results" / "soak.json"
DEADLINE_SECONDS = 1_500


def measure(say: Say) -> list[Row]:
    """Play it, and take over its rows."""
    say("writers, followers and killers for some minutes")
    RESULTS.unlink(missing_ok=True)
    ended = subprocess.run(
        [sys.executable, "-m", PLAY],
        cwd=PROJECT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=DEADLINE_SECONDS,
        text=True,
        check=False,
    )
    if not RESULTS.exists():
        return [exactly("soak: played to the end", 0, 1, "plays", ended.stdout[-2_000:])]
    return [Row(**row) for row in json.loads(RESULTS.read_text("utf-8"))]
