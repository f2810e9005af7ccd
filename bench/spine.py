"""Every figure of the spine: `python -m bench.spine`, or a part with `--only oversell,story`."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from typing import Final

from rich.console import Console

from api.embedded.scratch import sweep
from api.settings import PROJECT
from bench import (
    bad_input,
    first_run,
    harness,
    imports,
    oversell,
    silent_loss,
    statements,
    story,
    tests_run,
    two_lines,
)
from bench.progress import Say
from bench.rows import Row, broken, table, write
from bench.server import OURS

PARTS: Final[dict[str, Callable[[Say], list[Row]]]] = {
    "oversell": oversell.measure,
    "two-lines": two_lines.measure,
    "silent-loss": silent_loss.measure,
    "bad-input": bad_input.measure,
    "statements": statements.measure,
    "story": story.measure,
    "first-run": first_run.measure,
    "imports": imports.measure,
    "tests": tests_run.measure,
    "harness": harness.measure,
}
RESULTS = PROJECT / "bench" / "results"


def main() -> int:
    """Measure, write down, show; 1 where a row does not hold."""
    console = Console()
    sweep(OURS)
    rows: list[Row] = []
    names = _chosen()
    results = RESULTS / ("spine.json" if names == list(PARTS) else "spine-part.json")
    for name in names:
        rows += _measured(name, console)
        write(rows, results)
    console.print(table(rows))
    failed = sum(row.holds is False for row in rows)
    unmeasured = sum(row.holds is None for row in rows)
    console.print(f"{len(rows)} figures, {failed} do not hold, {unmeasured} not measured.")
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} in the last minute.")
    console.print(f"Written to {results}.", highlight=False, soft_wrap=True)
    return 1 if failed else 0


def _chosen() -> list[str]:
    parser = argparse.ArgumentParser(prog="python -m bench.spine", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    names: list[str] = parser.parse_args().only.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    return names


def _measured(name: str, console: Console) -> list[Row]:
    """A part's rows. One that breaks off is a row that does not hold; the others go on."""
    started = time.perf_counter()
    with console.status(name) as status:
        try:
            rows = PARTS[name](lambda what: status.update(f"{name}: {what}"))
        except Exception as error:
            console.print_exception()
            rows = [broken(name, error)]
    console.print(f"{name}: {len(rows)} figures in {time.perf_counter() - started:.0f} s")
    return rows


if __name__ == "__main__":
    sys.exit(main())
