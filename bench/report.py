"""A report: parts measured one after the other, written down, and shown as a table."""

import argparse
import os
import time
from collections.abc import Callable, Mapping

from rich.console import Console

from api.embedded.scratch import sweep
from api.settings import PROJECT
from bench.processes import leave_nothing_running
from bench.progress import Say
from bench.rows import Row, broken, table, write
from bench.server import OURS

Part = Callable[[Say], list[Row]]
Parts = Mapping[str, Part]
RESULTS = PROJECT / "bench" / "results"
REFRESHES_PER_SECOND = 2  # of the line that shows what is under way; a load shares its core


def report(name: str, title: str, parts: Parts) -> int:
    """Measure, write down, show; 1 where a row does not hold.

    With all parts it is written to `<name>.json`, with some to `<name>-part.json`.
    """
    leave_nothing_running()
    console = Console()
    sweep(OURS)
    rows: list[Row] = []
    chosen = _chosen(name, parts)
    results = RESULTS / (f"{name}.json" if chosen == list(parts) else f"{name}-part.json")
    for part in chosen:
        rows += _measured(part, parts[part], console)
        write(rows, results)
    console.print(table(rows, title))
    failed = sum(row.holds is False for row in rows)
    unmeasured = sum(row.holds is None for row in rows)
    console.print(f"{len(rows)} figures, {failed} do not hold, {unmeasured} not measured.")
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} in the last minute.")
    console.print(f"Written to {results}.", highlight=False, soft_wrap=True)
    return 1 if failed else 0


def _chosen(name: str, parts: Parts) -> list[str]:
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}")
    parser.add_argument("--only", default=",".join(parts), help="parts, separated by commas")
    names: list[str] = parser.parse_args().only.split(",")
    if unknown := [name for name in names if name not in parts]:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(parts)}")
    return names


def _measured(name: str, part: Part, console: Console) -> list[Row]:
    """A part's rows. One that breaks off is a row that does not hold; the others go on."""
    started = time.perf_counter()
    with console.status(name, refresh_per_second=REFRESHES_PER_SECOND) as status:
        try:
            rows = part(lambda what: status.update(f"{name}: {what}"))
        except Exception as error:
            console.print_exception()
            rows = [broken(name, error)]
    console.print(f"{name}: {len(rows)} figures in {time.perf_counter() - started:.0f} s")
    return rows
