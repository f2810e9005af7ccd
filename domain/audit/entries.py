"""Entries: what somebody did, saw or was refused that changed nothing, and so left no fact."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby

import orjson

from domain.shared import sql
from domain.shared.context import Context
from domain.shared.disclosures import Disclosures

SUBJECTS_MAX = 200  # things that one entry names; of more several entries are made
OPERATION_LENGTH_MAX = 255  # characters
WORD_LENGTH_MAX = 64  # characters of any other text; nothing may keep a whole page from its row
WRITE = """
INSERT INTO audit_entry
    (kind, actor, address, request_id, operation, subjects, code, count, occurred_at)
SELECT kind, actor, address, request_id, operation, subjects::jsonb, code, count, occurred_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::int[], $9::timestamptz[]) AS
    noted (kind, actor, address, request_id, operation, subjects, code, count, occurred_at)
"""


class AuditKind(StrEnum):
    """What a line of the trail is about."""

    FACT = "fact"  # something changed: a row of the log
    ACTED = "acted"  # the request behind facts: who asked for what, and from where
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    REFUSED = "refused"
    PERSONAL_DATA_READ = "personal_data_read"
    TRAIL_READ = "trail_read"
    OPERATED = "operated"  # a command on the command line


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that an entry is about, and what of it; its type is one of the facts' types."""

    type: str
    id: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: ids, names of ours and codes, never personal data but the network address.

    `operation` names the fields at the root that were asked for, or the command; `code` says why
    something was refused; `count` is how often the very same happened.
    """

    kind: AuditKind
    actor: str
    occurred_at: datetime
    request_id: str
    address: str | None = None
    operation: str = ""
    subjects: tuple[Subject, ...] = ()
    code: str | None = None
    count: int = 1


def entry_of(
    ctx: Context,
    kind: AuditKind,
    operation: str = "",
    *,
    code: str | None = None,
    subjects: Iterable[Subject] = (),
) -> Entry:
    """An entry about what a request did."""
    return Entry(
        kind=kind,
        actor=ctx.actor.key,
        occurred_at=ctx.now,
        request_id=ctx.request_id,
        address=ctx.address,
        operation=operation,
        subjects=tuple(subjects),
        code=code,
    )


def taken(disclosures: Disclosures) -> tuple[tuple[Subject, ...], str | None]:
    """What was shown, thing by thing, in order; and a code where there was more than is noted.

    It is taken: a context that lives on tells nothing twice.
    """
    noted, left_out = disclosures.take()
    subjects = tuple(
        Subject(kind, str(key), tuple(each.field for each in those))
        for (kind, key), those in groupby(noted, lambda each: each[:2])
    )
    return subjects, f"AND_{left_out}_MORE" if left_out else None


async def write(entries: Iterable[Entry]) -> None:
    """Write entries in one statement. They get their numbers when they are sealed."""
    rows = [_row(part) for entry in entries for part in _parts(entry)]
    if rows:
        await sql.execute(WRITE, *map(list, zip(*rows, strict=True)))


def _parts(entry: Entry) -> Iterator[Entry]:
    """The entry; of one that names too many things, as many as are needed."""
    if len(entry.subjects) <= SUBJECTS_MAX:
        yield entry
        return
    for start in range(0, len(entry.subjects), SUBJECTS_MAX):
        yield replace(entry, subjects=entry.subjects[start : start + SUBJECTS_MAX])


def _row(entry: Entry) -> tuple[object, ...]:
    subjects = [{"type": each.type, "id": each.id, "of": each.of} for each in entry.subjects]
    return (
        entry.kind.value,
        entry.actor[:WORD_LENGTH_MAX],
        entry.address and entry.address[:WORD_LENGTH_MAX],
        entry.request_id[:WORD_LENGTH_MAX],
        entry.operation[:OPERATION_LENGTH_MAX],
        orjson.dumps(subjects).decode(),
        entry.code and entry.code[:WORD_LENGTH_MAX],
        entry.count,
        entry.occurred_at,
    )
