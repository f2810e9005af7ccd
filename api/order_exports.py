"""Files of orders out: `GET /orders/exports/{token}`, by whoever the token was made for."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.bulk.exporting import MEDIA_TYPES
from api.contexts import Contexts
from api.headers import headers_of, locale_of, request_id_of
from api.media.refusals import refused
from domain.processes.export_orders import bytes_of, exported
from domain.shared.errors import DomainError
from schema.shared.record import note_act, note_refusal

OPERATION = "order export"


class OrderExports:
    """Hands out what jobs wrote: no more than a part of it is in memory."""

    def __init__(self, contexts: Contexts, secret: str) -> None:
        self._contexts = contexts
        self._secret = secret

    async def answer(self, request: Request) -> Response:
        """The file of a job, or why not."""
        headers = headers_of(request.scope)
        locale, request_id = locale_of(headers), request_id_of(headers)
        try:
            context = await self._contexts.of(headers, request.scope)
        except DomainError as refusal:
            self._contexts.refused(headers, request.scope, refusal.code, OPERATION)
            return refused(refusal, locale, request_id)
        try:
            context.domain.require_somebody()
            token = request.path_params["token"]
            job, format_ = await exported(context.domain, self._secret, token)
        except DomainError as refusal:
            note_refusal(context, refusal.code, OPERATION)
            return refused(refusal, locale, request_id)
        note_act(context, OPERATION)
        return StreamingResponse(
            bytes_of(job, format_),
            media_type=MEDIA_TYPES[format_],
            headers={
                "Content-Disposition": f'attachment; filename="{_name(job.created_at)}.{format_}"',
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )


def _name(asked_at: datetime) -> str:
    return f"orders-{asked_at:%Y-%m-%d}"
