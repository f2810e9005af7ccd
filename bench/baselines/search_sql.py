"""Searching with SQL written by hand: PostgreSQL makes the whole answer, Starlette sends it.

`uvicorn bench.baselines.search_sql:app --no-access-log`, with the database in DATABASE_URL. One
statement over the same GIN index, ranked by `ts_rank` alone: no synonyms, no corrections, no
boosts, nothing noted. The words are cut as the product cuts them.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.catalog.words import search_query

PAGE = 20  # rows
SQL = f"""
SELECT json_build_object('data', json_build_object('search', json_build_object('products',
    json_build_object('nodes', coalesce(json_agg(json_build_object('id',
        translate(encode(convert_to('Product:' || id, 'UTF8'), 'base64'), E'+/\\n', '-_'),
        'name', name) ORDER BY rank DESC, id DESC), '[]')))))::text
FROM (
    SELECT id, name, ts_rank(search, query, 1) AS rank
    FROM product, (SELECT $1::text::tsquery AS query) AS asked
    WHERE status = 'published' AND search @@ query
    ORDER BY rank DESC, id DESC LIMIT {PAGE}
) AS page
"""


async def search(request: Request) -> Response:
    """A page of products that have all the words."""
    query = search_query(request.query_params["query"])
    body: str = await request.app.state.pool.fetchval(SQL, query)
    return Response(body, media_type="application/json")


@asynccontextmanager
async def _pool(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=2) as pool:
        app.state.pool = pool
        yield


app = Starlette(routes=[Route("/search", search)], lifespan=_pool)
