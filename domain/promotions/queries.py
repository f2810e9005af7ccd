"""Reads: promotions and coupons, for whoever may see terms and codes; and what orders used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.promotions.codes import normal
from domain.promotions.models import Coupon, CouponBatch, PromotionRow, PromotionUse
from domain.promotions.states import CouponStatus, PromotionStatus, UseStatus
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages

NOBODYS = UUID(int=0)  # the id of nothing
NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)


def visible_promotions(ctx: Context) -> QuerySet[PromotionRow]:
    """Every promotion by permission, else none."""
    allowed = ctx.allows(Scope.PROMOTIONS_READ)
    return PromotionRow.all() if allowed else PromotionRow.filter(id__in=[])


def visible_coupons(ctx: Context) -> QuerySet[Coupon]:
    """Every coupon by permission, else none."""
    return Coupon.all() if ctx.allows(Scope.PROMOTIONS_READ) else Coupon.filter(id__in=[])


def visible_batches(ctx: Context) -> QuerySet[CouponBatch]:
    """Every batch by permission, else none."""
    allowed = ctx.allows(Scope.PROMOTIONS_READ)
    return CouponBatch.all() if allowed else CouponBatch.filter(id__in=[])


def all_uses(ctx: Context) -> QuerySet[PromotionUse]:
    """What orders were placed with: it is for whoever sees the order."""
    return PromotionUse.all()


async def get_promotion(ctx: Context, promotion_id: UUID) -> PromotionRow:
    """One promotion.

    Raises:
        NotFound: none by this id; whoever may change promotions may know of it.
    """
    row = await PromotionRow.get_or_none(id=promotion_id)
    if row is None:
        raise NotFound("promotion", promotion_id)
    return row


async def promotions_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, PromotionRow]:
    """Promotions by their ids."""
    return {row.id: row for row in await visible_promotions(ctx).filter(id__in=set(ids))}


async def coupons_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Coupon]:
    """Coupons by their ids."""
    return {row.id: row for row in await visible_coupons(ctx).filter(id__in=set(ids))}


async def batches_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, CouponBatch]:
    """Batches by their ids."""
    return {row.id: row for row in await visible_batches(ctx).filter(id__in=set(ids))}


def promotions_matching(
    ctx: Context, status: PromotionStatus | None = None
) -> QuerySet[PromotionRow]:
    """The promotions in a status; None is any."""
    found = visible_promotions(ctx)
    return found if status is None else found.filter(status=status)


async def promotions_page(
    ctx: Context, window: Window, *, status: PromotionStatus | None = None
) -> Page[PromotionRow]:
    """Promotions, newest first."""
    return await page(promotions_matching(ctx, status), window, NEWEST)


async def count_promotions(ctx: Context, *, status: PromotionStatus | None = None) -> int:
    """How many promotions there are."""
    return await promotions_matching(ctx, status).count()


@dataclass(frozen=True, slots=True)
class CouponFilter:
    """Which coupons; None is no condition."""

    promotion_id: UUID | None = None
    status: CouponStatus | None = None
    code: str | None = None


def coupons_matching(ctx: Context, which: CouponFilter) -> QuerySet[Coupon]:
    """The coupons that a filter leaves of those that the actor may see."""
    wanted = {
        "promotion_id": which.promotion_id,
        "status": which.status,
        "code": None if which.code is None else normal(which.code),
    }
    conditions = {name: value for name, value in wanted.items() if value is not None}
    return visible_coupons(ctx).filter(**conditions)


async def coupons_page(ctx: Context, window: Window, which: CouponFilter) -> Page[Coupon]:
    """Coupons, newest first."""
    return await page(coupons_matching(ctx, which), window, NEWEST)


async def count_coupons(ctx: Context, which: CouponFilter) -> int:
    """How many coupons a filter leaves."""
    return await coupons_matching(ctx, which).count()


async def pages_of_coupons(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[Coupon]]:
    """A page of the coupons of each of many promotions."""
    return await pages(visible_coupons(ctx), "promotion_id", ids, window, order)


async def counts_of_coupons(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many coupons each of many promotions has."""
    return await counts(visible_coupons(ctx), "promotion_id", ids)


async def uses_of_promotions(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many orders use each of many promotions, but for those that were given up."""
    held = PromotionUse.filter(promotion_id__in=set(ids)).exclude(status=UseStatus.RELEASED)
    sums = held.annotate(orders=Count("id")).group_by("promotion_id")
    return {
        row["promotion_id"]: row["orders"] for row in await sums.values("promotion_id", "orders")
    }


async def uses_of_orders(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, list[PromotionUse]]:
    """What orders were placed with, in the order of applying."""
    found: dict[UUID, list[PromotionUse]] = defaultdict(list)
    for row in await all_uses(ctx).filter(order_id__in=set(ids)).order_by("position", "id"):
        found[row.order_id].append(row)
    return found
