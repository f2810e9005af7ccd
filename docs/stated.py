"""What `docs/statements.md` states: how many SQL statements each mutation takes."""

import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).parent / "statements.md"
HEAD = "| mutation | SQL statements |\n|---|---|\n"
ROW = re.compile(r"^\| `(\w+)` \| (\d+) \|$", re.MULTILINE)


def stated() -> dict[str, int]:
    """The most statements that each mutation takes for its input in the tests, by its name."""
    return {name: int(count) for name, count in ROW.findall(PAGE.read_text(encoding="utf-8"))}


def state(counts: Mapping[str, int]) -> None:
    """Write the page's table anew."""
    text = PAGE.read_text(encoding="utf-8")
    rows = "".join(f"| `{name}` | {counts[name]} |\n" for name in sorted(counts))
    PAGE.write_text(text[: text.index(HEAD)] + HEAD + rows, encoding="utf-8")
