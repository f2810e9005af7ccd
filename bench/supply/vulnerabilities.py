"""Known holes in what is locked, as pip-audit finds them in the advisories of the index.

It says "none found" also of what it could not look up; here that is "not known".
"""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from bench.rows import Row, exactly, unknown

FIGURE: Final = "known vulnerabilities"
UNIT: Final = "advisories"
DEADLINE_SECONDS: Final = 300
TIMEOUT_SECONDS: Final = 10  # for one answer
# Advisories that do not concern us, each with its reason.
ACCEPTED: Final[dict[str, str]] = {}


def row(lock: Path) -> Row:
    """How many there are; unknown where pip-audit or the advisories cannot be reached."""
    if importlib.util.find_spec("pip_audit") is None:
        return _unknown("pip-audit is not installed: `make audit` installs it.")
    ignored = [f"--ignore-vuln={each}" for each in ACCEPTED]
    command = (
        *(sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes"),
        *("--disable-pip", "--format", "json", "--progress-spinner", "off"),
        *("--timeout", str(TIMEOUT_SECONDS), *ignored),
    )
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=DEADLINE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return _unknown(f"pip-audit had no answers within {DEADLINE_SECONDS} seconds.")
    return judged(ended.stdout, ended.stderr)


def judged(said: str, complained: str) -> Row:
    """The row of what pip-audit said."""
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (complained.strip().splitlines() or ["it said nothing"])[-1]
        return _unknown(f"pip-audit came to no result: {last}")
    found = [
        f"{each['name']} {each['version']}: {hole['id']}"
        for each in packages
        for hole in each.get("vulns", [])
    ]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if not found and (skipped or not packages):
        return _unknown(f"The index knows no advisories of {len(skipped)} packages: run it online.")
    how = f"{len(packages) - len(skipped)} packages looked up, {len(skipped)} not found"
    return exactly(FIGURE, len(found), 0, UNIT, "; ".join([how, *found]))


def _unknown(why: str) -> Row:
    return unknown(FIGURE, UNIT, "= 0", why)
