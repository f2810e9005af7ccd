"""Reads: imports and their faults, for whoever may see all of the catalog."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.catalog.bulk.models import CatalogImport, CatalogImportFault
from domain.catalog.bulk.states import ImportStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages

NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
BY_POSITION = Order("POSITION", "position", value=int)


def require_bulk(ctx: Context) -> None:
    """Whoever brings goods by slug and SKU learns which there are, and changes them.

    Raises:
        NotPermitted: the actor may not read and change the catalog.
    """
    ctx.require(Scope.CATALOG_WRITE)
    ctx.require(Scope.CATALOG_READ)


def visible_imports(ctx: Context) -> QuerySet[CatalogImport]:
    """Imports, whoever began them."""
    rows = CatalogImport.all()
    return rows if ctx.allows(Scope.CATALOG_READ) else rows.filter(id__in=[])


def visible_faults(ctx: Context) -> QuerySet[CatalogImportFault]:
    """What was wrong with rows of files."""
    rows = CatalogImportFault.all()
    return rows if ctx.allows(Scope.CATALOG_READ) else rows.filter(id__in=[])


async def get_import(ctx: Context, import_id: UUID, *, hold: bool = False) -> CatalogImport:
    """One import; with `hold` nobody else moves it before the transaction ends.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    rows = visible_imports(ctx)
    row = await (rows.select_for_update() if hold else rows).get_or_none(id=import_id)
    if row is None:
        raise NotFound("catalog import", import_id)
    return row


async def imports_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, CatalogImport]:
    """Imports by their ids."""
    return {row.id: row for row in await visible_imports(ctx).filter(id__in=set(ids))}


def imports_matching(ctx: Context, status: ImportStatus | None = None) -> QuerySet[CatalogImport]:
    """The imports in a status; None is any."""
    rows = visible_imports(ctx)
    return rows if status is None else rows.filter(status=status)


async def imports_page(
    ctx: Context, window: Window, *, status: ImportStatus | None = None
) -> Page[CatalogImport]:
    """Imports, newest first."""
    return await page(imports_matching(ctx, status), window, NEWEST)


async def count_imports(ctx: Context, *, status: ImportStatus | None = None) -> int:
    """How many imports there are."""
    return await imports_matching(ctx, status).count()


async def pages_of_faults(
    ctx: Context, import_ids: Sequence[UUID], window: Window, order: Order
) -> dict[UUID, Page[CatalogImportFault]]:
    """The same page of the faults of each import."""
    return await pages(visible_faults(ctx), "job_id", import_ids, window, order)


async def counts_of_faults(ctx: Context, import_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many faults each import has."""
    return await counts(visible_faults(ctx), "job_id", import_ids)
