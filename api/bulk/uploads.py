"""Files of rows in: `PUT /catalog/imports/{token}`, by whoever the token was made for.

The body goes to the disk as it comes, and then to where it is kept. Nothing is read of it here:
the worker does that.
"""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.contexts import Contexts
from api.headers import headers_of, locale_of, request_id_of
from api.media.receiving import must_be_plain, receive
from api.media.refusals import Turned, refused, turned
from domain.catalog.bulk.models import CatalogImport
from domain.catalog.bulk.receive_import import begin_receiving, receive_import
from domain.catalog.bulk.tokens import import_of
from domain.catalog.media.storage import Store
from domain.shared.errors import DomainError
from schema.shared.context import GraphContext
from schema.shared.ids import global_id
from schema.shared.record import note_act, note_refusal

AT_ONCE_MAX = 4  # files under way in one process
OPERATION = "catalog import"


class ImportUploads:
    """Takes files in, a bounded number at once."""

    def __init__(self, contexts: Contexts, secret: str, store: Store, scratch: Path) -> None:
        self._contexts = contexts
        self._secret = secret
        self._store = store
        self._scratch = scratch
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self.answer(request)
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """Take a file, or say why not. Whoever lost the answer asks the graph how the import is."""
        headers = headers_of(request.scope)
        locale, request_id = locale_of(headers), request_id_of(headers)
        if request.method != "PUT":
            response = turned(
                Turned(405, "METHOD_NOT_ALLOWED", "Put the file here."), locale, request_id
            )
            response.headers["Allow"] = "PUT"
            return response
        try:
            context = await self._contexts.of(headers, request.scope)
        except DomainError as refusal:
            self._contexts.refused(headers, request.scope, refusal.code, OPERATION)
            return refused(refusal, locale, request_id)
        try:
            row = await self._take(context, request)
        except Turned as reason:
            return turned(reason, locale, request_id)
        except DomainError as refusal:
            note_refusal(context, refusal.code, OPERATION)
            return refused(refusal, locale, request_id)
        note_act(context, OPERATION)
        told = {"id": global_id("CatalogImport", row.id), "status": row.status.name}
        return Response(
            orjson.dumps({"import": told}),
            status_code=201,
            media_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    async def _take(self, context: GraphContext, request: Request) -> CatalogImport:
        ctx = context.domain
        ctx.require_somebody()
        import_id = import_of(self._secret, request.path_params["token"])
        row = await begin_receiving(ctx, import_id)
        must_be_plain(request, row.total_bytes)
        if self._under_way >= AT_ONCE_MAX:
            raise Turned(503, "BUSY", "Too many files come in just now.", retryable=True)
        self._under_way += 1
        path = self._scratch / f"incoming-{uuid4().hex}"
        try:
            await receive(request, row.total_bytes, path)
            return await self._keep(context, import_id, path)
        finally:
            self._under_way -= 1
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _keep(self, context: GraphContext, import_id: UUID, path: Path) -> CatalogImport:
        """Each try has a place of its own, so that taking out one leaves the others alone."""
        source = f"imports/{import_id.hex}/{uuid4().hex}"
        await self._store.put(source, path)
        try:
            return await receive_import(context.domain, import_id, source)
        except DomainError:
            await self._store.delete(source)
            raise
