"""Starlette with nothing behind it: one constant answer.

`uvicorn bench.baselines.control:app --no-access-log`. It is the ceiling of whatever speaks HTTP
here, and says whether the load can ask more than a server can answer.
"""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANSWER = b'{"data":{"__typename":"Query"}}'


async def answer(request: Request) -> Response:
    """The same to everybody."""
    return Response(ANSWER, media_type="application/json")


app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])])
