"""Asking for something for many things at once: it is written down, and done by a worker."""

from collections.abc import Mapping, Sequence
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
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.inputs import items
from domain.shared.outbox import append

ITEMS = """
INSERT INTO job_item (id, job_id, position, subject_id, status)
SELECT id, $1, position, subject_id, 'pending'
FROM unnest($2::uuid[], $3::int[], $4::uuid[]) AS item (id, position, subject_id)
"""


async def create_job(
    ctx: Context,
    kind: JobKind,
    subject_ids: Sequence[UUID],
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
    ids = list(dict.fromkeys(items(subject_ids, "ids", most=ITEMS_MAX)))
    if not ids:
        raise InvalidInput("This must not be empty.", "ids")
    request = {"kind": kind, "subjects": [*map(str, ids)], "arguments": dict(arguments)}
    async with in_transaction():
        claimed = await claim(ctx, f"jobs.{kind}", idempotency_key, request)
        if claimed.replay_of is not None:
            return await Job.get(id=claimed.replay_of)
        job = Job(
            id=new_id(),
            kind=kind,
            actor=ctx.actor.key,
            scopes=sorted(ctx.actor.scopes),
            arguments=dict(arguments),
            items_total=len(ids),
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await job.save(force_create=True)
        await sql.execute(ITEMS, job.id, [new_id() for _ in ids], [*range(len(ids))], ids)
        await append(
            ctx,
            JobCreated(aggregate_id=job.id, version=job.version, kind=kind, items_total=len(ids)),
        )
        await claimed.settle(job.id)
        return job
