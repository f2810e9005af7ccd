"""Lists of products: filtered, searched, sorted, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pypika_tortoise.functions import Cast
from pypika_tortoise.terms import ValueWrapper
from tortoise.contrib.postgres.search import SearchRank
from tortoise.expressions import Expression, F, Q, ResolveContext, ResolveResult, Subquery
from tortoise.fields import IntField
from tortoise.queryset import QuerySet

from domain.catalog.attributes.models import AttributeValue
from domain.catalog.collections.models import Collection, CollectionProduct
from domain.catalog.collections.rules import read, selects
from domain.catalog.dimensions.models import ProductDimensionValue
from domain.catalog.models import Category, Product, ProductTag, VariantPrice
from domain.catalog.publication.models import ProductPublication
from domain.catalog.queries import visible_products
from domain.catalog.states import ChannelPublicationStatus, PublicationStatus
from domain.catalog.words import search_query
from domain.channels.models import SalesChannel
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.filters import Column, Condition, to_q, values_of
from domain.shared.money import MINOR_DIGITS, WrongCurrency
from domain.shared.paging import Order, Page, Window, instant, page

NAME = Order("NAME", "name")
NAME_DESC = Order("NAME_DESC", "name", descending=True)
CREATED_AT = Order("CREATED_AT", "created_at", value=instant)
CREATED_AT_DESC = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
RELEVANCE = Order("RELEVANCE", "relevance", descending=True, value=int)
RELEVANCE_STEPS = 1_000_000  # a whole number, so that a cursor meets it again exactly


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products. What is None is not asked about.

    A category includes what stands below it. A price range needs its currency; a product is in it
    if one of its variants is. `search` is what somebody typed. `channel` is the code of
    one: then it is what that one shows, to whoever asks.
    """

    category_id: UUID | None = None
    brand_id: UUID | None = None
    tag: str | None = None
    status: PublicationStatus | None = None
    currency: str | None = None
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    search: str | None = None
    channel: str | None = None
    condition: Condition | None = None


def _keys(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _among(rows: QuerySet[Any]) -> Q:
    """The products that rows of another table name."""
    return Q(id__in=Subquery(rows.values("product_id")))


# What the fields of a condition mean; `category` and `collection` are added where their shelves
# and their rules are known.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "name": "name",
    "status": "status",
    "brand": "brand_id",
    "product_type": lambda _, value: Q(
        product_type_id__isnull=False, product_type_id__in=_keys(value)
    ),
    "choice": lambda _, value: _among(AttributeValue.filter(choice_id__in=_keys(value))),
    "dimension_value": lambda _, value: _among(
        ProductDimensionValue.filter(value_id__in=_keys(value))
    ),
    "created_at": "created_at",
}
EVERYTHING = ProductFilter()


async def products_page(
    ctx: Context,
    window: Window,
    where: ProductFilter = EVERYTHING,
    order: Order | None = None,
) -> Page[Product]:
    """One page of products; the best match first if somebody searches, else by name.

    Raises:
        InvalidInput: a price range without a currency, a text too long, or a bad window.
    """
    if order is None:
        order = RELEVANCE if where.search else NAME
    return await page(await products_to_sort(ctx, where, order), window, order)


async def products_to_sort(ctx: Context, where: ProductFilter, order: Order) -> QuerySet[Product]:
    """The products a filter leaves, with what they are to be sorted by."""
    rows = await products_matching(ctx, where)
    if order is RELEVANCE:
        rows = rows.annotate(relevance=Relevance(_query_of(where) or ""))
    return rows


async def count_products(ctx: Context, where: ProductFilter = EVERYTHING) -> int:
    """How many products a filter leaves."""
    return await (await products_matching(ctx, where)).count()


async def products_matching(ctx: Context, where: ProductFilter) -> QuerySet[Product]:
    """The products a filter leaves of those that the actor may see."""
    rows = visible_products(ctx)
    if where.channel is not None:
        rows = rows.filter(await shown_in(where.channel))
    if where.category_id is not None:
        rows = rows.filter(
            category_id__in=Subquery((await _shelves(where.category_id)).values("id"))
        )
    if where.brand_id is not None:
        rows = rows.filter(brand_id=where.brand_id)
    if where.tag is not None:
        tag = inputs.text(where.tag, "where", "tag")
        rows = rows.filter(id__in=Subquery(ProductTag.filter(tag__name=tag).values("product_id")))
    if where.status is not None:
        rows = rows.filter(status=where.status)
    if where.price_min_minor is not None or where.price_max_minor is not None:
        rows = rows.filter(id__in=Subquery(_priced(where).values("variant__product_id")))
    if where.condition is not None:
        columns = {"category": await _within(where), "collection": await _collected(where)}
        rows = rows.filter(to_q(where.condition, {**COLUMNS, **columns}))
    if where.search:
        query = _query_of(where)
        rows = rows.filter(search__search=Words(query)) if query else rows.filter(id__in=[])
    return rows


async def shown_in(channel: str) -> Q:
    """What a channel shows; nothing, if there is none of this code."""
    code = inputs.text(channel, "channel")
    if not await SalesChannel.exists(code=code):
        return Q(id__in=[])
    hidden = ProductPublication.filter(channel__code=code).exclude(
        status=ChannelPublicationStatus.PUBLISHED
    )
    is_hidden = Q(id__in=Subquery(hidden.values("product_id")))
    return Q(status=PublicationStatus.PUBLISHED) & ~is_hidden


async def _within(where: ProductFilter) -> Column:
    """The column `category` of a condition: on the shelf named, or on one inside it."""
    named = values_of(where.condition, "category")
    inside = {key: await (await _shelves(key)).values_list("id", flat=True) for key in set(named)}

    def on_shelves(_: str, value: object) -> Q:
        return Q(category_id__in=[shelf for key in _keys(value) for shelf in inside[key]])

    return on_shelves


async def _collected(where: ProductFilter) -> Column:
    """The column `collection` of a condition: named one by one, or selected by the rule."""
    named = {key for key in values_of(where.condition, "collection") if isinstance(key, UUID)}
    inside = {
        row.id: _among(CollectionProduct.filter(collection_id=row.id))
        if row.rule is None
        else await selects(read(row.rule))
        for row in (await Collection.filter(id__in=list(named)) if named else [])
    }

    def in_collections(_: str, value: object) -> Q:
        found = [inside[key] for key in _keys(value) if key in inside]
        return Q(*found, join_type=Q.OR) if found else Q(id__in=[])

    return in_collections


async def _shelves(category_id: UUID) -> QuerySet[Category]:
    """A category and all below it."""
    category = await Category.get_or_none(id=category_id)
    if category is None:
        return Category.filter(id__in=[])
    below = Q(path__startswith=f"{category.path}/")
    return Category.filter(Q(id=category_id) | below)


def _priced(where: ProductFilter) -> QuerySet[VariantPrice]:
    if where.currency is None:
        raise InvalidInput("A price range needs its currency.", "where", "currency")
    if where.currency not in MINOR_DIGITS:
        raise WrongCurrency(f"We do not trade in {where.currency}.", "where", "currency")
    prices = VariantPrice.filter(currency=where.currency)
    if where.price_min_minor is not None:
        prices = prices.filter(amount_minor__gte=where.price_min_minor)
    if where.price_max_minor is not None:
        prices = prices.filter(amount_minor__lte=where.price_max_minor)
    return prices


def _query_of(where: ProductFilter) -> str | None:
    return search_query(inputs.text(where.search or "", "search", required=False))


class Words(Expression):
    """A tsquery that we wrote ourselves: no parser of the database's changes it."""

    def __init__(self, query: str) -> None:
        self.query = query

    def resolve(self, resolve_context: ResolveContext) -> ResolveResult:
        return ResolveResult(term=Cast(ValueWrapper(self.query), "tsquery"))


class Relevance(Expression):
    """How well a product matches, in steps of a millionth."""

    def __init__(self, query: str) -> None:
        self.query = query

    def resolve(self, resolve_context: ResolveContext) -> ResolveResult:
        rank = SearchRank(F("search"), Words(self.query)).resolve(resolve_context)
        return ResolveResult(
            term=Cast(rank.term * RELEVANCE_STEPS, "integer"),
            joins=rank.joins,
            output_field=IntField(),
        )
