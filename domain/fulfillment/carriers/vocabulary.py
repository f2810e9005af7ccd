"""What carriers say, read into our twelve words by a table anybody can extend."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from domain.fulfillment.states import TrackingStatus
from domain.fulfillment.tracking import TrackingNews

TABLE = Path(__file__).with_name("tracking_map.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawNews:
    """News in a carrier's or an aggregator's own words. `source` names the language."""

    source: str
    code: str
    occurred_at: datetime
    location: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of the table: how to read a code, if the text beside it says one of these words.

    A row without words reads the code whatever the text says; rows are tried from the top.
    """

    says: tuple[str, ...]
    status: TrackingStatus
    substatus: str | None

    def fits(self, text: str) -> bool:
        """Whether the text beside the code allows this reading."""
        return not self.says or any(word in text for word in self.says)


@cache
def readings() -> dict[tuple[str, str], list[Reading]]:
    """The table, by (source, code)."""
    table: dict[tuple[str, str], list[Reading]] = {}
    with TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            says = tuple(word.casefold() for word in row["says"].split("|") if word)
            reading = Reading(says, TrackingStatus(row["status"]), row["substatus"] or None)
            table.setdefault(_key(row["source"], row["code"]), []).append(reading)
    return table


def read_news(raw: RawNews) -> TrackingNews:
    """A carrier's news in our words. What the table does not know is UNKNOWN, and kept raw."""
    text = raw.text.casefold()
    found = next((reading for reading in _candidates(raw) if reading.fits(text)), None)
    return TrackingNews(
        status=found.status if found else TrackingStatus.UNKNOWN,
        substatus=found.substatus if found else None,
        occurred_at=raw.occurred_at,
        location=raw.location,
        description=raw.text,
        code=raw.code,
        source=raw.source,
    )


def _candidates(raw: RawNews) -> Iterator[Reading]:
    # A sub-status that the table does not list (`Exception_099`) is read as its status.
    yield from readings().get(_key(raw.source, raw.code), ())
    status, underscore, _ = raw.code.rpartition("_")
    if underscore:
        yield from readings().get(_key(raw.source, status), ())


def _key(source: str, code: str) -> tuple[str, str]:
    return source.casefold(), code.strip().casefold()
