"""An endpoint that places an order of one line, with nothing between HTTP and the statement.

`uvicorn bench.baselines.bare_order:app --no-access-log`, with the database in DATABASE_URL. The
statement is the product's own, word for word; its parameters are filled in by hand. It knows no
GraphQL, asks nobody who they are, checks nothing, and waits for its turn in the database.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from domain.orders.at_once import PLACE

ACTOR = "system"


async def order(request: Request) -> JSONResponse:
    """POST /orders with channel, currency, variantId, quantity and idempotencyKey."""
    asked = await request.json()
    now = datetime.now(UTC)
    variant, units, key = UUID(asked["variantId"]), asked["quantity"], asked["idempotencyKey"]
    written = await request.app.state.pool.fetchrow(
        PLACE.text,
        *([0], [uuid4()], [asked["channel"]], [None], [None], [asked["currency"]], [None], [""]),
        *([now], [1], [units], [ACTOR], [str(uuid4())], [None]),
        *([key], [f"{ACTOR}|orders.place_order|{key}"], [uuid4()], [""]),
        [request.app.state.promotions],
        *([uuid4()], [0], [variant], [units], [uuid4()]),
        *([variant], [asked["currency"]], [units], [uuid4()]),
    )
    return JSONResponse({"id": str(written["id"]), "number": written["number"]})


async def as_it_is(connection: object) -> None:
    """What is done to a connection that comes back: nothing, which saves a round trip."""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """A pool as large as the product's."""
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"], min_size=2, max_size=20, reset=as_it_is
    ) as pool:
        app.state.pool = pool
        # As of which nothing is to be had off; nobody changes that while it is measured.
        app.state.promotions = await pool.fetchval("SELECT revision FROM promotion_revision")
        yield


app = Starlette(routes=[Route("/orders", order, methods=["POST"])], lifespan=lifespan)
