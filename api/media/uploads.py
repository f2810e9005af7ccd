"""Media in: `PUT /media/uploads/{token}`, by whoever the token was made for.

The body goes to the disk as it comes, and is hashed on its way. It has just as many bytes as were
announced, and is of the kind that was; what it is called plays no part.
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
from domain.catalog.media.begin_upload import begin_upload
from domain.catalog.media.complete_upload import complete_upload
from domain.catalog.media.errors import MediaTypeRefused
from domain.catalog.media.kinds import HEAD_SIZE, type_of
from domain.catalog.media.models import MediaUpload, ProductMedia
from domain.catalog.media.register_file import register_file
from domain.catalog.media.storage import Store, source_of
from domain.catalog.media.tokens import upload_of
from domain.shared.context import Context
from domain.shared.errors import DomainError
from schema.shared.context import GraphContext
from schema.shared.ids import global_id
from schema.shared.record import note_act, note_refusal

AT_ONCE_MAX = 16  # uploads under way in one process
OPERATION = "media upload"


class Uploads:
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
        """Take a file, or say why not. Whoever lost the answer may ask again: they are told that
        it is here, and as what."""
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
            media = await self._take(context, request)
        except Turned as reason:
            return turned(reason, locale, request_id)
        except DomainError as refusal:
            note_refusal(context, refusal.code, OPERATION)
            return refused(refusal, locale, request_id)
        note_act(context, OPERATION)
        told = {"id": global_id("ProductMedia", media.id), "status": media.status.name}
        return Response(
            orjson.dumps({"media": told}),
            status_code=201,
            media_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    async def _take(self, context: GraphContext, request: Request) -> ProductMedia:
        ctx = context.domain
        ctx.require_somebody()
        upload_id = upload_of(self._secret, request.path_params["token"])
        upload = await begin_upload(ctx, upload_id)
        must_be_plain(request, upload.byte_size)
        if self._under_way >= AT_ONCE_MAX:
            raise Turned(503, "BUSY", "Too many files come in just now.", retryable=True)
        self._under_way += 1
        path = self._scratch / f"incoming-{uuid4().hex}"
        try:
            hash_ = await receive(request, upload.byte_size, path)
            return await self._keep(ctx, upload, path, hash_)
        finally:
            self._under_way -= 1
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _keep(
        self, ctx: Context, upload: MediaUpload, path: Path, hash_: str
    ) -> ProductMedia:
        """Register what came, keep its bytes where they are needed, and show it: three steps, of
        which each may be the last of this process, and all of them may be done again."""
        type_ = type_of(await asyncio.to_thread(_head, path))
        if type_ is None or type_.kind is not upload.kind:
            raise MediaTypeRefused
        file = await register_file(ctx, hash_, type_, upload.byte_size)
        source = source_of(hash_, file.id, _turn()) if file.needs_bytes else None
        if source is not None:
            await self._store.put(source, path)
        try:
            completed = await complete_upload(ctx, upload.id, file.id, source=source)
        except DomainError:
            if source is not None:
                await self._store.delete(source)
            raise
        if source is not None and not completed.takes_source:
            await self._store.delete(source)
        return completed.media


def _turn() -> UUID:
    """Each try has a place of its own, so that taking out one leaves the others alone."""
    return uuid4()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_SIZE)
