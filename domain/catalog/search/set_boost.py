"""Boosting: a product, a brand or a shelf stands higher or lower than its words would have it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from domain.catalog.queries import get_brand, get_category, get_product
from domain.catalog.search.models import SearchBoost
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.paging import Order, Page, Window, instant, page

NOT_BOOSTED = 100  # percent
PERCENT_MIN, PERCENT_MAX = 10, 1_000
BOOSTS_MAX = 500
LONGEST = timedelta(days=5 * 366)
NEWEST = Order("UPDATED_AT", "updated_at", descending=True, value=instant)
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('search_boost', 0))"


async def set_boost(
    ctx: Context,
    percent: int,
    *,
    product_id: UUID | None = None,
    category_id: UUID | None = None,
    brand_id: UUID | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> SearchBoost | None:
    """Multiply how well the words of some products fit, in place of what was said of them before.

    Of a product, its brand and its shelf all three count; of shelves inside each other the inner
    one. 100 percent takes the boost away; repeating the call changes nothing. None where it is
    gone.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: not just one of product, category and brand; a percentage outside 10 to 1,000;
            an end that is not after the beginning, or more than five years away.
        NotFound: no such product, category or brand.
    """
    ctx.require(Scope.CATALOG_WRITE)
    inputs.count(percent, "percent", lowest=PERCENT_MIN, highest=PERCENT_MAX)
    named = {"product_id": product_id, "category_id": category_id, "brand_id": brand_id}
    about: dict[str, Any] = {name: key for name, key in named.items() if key is not None}
    if len(about) != 1:
        raise InvalidInput("Name one product, one category or one brand.", "productId")
    for moment, name in ((starts_at, "startsAt"), (ends_at, "endsAt")):
        if moment is not None and moment > ctx.now + LONGEST:
            raise InvalidInput("Nobody plans further ahead than five years.", name)
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise InvalidInput("The end is after the beginning.", "endsAt")
    async with in_transaction():
        await sql.execute(ONE_AT_A_TIME)
        await _look_for(ctx, product_id, category_id, brand_id)
        if percent == NOT_BOOSTED:
            await SearchBoost.filter(**about).delete()
            return None
        known = await SearchBoost.get_or_none(**about)
        if known is None and await SearchBoost.all().count() >= BOOSTS_MAX:
            raise InvalidInput(f"There are at most {BOOSTS_MAX} boosts.", "percent")
        row = known or SearchBoost(**about)
        said = (percent, starts_at, ends_at)
        if known is None or (row.percent, row.starts_at, row.ends_at) != said:
            row.percent, row.starts_at, row.ends_at = said
            row.updated_at = ctx.now
            await row.save()
        return row


async def _look_for(
    ctx: Context, product_id: UUID | None, category_id: UUID | None, brand_id: UUID | None
) -> None:
    if product_id is not None:
        await get_product(ctx, product_id)
    if category_id is not None:
        await get_category(ctx, category_id)
    if brand_id is not None:
        await get_brand(ctx, brand_id)


def visible_boosts(ctx: Context) -> QuerySet[SearchBoost]:
    """The boosts, for those who tend the catalog."""
    rows = SearchBoost.all()
    return rows if ctx.allows(Scope.CATALOG_READ) else rows.filter(id__in=[])


async def boosts_page(ctx: Context, window: Window) -> Page[SearchBoost]:
    """The boosts, the newest first."""
    return await page(visible_boosts(ctx), window, NEWEST)


async def count_boosts(ctx: Context) -> int:
    """How many boosts there are."""
    return await visible_boosts(ctx).count()
