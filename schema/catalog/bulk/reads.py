"""How imports and their faults are read: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.catalog.bulk import queries
from domain.catalog.bulk.states import CATALOG_IMPORT, ImportStatus
from domain.shared.context import Context
from schema.catalog.bulk.types import percent
from schema.engine.mapping import Args, Column, Computed, Listed, Pages, Read, Root, Rows
from schema.engine.values import loaded
from schema.shared.codes import ErrorCode
from schema.shared.context import GraphContext
from schema.shared.reads import by_id
from schema.shared.sentences import told_sentence


def _actions(context: GraphContext, status: str) -> Any:
    return CATALOG_IMPORT.actions(ImportStatus(status))


def _percent(context: GraphContext, done: int, total: int) -> Any:
    return percent(done, total)


def _code(context: GraphContext, code: str) -> Any:
    return ErrorCode[code]


def _message(context: GraphContext, code: str, message: str, facts: Any) -> Any:
    return told_sentence(code, message, loaded(facts), context.domain.locale)


READS = (
    Read(
        "CatalogImport",
        queries.visible_imports,
        {
            "percentDone": Computed(("bytes_done", "total_bytes"), _percent),
            "availableActions": Computed(("status",), _actions),
            "faults": Pages("CatalogImportFault", by="job_id", order=queries.BY_POSITION),
        },
    ),
    Read(
        "CatalogImportFault",
        queries.visible_faults,
        {
            "rowNumber": Column("row_number"),
            "column": Column("column_name"),
            "code": Computed(("code",), _code),
            "message": Computed(("code", "message", "facts"), _message),
        },
    ),
)


async def _imports(ctx: Context, args: Args) -> Rows:
    return queries.imports_matching(ctx, args.get("status"))


ROOTS: Mapping[str, Root] = {
    "catalogImport": by_id("CatalogImport"),
    "catalogImports": Listed(
        "CatalogImport", lambda args: queries.NEWEST, narrowed=("status",), rows=_imports
    ),
}
