"""Rows of the report: a figure, what it must be, whether it is, and how it was found."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

Number = int | float
VERDICTS = {True: "[green]holds[/green]", False: "[red]DOES NOT HOLD[/red]", None: "[dim]-[/dim]"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `holds` is None where nothing could be measured; `how` then says why."""

    figure: str
    value: Number | None
    unit: str
    bound: str
    holds: bool | None
    how: str


def exactly(figure: str, value: Number, wanted: Number, unit: str, how: str) -> Row:
    """A figure that can only be one number."""
    return Row(figure, value, unit, f"= {wanted}", value == wanted, how)


def at_most(figure: str, value: Number, most: Number, unit: str, how: str) -> Row:
    """A figure with a ceiling."""
    return Row(figure, _short(value), unit, f"<= {most}", value <= most, how)


def at_least(figure: str, value: Number, least: Number, unit: str, how: str) -> Row:
    """A figure with a floor that may be touched."""
    return Row(figure, _short(value), unit, f">= {least}", value >= least, how)


def more_than(figure: str, value: Number, floor: Number, unit: str, how: str) -> Row:
    """A figure that shows that something happened at all."""
    return Row(figure, _short(value), unit, f"> {floor}", value > floor, how)


def unknown(figure: str, unit: str, bound: str, reason: str) -> Row:
    """A figure that cannot be measured here, and why."""
    return Row(figure, None, unit, bound, None, reason)


def broken(part: str, error: BaseException) -> Row:
    """A part that did not come to its end."""
    how = f"stopped by {type(error).__name__}: {error}"[:2_000]
    return Row(f"{part}: measured to the end", 0, "parts", "= 1", False, how)


def write(rows: Sequence[Row], path: Path) -> None:
    """The report for machines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def table(rows: Iterable[Row], title: str = "The spine") -> Table:
    """The report for people; how a figure was found is shown where it does not hold."""
    shown = Table("Figure", "Value", "Unit", "Bound", "", title=title, expand=False)
    for row in rows:
        value = "-" if row.value is None else f"{row.value:,}"
        how = "" if row.holds else f"\n[dim]{escape(row.how)}[/dim]"
        shown.add_row(escape(row.figure) + how, value, row.unit, row.bound, VERDICTS[row.holds])
    return shown


def _short(value: Number) -> Number:
    return round(value, 2) if isinstance(value, float) else value
