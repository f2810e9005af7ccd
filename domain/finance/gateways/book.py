"""The books of the simulated gateway: what it did, under which key, and what it has to tell of it.

They lie in a file of their own, for a gateway is another company: it remembers what it did when we
die, and rolls nothing back with us.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS movement (
    key TEXT PRIMARY KEY, type TEXT NOT NULL, begun TEXT NOT NULL, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, reference TEXT NOT NULL UNIQUE, at REAL NOT NULL,
    state TEXT NOT NULL, ends_at REAL NOT NULL, end_state TEXT NOT NULL, code TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (
    id TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, at REAL NOT NULL, due REAL NOT NULL,
    is_sent INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS asked (key TEXT PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS lost (key TEXT PRIMARY KEY, times INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """One thing it did: at once in `state`, and from `ends_at` on in `end_state`. Times are POSIX
    seconds, the amount is in minor units.
    """

    key: str
    type: str
    begun: str
    amount: int
    currency: str
    reference: str
    at: float
    state: str
    ends_at: float
    end_state: str
    code: str

    def state_at(self, now: float) -> str:
        """How far it has come."""
        return self.end_state if now >= self.ends_at else self.state


@dataclass(frozen=True, slots=True)
class Letter:
    """A message about a movement: what its state was `at` a time, to be sent when `due`."""

    id: str
    key: str
    state: str
    at: float
    due: float


class Book:
    """The books, in a file that several processes may write, or in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._known = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False, timeout=10
        )
        self._known.execute("PRAGMA synchronous = OFF")  # it need not outlive the machine
        self._known.executescript(SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written inside is written at once, by one process at a time."""
        self._known.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._known.execute("ROLLBACK")
            raise
        self._known.execute("COMMIT")

    def count(self, key: str) -> int:
        """How often a key was asked about, this time included."""
        return self._one_more("asked", key)

    def lose(self, key: str) -> int:
        """How often a question about a key, or its answer, was lost; this time included."""
        return self._one_more("lost", key)

    def _one_more(self, table: str, key: str) -> int:
        statement = (
            f"INSERT INTO {table} VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET times = times + 1"
            " RETURNING times"
        )
        return int(self._known.execute(statement, (key,)).fetchall()[0][0])

    def calls(self) -> tuple[int, int]:
        """How often it was asked about anything, and how many of these calls were lost."""
        query = "SELECT (SELECT total(times) FROM asked), (SELECT total(times) FROM lost)"
        asked, lost = self._known.execute(query).fetchone()
        return int(asked), int(lost)

    def letters(self) -> list[tuple[str, int, int]]:
        """Of each message its id, how many there are of it, and how many of these were sent."""
        query = "SELECT id, count(*), sum(is_sent) FROM message GROUP BY id ORDER BY min(rowid)"
        return [(str(id_), int(all_), int(sent)) for id_, all_, sent in self._known.execute(query)]

    def movement(self, key: str) -> Movement | None:
        """What was done under a key."""
        found = self._known.execute("SELECT * FROM movement WHERE key = ?", (key,)).fetchone()
        return Movement(*found) if found else None

    def movements(self, begun: str | None = None) -> list[Movement]:
        """All that was done, of one payment if named, in the order in which it was."""
        rows = self._known.execute(
            "SELECT * FROM movement WHERE ?1 IS NULL OR begun = ?1 ORDER BY rowid", (begun,)
        )
        return [Movement(*row) for row in rows]

    def write(self, movement: Movement) -> None:
        """Do something, or have it come to another end."""
        values = tuple(getattr(movement, name) for name in Movement.__slots__)
        marks = ", ".join("?" * len(values))
        self._known.execute(f"INSERT OR REPLACE INTO movement VALUES ({marks})", values)

    def tell(self, letters: Sequence[Letter]) -> None:
        """Have messages to send."""
        self._known.executemany(
            "INSERT INTO message (id, key, state, at, due) VALUES (?, ?, ?, ?, ?)",
            [(each.id, each.key, each.state, each.at, each.due) for each in letters],
        )

    def unsay(self, key: str, after: float) -> None:
        """Forget messages about what will not come to pass."""
        self._known.execute("DELETE FROM message WHERE key = ? AND at > ?", (key, after))

    def take_due(self, until: float) -> list[Letter]:
        """Messages that are due and were not sent, in that order; they count as sent."""
        rows = self._known.execute(
            "SELECT rowid, id, key, state, at, due FROM message WHERE is_sent = 0 AND due <= ?"
            " ORDER BY due, rowid",
            (until,),
        ).fetchall()
        self._known.executemany(
            "UPDATE message SET is_sent = 1 WHERE rowid = ?", [(row[0],) for row in rows]
        )
        return [Letter(*row[1:]) for row in rows]

    def close(self) -> None:
        """Shut them."""
        self._known.close()
