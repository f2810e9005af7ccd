"""Pages from elsewhere: which may ask, and read the answer in a browser."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http import WHOLE

ASKED_WITH = ["authorization", "content-type", "last-event-id", "x-request-id"]
SHOWN = ["retry-after"]
REMEMBERED_SECONDS = 600  # how long a browser need not ask again whether it may ask


def open_to(
    origins: Sequence[str], app: ASGIApp, *, methods: Sequence[str] = ("GET", "POST")
) -> ASGIApp:
    """The application, whose answers the pages of these origins may read.

    No page is let in by a cookie: who asks is said by a header, which pages from elsewhere cannot
    send unless they may.
    """
    with_headers = CORSMiddleware(
        app,
        allow_origins=list(origins),
        allow_methods=list(methods),
        allow_headers=ASKED_WITH,
        expose_headers=SHOWN,
        max_age=REMEMBERED_SECONDS,
    )

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if any(name == b"origin" for name, _ in scope["headers"]):
            # An answer written at once would pass by the middleware.
            scope.get("extensions", {}).pop(WHOLE, None)
            await with_headers(scope, receive, send)
        else:
            await app(scope, receive, send)

    return answer
