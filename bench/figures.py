"""Puts the last figures into the page that tells of them: `python -m bench.figures`.

Between two marks of `docs/performance.md`, from `bench/results/fast-path.json`.
"""

import json
import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import psutil

from api.settings import PROJECT
from bench.report import RESULTS
from bench.rows import Row

PAGE = PROJECT / "docs" / "performance.md"
BETWEEN = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- until here -->)", re.DOTALL)
VERDICTS = {True: "", False: " (does not hold)", None: " (not measured)"}
GIB = 1 << 30
CPU = re.compile(r"^model name\s*: (.+)$", re.MULTILINE)


def main() -> None:
    """Read, write, say so."""
    path = RESULTS / "fast-path.json"
    rows = [Row(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BETWEEN.sub(lambda _: section(rows, at), text), encoding="utf-8")
    print(f"{len(rows)} figures are in {PAGE.relative_to(PROJECT)}.")


def section(rows: Iterable[Row], at: datetime) -> str:
    """The machine, and a line for each figure."""
    lines = [
        f"Measured on {at:%Y-%m-%d} with {machine()}.",
        "",
        "| figure | value | bound |",
        "|---|--:|--:|",
        *(
            f"| {row.figure} | {_value(row)}{VERDICTS[row.holds]} | {_bound(row.bound)} |"
            for row in rows
        ),
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    """What this is, in a line."""
    memory = psutil.virtual_memory().total / GIB
    return (
        f"{psutil.cpu_count()} cores ({_cpu()}), {memory:.0f} GiB,"
        f" {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _cpu() -> str:
    try:
        found = CPU.search(Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def _value(row: Row) -> str:
    return "–" if row.value is None else f"{row.value:,} {row.unit}"


def _bound(text: str) -> str:
    return text.replace("<=", "≤").replace(">=", "≥")


if __name__ == "__main__":
    main()
