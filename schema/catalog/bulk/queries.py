"""Reading imports."""

from typing import Annotated

import strawberry

from domain.catalog.bulk import queries
from domain.catalog.bulk.states import ImportStatus
from schema.catalog.bulk.types import CatalogImport
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.ids import key_in


@strawberry.type(description="Reading imports of files.")
class BulkQueries:
    """All need catalog:read; empty without it."""

    @strawberry.field(
        description="One import; null if there is none that you may see. Needs catalog:read."
    )
    async def catalog_import(self, info: Info, id: Id) -> CatalogImport | None:
        key = key_in("CatalogImport", id)
        return CatalogImport.maybe(await info.context.one(queries.imports_by_ids, key))

    @strawberry.field(
        description="Imports, whoever began them, newest first. Empty without catalog:read."
    )
    async def catalog_imports(
        self,
        info: Info,
        status: Annotated[
            ImportStatus | None, strawberry.argument(description="Only in this status.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CatalogImport]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.imports_page(ctx, part, status=status)
        return connect(page, CatalogImport.of, lambda: queries.count_imports(ctx, status=status))
