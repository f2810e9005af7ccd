"""The plainest documented use of Tortoise for selling from a shelf: get the row, check, save.

`uvicorn bench.baselines.naive_stock:app`, with the database in DATABASE_URL. It is measured by the
same rush as the product, to show that the rush finds an oversell where there is one.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from tortoise import fields
from tortoise.contrib.starlette import RegisterTortoise
from tortoise.models import Model


class Item(Model):
    """Something to sell, and how many of it there are."""

    id = fields.IntField(primary_key=True)
    units = fields.IntField()


async def create(request: Request) -> JSONResponse:
    """POST /items/50: a shelf with fifty units."""
    item = await Item.create(units=request.path_params["units"])
    return JSONResponse({"id": item.id})


async def order(request: Request) -> JSONResponse:
    """POST /items/1/order: one unit."""
    item = await Item.get(id=request.path_params["id"])
    if item.units < 1:
        return JSONResponse({"ordered": False})
    item.units -= 1
    await item.save()
    return JSONResponse({"ordered": True})


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """The database, as Tortoise's own example for Starlette has it."""
    async with RegisterTortoise(
        app,
        db_url=os.environ["DATABASE_URL"],
        modules={"models": ["bench.baselines.naive_stock"]},
        generate_schemas=True,
    ):
        yield


app = Starlette(
    routes=[
        Route("/items/{units:int}", create, methods=["POST"]),
        Route("/items/{id:int}/order", order, methods=["POST"]),
    ],
    lifespan=lifespan,
)
