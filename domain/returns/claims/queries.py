"""Reading claims. Staff see them all, customers those of their own orders."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.returns.claims.models import Claim, ClaimLine
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

NEWEST = Order("openedAt", "opened_at", descending=True, value=instant)


def visible_claims(ctx: Context) -> QuerySet[Claim]:
    """The claims this actor may see."""
    if ctx.allows(Scope.ORDERS_READ):
        return Claim.all()
    if ctx.customer_id is not None:
        return Claim.filter(order__customer_id=ctx.customer_id)
    return Claim.filter(pk__in=[])


def visible_claim_lines(ctx: Context) -> QuerySet[ClaimLine]:
    """Lines follow their claim."""
    if ctx.allows(Scope.ORDERS_READ):
        return ClaimLine.all()
    return ClaimLine.filter(parent_id__in=Subquery(visible_claims(ctx).values("id")))


async def get_claim(ctx: Context, claim_id: UUID) -> Claim:
    """One claim.

    Raises:
        NotFound: the actor can see none with this id.
    """
    row = await visible_claims(ctx).get_or_none(id=claim_id)
    if row is None:
        raise NotFound("claim", claim_id)
    return row


async def claims_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Claim]:
    """Claims by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_claims(ctx).filter(id__in=list(ids))}


async def claim_lines_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ClaimLine]:
    """Lines of claims by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_claim_lines(ctx).filter(id__in=list(ids))}


async def claims_of_orders(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, list[Claim]]:
    """Each order's claims, in the order in which they were opened."""
    found: dict[UUID, list[Claim]] = {order_id: [] for order_id in order_ids}
    rows = visible_claims(ctx).filter(order_id__in=list(order_ids))
    for row in await rows.order_by("opened_at", "id"):
        found[row.order_id].append(row)
    return found


async def lines_of_claims(ctx: Context, claim_ids: Collection[UUID]) -> dict[UUID, list[ClaimLine]]:
    """What each claim is about, as the order has it."""
    found: dict[UUID, list[ClaimLine]] = {claim_id: [] for claim_id in claim_ids}
    rows = visible_claim_lines(ctx).filter(parent_id__in=list(claim_ids))
    for line in await rows.order_by("order_line__position", "id"):
        found[line.parent_id].append(line)
    return found


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "number": "number",
    "status": "status",
    "reason": "reason",
    "resolution": "resolution",
    "order": "order_id",
    "opened_at": "opened_at",
}


def claims_matching(ctx: Context, condition: Condition | None) -> QuerySet[Claim]:
    """Claims that meet a condition."""
    matching: Q = to_q(condition, COLUMNS)
    return visible_claims(ctx).filter(matching)


async def claims_page(
    ctx: Context, window: Window, *, condition: Condition | None = None, order: Order = NEWEST
) -> Page[Claim]:
    """Claims that meet a condition, the newest first."""
    return await page(claims_matching(ctx, condition), window, order)


async def count_claims(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many claims meet a condition."""
    return await claims_matching(ctx, condition).count()
