"""Reading the audit trail. To read it stands in it, too."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.audit.entries import AuditKind, Subject, entry_of
from domain.audit.rows import head
from domain.audit.trail import TrailFilter, count_trail, trail_page
from domain.identity.scopes import Scope
from domain.shared.context import ActorKind
from domain.shared.errors import InvalidInput
from domain.shared.filters import LIST_MAX
from domain.shared.inputs import is_text
from schema.audit.types import TYPES, AuditEntry, AuditHead
from schema.shared.actors import PEOPLE
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.ids import open_id
from schema.shared.mutations import optional

KEYS = {shown: kind for kind, shown in TYPES.items()}
ACTORS: dict[str, ActorKind] = {shown: kind for kind, shown in PEOPLE.items()}
NOTHING = "", "00000000-0000-0000-0000-000000000000"  # what ids of other things stand for
TEXT_LENGTH_MAX = 64  # characters


@strawberry.input(description="Which lines of the audit trail; all that is said must be true.")
class AuditTrailFilter:
    """What is asked for."""

    actor_id: strawberry.ID | None = optional(
        "Who: the global id of a colleague or customer, or an actor's key."
    )
    subject_id: strawberry.ID | None = optional("About what: a global id.")
    kinds: list[AuditKind] | None = optional("Of these kinds; at most 250.")
    since: datetime | None = strawberry.field(
        name="from", description="At this instant or later.", default=None
    )
    until: datetime | None = strawberry.field(
        name="to", description="At this instant or earlier.", default=None
    )
    request_id: str | None = optional("In this request.")


@strawberry.type(description="Reading who did, saw and was refused what.")
class AuditQueries:
    """For auditors."""

    @strawberry.field(
        description="Who did, saw and was refused what, newest first: facts, sign-ins, refusals,"
        " and who was shown personal data. What happened within the last seconds may be missing"
        " yet. To read it is part of it. Needs audit:read."
    )
    async def audit_trail(
        self,
        info: Info,
        where: Annotated[
            AuditTrailFilter | None, strawberry.argument(description="Which lines.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AuditEntry]:
        ctx, part = info.context.domain, window(first, after, last, before)
        asked = _asked(where or AuditTrailFilter())
        page = await trail_page(ctx, part, asked)
        await info.context.audit.keep(
            entry_of(ctx, AuditKind.TRAIL_READ, "query auditTrail", subjects=_about(asked))
        )
        return connect(page, AuditEntry.of, lambda: count_trail(ctx, asked))

    @strawberry.field(description="The newest seal; null before the first. Needs audit:read.")
    async def audit_head(self, info: Info) -> AuditHead | None:
        info.context.domain.require(Scope.AUDIT_READ)
        seal = await head()
        if seal is None:
            return None
        return AuditHead(number=seal.number, hash=seal.hash.hex(), sealed_at=seal.sealed_at)


def _asked(where: AuditTrailFilter) -> TrailFilter:
    kinds = frozenset(where.kinds or ())
    if where.kinds is not None and len(where.kinds) > LIST_MAX:
        raise InvalidInput(f"A list has at most {LIST_MAX} values.", "where", "kinds")
    return TrailFilter(
        actor=_actor(where.actor_id),
        subject=_subject(where.subject_id),
        kinds=kinds,
        since=where.since,
        until=where.until,
        request_id=_text(where.request_id, "requestId"),
    )


def _actor(value: str | None) -> str | None:
    opened = None if value is None else open_id(value)
    if opened is not None:
        kind, key = opened
        return f"{ACTORS[kind]}:{key}" if kind in ACTORS else f":{key}"
    # Like any other id: what cannot be one finds nothing.
    return value if value is None or _could_be(value) else ":"


def _subject(value: str | None) -> tuple[str, str] | None:
    if value is None:
        return None
    opened = open_id(value)
    return NOTHING if opened is None else (KEYS.get(opened[0], ""), str(opened[1]))


def _about(asked: TrailFilter) -> list[Subject]:
    return [] if asked.subject is None or not asked.subject[0] else [Subject(*asked.subject)]


def _could_be(value: str) -> bool:
    return len(value) <= TEXT_LENGTH_MAX and is_text(value)


def _text(value: str | None, name: str) -> str | None:
    if value is not None and not _could_be(value):
        raise InvalidInput(f"This has at most {TEXT_LENGTH_MAX} characters.", "where", name)
    return value
