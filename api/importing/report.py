"""What an import did: rows by table, the source's odd rows by reason, seconds by phase."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Group
from rich.table import Table

from api.importing.portions import Portion


@dataclass(slots=True)
class Report:
    """Counts of this run and of all runs so far: a repeated import adds nothing."""

    source: str
    portions: int = 0
    portions_before: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    rows_in_all: Counter[str] = field(default_factory=Counter)
    notes_in_all: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, portion: Portion) -> None:
        """One more portion is in."""
        self.portions += 1
        self.rows.update(portion.counts["rows"])

    def sum_up(self, done: dict[str, dict[str, Any]]) -> None:
        """Count what all runs brought in, from what they left in the database."""
        for counts in done.values():
            self.rows_in_all.update(counts.get("rows", {}))
            self.notes_in_all.update(counts.get("notes", {}))

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure a phase; the same name adds up."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started  # type: ignore[assignment]  # a Counter adds floats just as well

    def table(self) -> Group:
        """All of it, for a terminal."""
        rows = Table("Table", "Rows added", "Rows in all", title=f"Import of {self.source}")
        for name, count in sorted(self.rows_in_all.items()):
            rows.add_row(name, f"{self.rows[name]:,}", f"{count:,}")
        notes = Table("What is odd about the source", "Rows")
        for reason, count in sorted(self.notes_in_all.items()):
            notes.add_row(reason, f"{count:,}")
        seconds = Table("Phase", "Seconds")
        for name, took in self.seconds.items():
            seconds.add_row(name, f"{took:.1f}")
        return Group(rows, notes, seconds)
