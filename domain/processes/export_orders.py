"""Orders as a file: asked for here, written by a worker some thousand rows at a time, fetched once
it is whole by whoever asked.

Nothing of it says who ordered or where to. A row is as it was when its part was read.
"""

import csv
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from domain.catalog.bulk.columns import guarded
from domain.catalog.bulk.states import ImportFormat
from domain.catalog.media import tokens
from domain.channels.create_channel import CODE_LENGTH_MAX
from domain.identity.scopes import Scope
from domain.jobs.claim_job import Claimed
from domain.jobs.create_job import create_export
from domain.jobs.keep_part import give_up, hold_job, keep_part, last_part
from domain.jobs.limits import EXPORT_KEPT, EXPORTED
from domain.jobs.models import Job, JobPart
from domain.jobs.states import JobKind, JobStatus
from domain.orders.queries import count_orders, orders_matching
from domain.orders.states import OrderStatus
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import All, Condition, Is
from domain.shared.inputs import text, within_years
from domain.shared.money import written

PURPOSE = b"tradegraph order export 1"
NIL = UUID(int=0)  # before every order
# The columns of every such file, in their order, and what each is called in our books.
WORDS = {
    "number": "number",
    "channel": "channel__code",
    "external_id": "external_id",
    "status": "status",
    "payment_status": "payment_status",
    "fulfillment_status": "fulfillment_status",
    "return_status": "return_status",
    "currency": "currency",
}
AMOUNTS = {
    "subtotal": "subtotal_minor",
    "discount": "discount_minor",
    "shipping": "shipping_minor",
    "tax": "tax_minor",
    "total": "total_minor",
    "captured": "captured_minor",
    "refunded": "refunded_minor",
}
INSTANTS = ("placed_at", "confirmed_at", "canceled_at", "completed_at", "updated_at")
COLUMNS = (*WORDS, *AMOUNTS, *INSTANTS)

Row = Mapping[str, str | None]


class Exported(NamedTuple):
    """What is needed of a job to say whether its file can be fetched."""

    id: UUID
    kind: JobKind
    status: JobStatus
    actor: str
    updated_at: datetime


class Incomplete(Exception):
    """A file broke off: better no end than one that looks like the end."""


async def export_orders(
    ctx: Context,
    *,
    format: ImportFormat,
    statuses: Sequence[OrderStatus] = (),
    channel: str | None = None,
    placed_from: datetime | None = None,
    placed_to: datetime | None = None,
    idempotency_key: str | None,
) -> Job:
    """Ask for a file of orders, oldest first: those in one of these states, from a channel by its
    code, placed within a span; all of them, where nothing is said.

    Raises:
        NotPermitted: the actor may not read orders.
        InvalidInput: a channel's code that is none, or a time more than ten years away; nothing is
            written.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.ORDERS_READ)
    if channel is not None:
        channel = text(channel, "channel", longest=CODE_LENGTH_MAX)
    span = {"placedFrom": placed_from, "placedTo": placed_to}
    arguments = {
        "format": format.value,
        "statuses": [one.value for one in statuses],
        "channel": channel,
        **{name: at and within_years(at, ctx.now, name).isoformat() for name, at in span.items()},
    }

    async def count() -> int:
        return await count_orders(ctx, condition=_wanted(arguments))

    return await create_export(
        ctx, JobKind.ORDER_EXPORT, arguments, count, idempotency_key=idempotency_key
    )


async def write_portion(ctx: Context, claimed: Claimed) -> JobStatus:
    """Write the next 2,000 rows, for the one who asked, and say how far it is. However many there
    are, no more than these are in memory.

    Raises:
        LeaseLost: somebody else has the job now, or it was canceled; what was written stays.
    """
    async with in_transaction():
        job = await hold_job(claimed)
        if not ctx.allows(Scope.ORDERS_READ):
            return await give_up(ctx.as_system(), job)
        place, after = await last_part(job)
        rows = orders_matching(ctx, None, _wanted(claimed.arguments))
        found = (
            await rows.filter(id__gt=after or NIL)
            .order_by("id")
            .limit(EXPORTED)
            .values("id", *WORDS.values(), *AMOUNTS.values(), *INSTANTS)
        )
        write = WRITERS[ImportFormat(str(claimed.arguments["format"]))]
        return await keep_part(
            ctx.as_system(),
            job,
            place,
            write([_row(one) for one in found]),
            len(found),
            found[-1]["id"] if found else None,
            ends=len(found) < EXPORTED,
        )


def fetched_until(job: Job | Exported) -> datetime | None:
    """Until when the file of a job can be fetched; None where it has none, or none yet."""
    is_whole = job.kind is JobKind.ORDER_EXPORT and job.status is JobStatus.COMPLETED
    return job.updated_at + EXPORT_KEPT if is_whole else None


def address_of(ctx: Context, job: Job | Exported, secret: str) -> str | None:
    """Where the file of a job is fetched by whoever asked for it; None for others, and when its
    time is over.
    """
    until = fetched_until(job)
    if until is None or until <= ctx.now or not _is_theirs(ctx, job):
        return None
    return f"/orders/exports/{tokens.token_of(secret, job.id, PURPOSE)}"


async def exported(ctx: Context, secret: str, token: str) -> tuple[Job, ImportFormat]:
    """The job whose file a token is for, and how that is written.

    Raises:
        NotFound: it is no token of ours, somebody else's, or its time is over.
    """
    job = await Job.get_or_none(id=tokens.upload_of(secret, token, PURPOSE))
    if job is None or address_of(ctx, job, secret) is None:
        raise NotFound("job", job and job.id)
    return job, ImportFormat(str(job.arguments["format"]))


async def bytes_of(job: Job, format: ImportFormat) -> AsyncIterator[bytes]:
    """The whole file, part by part.

    Raises:
        Incomplete: some of it went meanwhile; what was given is not the whole.
    """
    if format is ImportFormat.CSV:
        yield _csv([{name: name for name in COLUMNS}])
    place = given = 0
    while part := await JobPart.get_or_none(job_id=job.id, position=place):
        yield zlib.decompress(part.body)
        place, given = place + 1, given + part.rows
    if given != job.items_done:
        raise Incomplete(f"The file of job {job.id} has {job.items_done} rows, here are {given}.")


def _is_theirs(ctx: Context, job: Job | Exported) -> bool:
    return ctx.actor.key == job.actor and ctx.allows(Scope.ORDERS_READ)


def _wanted(arguments: Mapping[str, Any]) -> Condition:
    """The condition that a job's arguments stand for."""
    found: list[Condition] = []
    if arguments["statuses"]:
        found.append(Is("status", "one_of", arguments["statuses"]))
    if arguments["channel"] is not None:
        found.append(Is("channel", "eq", arguments["channel"]))
    for name, operator in (("placedFrom", "gte"), ("placedTo", "lte")):
        if arguments[name] is not None:
            found.append(Is("placed_at", operator, datetime.fromisoformat(arguments[name])))
    return All(found)


def _row(found: Mapping[str, Any]) -> Row:
    row: dict[str, str | None] = {}
    for name, column in WORDS.items():
        row[name] = None if found[column] is None else str(found[column])
    for name, column in AMOUNTS.items():
        row[name] = written(found[column], found["currency"])
    for name in INSTANTS:
        row[name] = found[name] and found[name].isoformat()
    return row


def _csv(rows: Sequence[Row]) -> bytes:
    page = StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerows([_cell(name, row[name]) for name in COLUMNS] for row in rows)
    return page.getvalue().encode()


def _cell(name: str, value: str | None) -> str:
    """Amounts are numbers to whoever opens it, also those below zero; words are words."""
    return value or "" if name in AMOUNTS else guarded(value or "")


def _jsonl(rows: Sequence[Row]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


WRITERS = {ImportFormat.CSV: _csv, ImportFormat.JSONL: _jsonl}
