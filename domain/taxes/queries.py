"""Classes and rates, as whoever may see prices sees them; and of which class goods are."""

from collections.abc import Collection
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.paging import Order, Page, Window, page
from domain.taxes.models import TaxClass, TaxRate

CLASSES_BY_CODE = Order("code", "code")
RATES_BY_PLACE = Order("country", "country")
# A variant's own class, or else its product's.
CLASSES = """
SELECT variant.id, coalesce(own.tax_class_id, its.tax_class_id) AS tax_class_id
FROM product_variant AS variant
LEFT JOIN tax_assignment AS own ON own.variant_id = variant.id
LEFT JOIN tax_assignment AS its ON its.product_id = variant.product_id
WHERE variant.id = ANY($1::uuid[])
"""


def visible_classes(ctx: Context) -> QuerySet[TaxClass]:
    """Every class, for whoever may see what is behind prices."""
    return TaxClass.all() if ctx.allows(Scope.PRICING_READ) else TaxClass.filter(pk__in=[])


def visible_rates(ctx: Context) -> QuerySet[TaxRate]:
    """Every rate, for whoever may see what is behind prices."""
    return TaxRate.all() if ctx.allows(Scope.PRICING_READ) else TaxRate.filter(pk__in=[])


def rates_matching(ctx: Context, country: str | None) -> QuerySet[TaxRate]:
    """Rates, of one country if one is named."""
    rows = visible_rates(ctx)
    return rows.filter(country=country) if country is not None else rows


async def classes_page(ctx: Context, window: Window) -> Page[TaxClass]:
    """A page of classes, by code."""
    return await page(visible_classes(ctx), window, CLASSES_BY_CODE)


async def count_classes(ctx: Context) -> int:
    """How many there are."""
    return await visible_classes(ctx).count()


async def rates_page(ctx: Context, window: Window, *, country: str | None = None) -> Page[TaxRate]:
    """A page of rates, by place."""
    return await page(rates_matching(ctx, country), window, RATES_BY_PLACE)


async def count_rates(ctx: Context, *, country: str | None = None) -> int:
    """How many there are."""
    return await rates_matching(ctx, country).count()


async def rates_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, TaxRate]:
    """Rates by id."""
    return {row.id: row for row in await visible_rates(ctx).filter(id__in=list(ids))}


async def classes_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, TaxClass]:
    """Classes by id."""
    return {row.id: row for row in await visible_classes(ctx).filter(id__in=list(ids))}


async def assigned_classes(variant_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """The class that each of these variants was given, itself or with its product."""
    rows = await sql.rows(CLASSES, list(variant_ids))
    return {row["id"]: row["tax_class_id"] for row in rows}
