"""What is refused again and again: told once at once, and then once a minute how often.

A stranger's flood must not fill the disk, nor the memory of whoever counts it. So what is the same
is one line, and beyond a number of different lines in a minute what is left is one line for each
code, without a name or an address.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.audit.entries import AuditKind, Entry
from domain.shared.context import ActorKind

WINDOW = timedelta(minutes=1)
STRANGERS_MAX = 120  # different refusals of people without a name, in a minute
KNOWN_MAX = 600  # the same of those who have one
MANY = "many"  # in place of whose request it was

Key = tuple[str, str, str | None, str | None]


@dataclass(slots=True)
class _Open:
    last: Entry
    more: int  # that were not told yet


class Tally:
    """The refusals of one process in the minute that runs."""

    def __init__(self) -> None:
        self._open: dict[Key, _Open] = {}
        self._since: datetime | None = None
        self._different = {True: 0, False: 0}  # keys, of strangers and of others

    def count(self, entry: Entry) -> Entry | None:
        """Count one; the entry to be written now if nothing like it was in this minute."""
        if self._since is None:
            self._since = entry.occurred_at
        entry, key = self._bounded(entry)
        known = self._open.get(key)
        if known is None:
            self._open[key] = _Open(entry, 0)
            return entry
        known.last = entry
        known.more += entry.count
        return None

    def due(self, now: datetime) -> list[Entry]:
        """Once the minute is over: how often each was repeated. Then another minute begins."""
        if self._since is None or now < self._since + WINDOW:
            return []
        return self.close()

    def close(self) -> list[Entry]:
        """The same at once."""
        told = [replace(each.last, count=each.more) for each in self._open.values() if each.more]
        self._open.clear()
        self._since = None
        self._different = {True: 0, False: 0}
        return told

    def _bounded(self, entry: Entry) -> tuple[Entry, Key]:
        key = entry.kind, entry.actor, entry.address, entry.code
        if key in self._open:
            return entry, key
        is_stranger = entry.actor == ActorKind.ANONYMOUS
        most = STRANGERS_MAX if is_stranger else KNOWN_MAX
        if self._different[is_stranger] >= most:
            entry = replace(entry, actor=ActorKind.ANONYMOUS, address=None, request_id=MANY)
            return entry, (entry.kind, MANY, None, entry.code)
        self._different[is_stranger] += 1
        return entry, key


COUNTED = frozenset({AuditKind.REFUSED, AuditKind.SIGN_IN_REFUSED})
