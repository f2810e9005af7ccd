"""Reading the log of facts: what stands after a number, and how far the numbers go."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.shared import sql
from realtime import topics
from realtime.messages import StoredEvent

PAGE = 500  # events
NO_LIMIT = 2**63 - 1  # the largest number a fact can have


@dataclass(frozen=True, slots=True)
class Page:
    """Facts in order, and the state of the log at the very instant they were read.

    `epoch` names the log, `newest` is the last number given, `floor` the number after which
    everything is still there to be replayed.
    """

    epoch: UUID
    newest: int
    floor: int
    events: tuple[StoredEvent, ...] = ()


async def state() -> Page:
    """How far the log goes, without any facts."""
    found = await sql.rows("SELECT epoch, last_seq, replay_floor FROM relay_state")
    return _page(found[0])


async def page(
    after: int,
    up_to: int = NO_LIMIT,
    *,
    only: Collection[topics.Topic] = (),
    limit: int = PAGE,
) -> Page:
    """The first facts with a number in (after, up_to], of these topics or of all.

    Imported history is never among them: it was told elsewhere, long ago.
    """
    about, values = _about(only, first=4)
    found = await sql.rows(
        "SELECT s.epoch, s.last_seq, s.replay_floor, e.* FROM relay_state s LEFT JOIN ("
        "SELECT seq, aggregate_type, aggregate_id, version, type, payload, actor, occurred_at"
        f" FROM event WHERE seq > $1 AND seq <= $2 AND NOT historic{about}"
        " ORDER BY seq LIMIT $3) e ON true ORDER BY e.seq",
        *(after, up_to, limit, *values),
    )
    return _page(found[0], tuple(StoredEvent.from_row(row) for row in found if row["seq"]))


async def count(after: int, up_to: int, *, only: Collection[topics.Topic], limit: int) -> int:
    """How many facts `page` would find in all; it stops counting at `limit`."""
    about, values = _about(only, first=4)
    found: int = await sql.value(
        "SELECT count(*) FROM (SELECT FROM event"
        f" WHERE seq > $1 AND seq <= $2 AND NOT historic{about} LIMIT $3) e",
        *(after, up_to, limit, *values),
    )
    return found


def _page(state: dict[str, Any], events: tuple[StoredEvent, ...] = ()) -> Page:
    return Page(state["epoch"], state["last_seq"], state["replay_floor"], events)


def _about(only: Collection[topics.Topic], *, first: int) -> tuple[str, list[object]]:
    """A condition that holds for these topics alone, and its values from `$first` on."""
    kinds, things = topics.split(only)
    conditions: list[str] = []
    values: list[object] = []
    if kinds:
        conditions.append(f"aggregate_type = ANY(${first})")
        values.append(kinds)
    if things:
        one, two = first + len(values), first + len(values) + 1
        pairs = f"SELECT * FROM unnest(${one}::text[], ${two}::uuid[])"
        conditions.append(f"(aggregate_type, aggregate_id) IN ({pairs})")
        values += [[kind for kind, _ in things], [key for _, key in things]]
    return (f" AND ({' OR '.join(conditions)})" if conditions else ""), values
