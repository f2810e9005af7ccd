"""Going through a file: each batch is written in the transaction that says it is done.

So whoever is killed leaves whole batches behind, and the next one goes on with the first row that
nobody has written.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from domain.catalog.bulk.claim_import import Claimed
from domain.catalog.bulk.columns import column_of, price_of, product_of
from domain.catalog.bulk.items import Faults, PriceItem, ProductItem, Refused
from domain.catalog.bulk.limits import FAULTS_MAX, LEASE, ROWS_MAX
from domain.catalog.bulk.models import CatalogImport
from domain.catalog.bulk.moving import move_import
from domain.catalog.bulk.planning import Imagined
from domain.catalog.bulk.results import ItemOutcome, ItemResult, Told
from domain.catalog.bulk.states import ImportAction, ImportFailure, ImportKind, ImportStatus
from domain.catalog.bulk.trying import trying
from domain.catalog.bulk.upsert_products import put_products, try_products
from domain.catalog.states import PriceCause
from domain.identity.scopes import Scope
from domain.pricing.set_prices import put_prices
from domain.shared import sql
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.ids import new_id

FAULTS = """
INSERT INTO catalog_import_fault (id, job_id, position, row_number, column_name, code, message,
    facts)
SELECT id, $1, position, row_number, column_name, code, message, facts::jsonb
FROM unnest($2::uuid[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[])
    AS fault (id, position, row_number, column_name, code, message, facts)
"""
# A table that just grew from nothing to a hundred thousand rows has no statistics yet, and a plan
# that walks it whole for each row would take hours. Whatever a batch asks for has an index.
BY_INDEX = """
SELECT set_config(name, 'off', true)
FROM unnest(ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) AS name
"""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of a file by its number: what its columns say, or why nobody can tell."""

    number: int
    values: Mapping[str, object] | None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that are written together. `rows` are those that say anything; `rows_done` and
    `bytes_done` are how much of the file is done with them.
    """

    rows: Sequence[FileRow]
    rows_done: int
    bytes_done: int
    is_last: bool


class LeaseLost(Exception):
    """Somebody else has this import now, or it was canceled: leave it."""


async def run_batch(
    now: datetime, claimed: Claimed, batch: Batch, imagined: Imagined
) -> ImportStatus:
    """Write a batch, what was wrong with it, and how far the file is, all or nothing.

    Raises:
        LeaseLost: it is not ours any more.
    """

    async def once() -> ImportStatus:
        async with in_transaction():
            await sql.execute(BY_INDEX)
            row = await held(claimed)
            ctx = context_of(now, row)
            told, outcomes = await _put(ctx, row, batch, imagined)
            return await _advance(ctx, row, batch, told, outcomes)

    return await trying(once)


async def fail_import(
    now: datetime, claimed: Claimed, failure: ImportFailure, refused: Sequence[Refused] = ()
) -> None:
    """Give a file up before any of its rows, with what is wrong with its header.

    Raises:
        LeaseLost: it is not ours any more.
    """
    async with in_transaction():
        row = await held(claimed)
        told = [(1, Told.of(one)) for one in refused]
        await _keep(row, told)
        row.faults_found += len(told)
        await move_import(
            context_of(now, row),
            row,
            ImportAction.FAIL,
            failure=failure,
            faults_found=row.faults_found,
        )


async def held(claimed: Claimed) -> CatalogImport:
    """The import, for as long as the transaction lasts, if it is still in these hands.

    Raises:
        LeaseLost: it is not.
    """
    row = await CatalogImport.select_for_update().get_or_none(
        id=claimed.id, lease_id=claimed.lease_id, status=ImportStatus.RUNNING
    )
    if row is None:
        raise LeaseLost
    return row


def context_of(now: datetime, row: CatalogImport) -> Context:
    """Whoever began it, now, with what they needed for it and nothing else."""
    kind, _, id_ = row.actor.partition(":")
    scopes = frozenset({Scope.CATALOG_READ.value, Scope.CATALOG_WRITE.value})
    actor = Actor(ActorKind(kind), UUID(id_) if id_ else None, scopes=scopes)
    return Context(actor=actor, now=now, request_id=str(row.id))


Numbered = list[tuple[int, Told]]


async def _put(
    ctx: Context, row: CatalogImport, batch: Batch, imagined: Imagined
) -> tuple[Numbered, Counter[ItemOutcome]]:
    """What was wrong, by the number of the row, and what became of how many rows."""
    told: dict[int, list[Told]] = {}
    items: list[ProductItem | PriceItem] = []
    known: list[Faults] = []
    numbers: list[int] = []
    read = product_of if row.kind is ImportKind.PRODUCTS else price_of
    for each in batch.rows:
        if each.values is None:
            assert each.refused is not None, "a row that says nothing says why"
            told[each.number] = [Told.of(each.refused)]
        else:
            item, faults = read(each.values)
            items.append(item)
            known.append(faults)
            numbers.append(each.number)
    results = await _written(ctx, row, items, known, imagined) if items else []
    for number, result in zip(numbers, results, strict=True):
        told[number] = list(result.refusals)
    outcomes = Counter(result.outcome for result in results)
    outcomes[ItemOutcome.REFUSED] = sum(bool(faults) for faults in told.values())
    return [(number, one) for number, faults in sorted(told.items()) for one in faults], outcomes


async def _written(
    ctx: Context,
    row: CatalogImport,
    items: Sequence[ProductItem | PriceItem],
    known: Sequence[Faults],
    imagined: Imagined,
) -> list[ItemResult]:
    if row.kind is ImportKind.PRICES:
        return await put_prices(
            ctx,
            [item for item in items if isinstance(item, PriceItem)],
            cause=PriceCause.IMPORT,
            reference_id=row.id,
            is_tried=row.is_preview,
            known=known,
        )
    products = [item for item in items if isinstance(item, ProductItem)]
    if row.is_preview:
        return await try_products(products, imagined, known)
    return await put_products(ctx, products, known)


async def _advance(
    ctx: Context, row: CatalogImport, batch: Batch, told: Numbered, outcomes: Counter[ItemOutcome]
) -> ImportStatus:
    kept = told[: FAULTS_MAX - row.faults_found]
    await _keep(row, kept)
    row.rows_done, row.bytes_done = batch.rows_done, batch.bytes_done
    row.items_created += outcomes[ItemOutcome.CREATED]
    row.items_updated += outcomes[ItemOutcome.UPDATED]
    row.items_unchanged += outcomes[ItemOutcome.UNCHANGED]
    row.rows_faulty += outcomes[ItemOutcome.REFUSED]
    row.faults_found += len(kept)
    row.lease_until, row.updated_at = ctx.now + LEASE, ctx.now
    if not row.is_preview:  # whose next worker begins anew, and perhaps dies at the same row
        row.attempts = 0
    await row.save()
    if len(kept) < len(told):
        await move_import(ctx, row, ImportAction.FAIL, failure=ImportFailure.TOO_MANY_FAULTS)
    elif batch.rows_done > ROWS_MAX:
        await move_import(ctx, row, ImportAction.FAIL, failure=ImportFailure.TOO_MANY_ROWS)
    elif batch.is_last:
        done = ImportAction.SHOW if row.is_preview else ImportAction.COMPLETE
        await move_import(ctx, row, done)
    return row.status


async def _keep(row: CatalogImport, told: Numbered) -> None:
    if told:
        await sql.execute(
            FAULTS,
            row.id,
            [new_id() for _ in told],
            [row.faults_found + place for place in range(len(told))],
            [number for number, _ in told],
            [column_of(one.field) for _, one in told],
            [one.code for _, one in told],
            [one.message for _, one in told],
            [orjson.dumps(one.facts).decode() for _, one in told],
        )
