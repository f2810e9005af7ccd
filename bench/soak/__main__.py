"""`python -m bench.soak`: the long form. It ends with 1 where a row does not hold."""

import argparse
import asyncio
import logging
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from api.embedded.postgres import start_postgres
from api.embedded.scratch import scratch_directory, sweep
from api.migrations import migrate
from api.settings import DATABASE, PROJECT
from bench.rows import Row, broken, table, write
from bench.server import OURS
from bench.soak.arrival import Judged
from bench.soak.play import play
from bench.soak.report import rows
from bench.soak.roll import roll
from bench.soak.script import LONG, SHORT, Script

RESULTS = PROJECT / "bench" / "results" / "soak.json"
LOGS = PROJECT / "bench" / "results" / "soak-logs"  # what everybody said, life after life
ROLL = LOGS / "followers.txt"


def main() -> int:
    """Play, write down, show."""
    console = Console()
    logging.getLogger("realtime").setLevel(logging.ERROR)  # our echo hears Redis die too
    sweep(OURS)
    began = time.monotonic()
    try:
        found = _played(_chosen(), console)
    except Exception as error:
        console.print_exception()
        found = [broken("soak", error)]
    write(found, RESULTS)
    console.print(table(found, "The fault test"))
    failed = sum(row.holds is False for row in found)
    console.print(f"{len(found)} figures, {failed} do not hold; {time.monotonic() - began:.0f} s.")
    console.print(f"Written to {RESULTS}.", highlight=False, soft_wrap=True)
    return 1 if failed else 0


def _played(script: Script, console: Console) -> list[Row]:
    """On a database of its own, with everything that a crash of its own would need."""
    began = time.monotonic()

    def say(what: str) -> None:
        console.print(f"{time.monotonic() - began:6.1f} s  {what}", highlight=False)

    LOGS.mkdir(parents=True, exist_ok=True)
    with scratch_directory(OURS) as directory:
        server = start_postgres(directory / "data")
        try:
            server.create_database(DATABASE)
            credentials = server.credentials(DATABASE)
            asyncio.run(migrate(credentials))
            outcome = asyncio.run(play(script, directory, credentials, say))
            _call_the_roll(outcome.judged, console)
            return rows(outcome)
        finally:
            server.stop()
            for log in directory.glob("*.log"):
                shutil.copy(log, LOGS)


def _call_the_roll(judged: Sequence[Judged], console: Console) -> None:
    """Every follower, shown and written down."""
    called = roll(judged)
    console.print(called, highlight=False, soft_wrap=True)
    ROLL.write_text(called + "\n", "utf-8")


def _chosen() -> Script:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--short", action="store_true", help="as the tests play it")
    parser.add_argument("--facts", type=int, help="at least so many")
    parser.add_argument("--seed", type=int, help="other dice")
    given = parser.parse_args()
    script = SHORT if given.short else LONG
    facts = given.facts or script.facts
    overflows = script.overflows and facts >= script.facts
    return replace(script, facts=facts, overflows=overflows, seed=given.seed or script.seed)


if __name__ == "__main__":
    sys.exit(main())
