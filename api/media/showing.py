"""Media out: `GET /media/{hash}/{name}`, for everybody, and for as long as anybody keeps it.

What stands at an address never changes: it is named by its content. There is nothing here but what
was made by us of the few types that are shown, and a browser is told to take it for nothing else.
"""

import logging
import re
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.headers import headers_of, locale_of, request_id_of
from api.media.refusals import Turned, turned
from domain.catalog.media.kinds import CONTENT_TYPES, names_of
from domain.catalog.media.models import MediaFile
from domain.catalog.media.queries import file_by_hash
from domain.catalog.media.states import MediaKind
from domain.catalog.media.storage import NothingThere, Store, place_of

YEAR_SECONDS = 31_536_000
HASH = re.compile(r"[0-9a-f]{64}")
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
# It may be put into pages from elsewhere; opened by itself it is alone, and runs nothing.
GUARDED = {
    "Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Accept-Ranges": "bytes",
}

logger = logging.getLogger(__name__)


class Showing:
    """Shows what is ready."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def answer(self, request: Request) -> Response:
        """Answer one request: all of it, a part, or that the client has it already."""
        hash_, name = request.path_params["hash"], request.path_params["name"]
        file = await file_by_hash(hash_) if HASH.fullmatch(hash_) else None
        if file is None or name not in names_of(file.kind, file.extension):
            return _nothing(request)
        headers = _headers(file, name)
        if _has_it(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        place = f"{place_of(file.hash, file.id)}/{name}"
        try:
            size = await self._store.size(place)
        except NothingThere:
            logger.error("A file that is ready is not where it was put: %s", place)
            return _nothing(request)
        wanted = _range(request, headers["ETag"], size)
        if wanted is None:
            headers["Content-Range"] = f"bytes */{size}"
            return Response(status_code=416, headers=headers)
        start, end, is_part = wanted
        if is_part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        headers["Content-Length"] = str(end - start)
        status = 206 if is_part else 200
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers)
        return StreamingResponse(self._bytes(place, start, end), status, headers=headers)

    async def _bytes(self, place: str, start: int, end: int) -> AsyncIterator[bytes]:
        async for part in self._store.read(place, start, end):
            yield part


def _headers(file: MediaFile, name: str) -> dict[str, str]:
    how = "attachment" if file.kind is MediaKind.DOCUMENT else "inline"
    return {
        **GUARDED,
        "Content-Type": CONTENT_TYPES[name.rpartition(".")[2]],
        "Content-Disposition": f'{how}; filename="{file.hash[:12]}-{name}"',
        "ETag": f'"{file.hash}-{name}"',
    }


def _has_it(given: str | None, tag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in (given or "").split(",")]
    return tag in known or known == ["*"]


def _range(request: Request, tag: str, size: int) -> tuple[int, int, bool] | None:
    """From which byte up to which one is asked for, and whether that is a part; None where there is
    no such part. What is no range of bytes, or several at once, is taken for all of it, as RFC 9110
    (14.2) allows."""
    given = request.headers.get("range")
    if given is None or request.headers.get("if-range", tag) != tag:
        return 0, size, False
    found = RANGE.fullmatch(given.strip())
    if found is None or not any(found.groups()):
        return 0, size, False
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size, True) if length else None
    start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end, True) if start < end else None


def _nothing(request: Request) -> Response:
    headers = headers_of(request.scope)
    refusal = Turned(404, "NOT_FOUND", "There is nothing here.")
    return turned(refusal, locale_of(headers), request_id_of(headers))
