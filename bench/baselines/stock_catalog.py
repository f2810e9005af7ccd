"""The plainest documented reading with Strawberry: types with resolvers, a DataLoader for each
relation, Tortoise's models, Strawberry's own ASGI view.

`uvicorn bench.baselines.stock_catalog:app --no-access-log`, with the database in DATABASE_URL. It
answers the first document of `bench/questions.py`, a page of products, with the product's data.
"""

import base64
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from tortoise.contrib.starlette import RegisterTortoise
from tortoise.expressions import Q

from domain.catalog import models
from domain.inventory.models import InventoryLevel
from domain.shared.database import MODELS

LOCALE = "en"


class Loaders:
    """The loaders of one request."""

    @cached_property
    def categories(self) -> DataLoader[UUID, models.Category | None]:
        return DataLoader(load_fn=load_categories)

    @cached_property
    def category_names(self) -> DataLoader[UUID, str | None]:
        return DataLoader(load_fn=load_category_names)

    @cached_property
    def brands(self) -> DataLoader[UUID, models.Brand | None]:
        return DataLoader(load_fn=load_brands)

    @cached_property
    def product_names(self) -> DataLoader[UUID, str | None]:
        return DataLoader(load_fn=load_product_names)

    @cached_property
    def variants(self) -> DataLoader[UUID, list[models.ProductVariant]]:
        return DataLoader(load_fn=load_variants)

    @cached_property
    def prices(self) -> DataLoader[UUID, list[models.VariantPrice]]:
        return DataLoader(load_fn=load_prices)

    @cached_property
    def available(self) -> DataLoader[UUID, int]:
        return DataLoader(load_fn=load_available)


async def load_categories(keys: list[UUID]) -> list[models.Category | None]:
    """Categories by id."""
    found = await models.Category.in_bulk(keys, "id")
    return [found.get(key) for key in keys]


async def load_category_names(keys: list[UUID]) -> list[str | None]:
    """Their names in the asker's language."""
    rows = await models.CategoryTranslation.filter(category_id__in=keys, locale=LOCALE)
    found = {row.category_id: row.name for row in rows}
    return [found.get(key) for key in keys]


async def load_brands(keys: list[UUID]) -> list[models.Brand | None]:
    """Brands by id."""
    found = await models.Brand.in_bulk(keys, "id")
    return [found.get(key) for key in keys]


async def load_product_names(keys: list[UUID]) -> list[str | None]:
    """Names of products in the asker's language."""
    rows = await models.ProductTranslation.filter(product_id__in=keys, locale=LOCALE)
    found = {row.product_id: row.name for row in rows}
    return [found.get(key) for key in keys]


async def load_variants(keys: list[UUID]) -> list[list[models.ProductVariant]]:
    """Variants of products, in the order of the shelf."""
    found = defaultdict(list)
    rows = models.ProductVariant.filter(product_id__in=keys)
    for row in await rows.order_by("position", "id"):
        found[row.product_id].append(row)
    return [found[key] for key in keys]


async def load_prices(keys: list[UUID]) -> list[list[models.VariantPrice]]:
    """Prices of variants."""
    found = defaultdict(list)
    for row in await models.VariantPrice.filter(variant_id__in=keys).order_by("currency"):
        found[row.variant_id].append(row)
    return [found[key] for key in keys]


async def load_available(keys: list[UUID]) -> list[int]:
    """Units of variants that can be ordered."""
    found: dict[UUID, int] = defaultdict(int)
    for row in await InventoryLevel.filter(variant_id__in=keys, warehouse__is_active=True):
        found[row.variant_id] += row.available
    return [found[key] for key in keys]


def global_id(kind: str, key: UUID) -> strawberry.ID:
    """The id on the wire."""
    return strawberry.ID(base64.b64encode(f"{kind}:{key}".encode()).decode())


@strawberry.type
class Money:
    amount: Decimal
    currency_code: str


@strawberry.type
class Category:
    row: strawberry.Private[models.Category]

    @strawberry.field
    async def name(self, info: strawberry.Info[Loaders]) -> str:
        return await info.context.category_names.load(self.row.id) or self.row.name


@strawberry.type
class Brand:
    name: str


@strawberry.type
class ProductVariant:
    row: strawberry.Private[models.ProductVariant]
    id: strawberry.ID
    sku: str
    name: str

    @strawberry.field
    async def price(self, info: strawberry.Info[Loaders]) -> Money | None:
        prices = await info.context.prices.load(self.row.id)
        if not prices:
            return None
        amount = Decimal(prices[0].amount_minor).scaleb(-2)
        return Money(amount=amount, currency_code=prices[0].currency)

    @strawberry.field
    async def available_quantity(self, info: strawberry.Info[Loaders]) -> int:
        return await info.context.available.load(self.row.id)


@strawberry.type
class Product:
    row: strawberry.Private[models.Product]
    id: strawberry.ID
    slug: str

    @strawberry.field
    async def name(self, info: strawberry.Info[Loaders]) -> str:
        return await info.context.product_names.load(self.row.id) or self.row.name

    @strawberry.field
    async def category(self, info: strawberry.Info[Loaders]) -> Category | None:
        if self.row.category_id is None:
            return None
        row = await info.context.categories.load(self.row.category_id)
        return Category(row=row) if row else None

    @strawberry.field
    async def brand(self, info: strawberry.Info[Loaders]) -> Brand | None:
        if self.row.brand_id is None:
            return None
        row = await info.context.brands.load(self.row.brand_id)
        return Brand(name=row.name) if row else None

    @strawberry.field
    async def variants(self, info: strawberry.Info[Loaders]) -> list[ProductVariant]:
        return [
            ProductVariant(
                row=row, id=global_id("ProductVariant", row.id), sku=row.sku, name=row.name
            )
            for row in await info.context.variants.load(self.row.id)
        ]


@strawberry.type
class PageInfo:
    end_cursor: str | None
    has_next_page: bool


@strawberry.type
class ProductConnection:
    nodes: list[Product]
    page_info: PageInfo


def cursor_of(row: models.Product) -> str:
    """A product's place in the list."""
    place = json.dumps(["NAME", row.name, str(row.id)], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(place.encode()).decode()


@strawberry.type
class Query:
    @strawberry.field
    async def products(self, first: int = 20, after: str | None = None) -> ProductConnection:
        rows = models.Product.filter(status="published")
        if after is not None:
            _, name, key = json.loads(base64.urlsafe_b64decode(after))
            rows = rows.filter(Q(name__gt=name) | Q(name=name, id__gt=key))
        found = await rows.order_by("name", "id").limit(first + 1)
        page = found[:first]
        return ProductConnection(
            nodes=[
                Product(row=row, id=global_id("Product", row.id), slug=row.slug) for row in page
            ],
            page_info=PageInfo(
                end_cursor=cursor_of(page[-1]) if page else None,
                has_next_page=len(found) > first,
            ),
        )


class View(GraphQL[Loaders, None]):
    """Strawberry's view, with loaders of its own for each request."""

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Loaders:
        return Loaders()


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """The database, as Tortoise's own example for Starlette has it."""
    async with RegisterTortoise(
        app, db_url=os.environ["DATABASE_URL"], modules={"tradegraph": MODELS}
    ):
        yield


schema: Any = strawberry.Schema(query=Query)
app = Starlette(routes=[Route("/graphql", View(schema))], lifespan=lifespan)
