"""Asking for something for many things at once: it is written down, and done by a worker."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.jobs.events import JobCreated
from domain.jobs.limits import ITEMS_MAX
from domain.jobs.models import Job
from domain.jobs.states import JobKind
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.idempotency import Claim, claim
from domain.shared.ids import new_id
from domain.shared.inputs import items
from domain.shared.outbox import append
from domain.shared.personal import JOB_REQUEST
from domain.shared.sealing import seal

ITEMS = """
INSERT INTO job_item (id, job_id, position, subject_id, reference, customer_id, request, status)
SELECT id, $1, position - 1, subject_id, reference, customer_id, request, 'pending'
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[]) WITH ORDINALITY
    AS item (id, subject_id, reference, customer_id, request, position)
"""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a job: one that there is, or one to be made.

    What it shall be (`request`) is sealed; where it is not `kept`, nothing of it is written down,
    and it will be refused.
    """

    subject_id: UUID | None = None
    reference: str | None = None
    customer_id: UUID | None = None
    request: str | None = None
    is_kept: bool = True

    @property
    def told(self) -> object:
        """What tells it from others, for whoever asks again with the same key."""
        return str(self.subject_id) if self.request is None else [self.reference, self.request]

    def sealed(self, item_id: UUID) -> str | None:
        """What it shall be, as its item keeps it."""
        return seal(JOB_REQUEST, item_id, self.request) if self.request and self.is_kept else None


async def create_job(
    ctx: Context,
    kind: JobKind,
    things: Sequence[Thing],
    arguments: Mapping[str, object],
    *,
    idempotency_key: str | None,
) -> Job:
    """Write a job down: the same done to each of up to 1,000 things, in their order.

    What is named twice is done once, in its first place. Repeating the call with the same key
    returns the first job and writes nothing.

    Raises:
        NotPermitted: the actor may not write orders.
        InvalidInput: nothing is named, or too much.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    asked = list(dict.fromkeys(items(things, "ids", most=ITEMS_MAX)))
    if not asked:
        raise InvalidInput("This must not be empty.", "ids")
    request = {
        "kind": kind,
        "subjects": [one.told for one in asked],
        "arguments": dict(arguments),
    }
    async with in_transaction():
        claimed = await claim(ctx, f"jobs.{kind}", idempotency_key, request)
        if claimed.replay_of is not None:
            return await Job.get(id=claimed.replay_of)
        job = await _begun(ctx, kind, arguments, len(asked), claimed)
        keys = [new_id() for _ in asked]
        await sql.execute(
            ITEMS,
            job.id,
            keys,
            [one.subject_id for one in asked],
            [one.reference for one in asked],
            [one.customer_id for one in asked],
            [one.sealed(key) for key, one in zip(keys, asked, strict=True)],
        )
        return job


async def create_export(
    ctx: Context,
    kind: JobKind,
    arguments: Mapping[str, object],
    count: Callable[[], Awaitable[int]],
    *,
    idempotency_key: str | None,
) -> Job:
    """Write down a job that makes a file of so many rows, as far as is known. The same key gives
    the first job.

    Raises:
        NotPermitted: the actor may not read orders.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.ORDERS_READ)
    request = {"kind": kind, "arguments": dict(arguments)}
    async with in_transaction():
        claimed = await claim(ctx, f"jobs.{kind}", idempotency_key, request)
        if claimed.replay_of is not None:
            return await Job.get(id=claimed.replay_of)
        return await _begun(ctx, kind, arguments, await count(), claimed)


async def _begun(
    ctx: Context, kind: JobKind, arguments: Mapping[str, object], total: int, claimed: Claim
) -> Job:
    job = Job(
        id=new_id(),
        kind=kind,
        actor=ctx.actor.key,
        scopes=sorted(ctx.actor.scopes),
        arguments=dict(arguments),
        items_total=total,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    await job.save(force_create=True)
    await append(
        ctx, JobCreated(aggregate_id=job.id, version=job.version, kind=kind, items_total=total)
    )
    await claimed.settle(job.id)
    return job
