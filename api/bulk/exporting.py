"""Files of rows out: `GET /catalog/exports/products.csv`, and prices, and as JSON Lines.

Whoever may read all of the catalog gets them as they are read: however much there is, no more than
a page of it is in memory.
"""

import csv
from collections.abc import AsyncIterator, Callable, Sequence
from io import StringIO
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.contexts import Contexts
from api.headers import headers_of, locale_of, request_id_of
from api.media.refusals import Turned, refused, turned
from domain.catalog.bulk.columns import COLUMNS, cell_of_tags, guarded
from domain.catalog.bulk.export import Row, export_page
from domain.catalog.bulk.states import ImportFormat, ImportKind
from domain.shared.context import Context
from domain.shared.errors import DomainError
from schema.shared.record import note_refusal

OPERATION = "catalog export"
MEDIA_TYPES = {
    ImportFormat.CSV: "text/csv; charset=utf-8; header=present",
    ImportFormat.JSONL: "application/jsonl; charset=utf-8",
}


class Exports:
    """Writes what is there."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts

    async def answer(self, request: Request) -> Response:
        """All rows of a kind, or why not."""
        headers = headers_of(request.scope)
        locale, request_id = locale_of(headers), request_id_of(headers)
        name, _, extension = request.path_params["name"].partition(".")
        if name not in list(ImportKind) or extension not in list(ImportFormat):
            nothing = Turned(404, "NOT_FOUND", "There is nothing here.")
            return turned(nothing, locale, request_id)
        kind, format_ = ImportKind(name), ImportFormat(extension)
        try:
            context = await self._contexts.of(headers, request.scope)
        except DomainError as refusal:
            self._contexts.refused(headers, request.scope, refusal.code, OPERATION)
            return refused(refusal, locale, request_id)
        try:
            first = await export_page(context.domain, kind)
        except DomainError as refusal:
            note_refusal(context, refusal.code, OPERATION)
            return refused(refusal, locale, request_id)
        return StreamingResponse(
            _pages(context.domain, kind, WRITERS[format_], first),
            media_type=MEDIA_TYPES[format_],
            headers={
                "Content-Disposition": f'attachment; filename="{name}.{extension}"',
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )


Writer = Callable[[ImportKind, Sequence[Row], bool], bytes]


async def _pages(
    ctx: Context, kind: ImportKind, write: Writer, first: tuple[list[Row], Any]
) -> AsyncIterator[bytes]:
    rows, next_ = first
    yield write(kind, rows, True)
    while next_ is not None:
        rows, next_ = await export_page(ctx, kind, next_)
        yield write(kind, rows, False)


def _csv(kind: ImportKind, rows: Sequence[Row], is_first: bool) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if is_first:
        writer.writerow(COLUMNS[kind])
    writer.writerows([_cell(row[column]) for column in COLUMNS[kind]] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return guarded(cell_of_tags(value) if isinstance(value, list) else str(value))


def _jsonl(kind: ImportKind, rows: Sequence[Row], is_first: bool) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


WRITERS: dict[ImportFormat, Writer] = {ImportFormat.CSV: _csv, ImportFormat.JSONL: _jsonl}
