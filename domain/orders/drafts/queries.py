"""Reading drafts. They are for the house; customers read a quote by its link."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.drafts.states import DraftStatus
from domain.orders.drafts.tokens import opened_token
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order as SortOrder
from domain.shared.paging import Page, Window, instant, page

NEWEST = SortOrder("createdAt", "created_at", descending=True, value=instant)
# What somebody with the link may still read.
TOLD = {DraftStatus.QUOTED, DraftStatus.DECLINED, DraftStatus.EXPIRED, DraftStatus.COMPLETED}


def visible_drafts(ctx: Context) -> QuerySet[DraftOrder]:
    """The drafts this actor may see: the one predicate of them."""
    if ctx.allows(Scope.ORDERS_READ):
        return DraftOrder.all()
    return DraftOrder.filter(pk__in=[])


def visible_draft_lines(ctx: Context) -> QuerySet[DraftOrderLine]:
    """Lines follow their draft."""
    if ctx.allows(Scope.ORDERS_READ):
        return DraftOrderLine.all()
    return DraftOrderLine.filter(draft_id__in=Subquery(visible_drafts(ctx).values("id")))


async def drafts_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, DraftOrder]:
    """Drafts by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_drafts(ctx).filter(id__in=list(ids))}


async def draft_lines_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, DraftOrderLine]:
    """Lines of drafts by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_draft_lines(ctx).filter(id__in=list(ids))}


async def lines_of_drafts(
    ctx: Context, draft_ids: Collection[UUID]
) -> dict[UUID, list[DraftOrderLine]]:
    """What each draft is of, in its order."""
    found: dict[UUID, list[DraftOrderLine]] = {draft_id: [] for draft_id in draft_ids}
    lines = visible_draft_lines(ctx).filter(draft_id__in=list(draft_ids))
    for line in await lines.order_by("position"):
        found[line.draft_id].append(line)
    return found


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "number": "number",
    "status": "status",
    "customer": "customer_id",
    "order": "order_id",
    "created_at": "created_at",
}


def drafts_matching(ctx: Context, condition: Condition | None) -> QuerySet[DraftOrder]:
    """Drafts that meet a condition."""
    return visible_drafts(ctx).filter(to_q(condition, COLUMNS))


async def drafts_page(
    ctx: Context, window: Window, *, condition: Condition | None = None
) -> Page[DraftOrder]:
    """Drafts that meet a condition, the newest first."""
    return await page(drafts_matching(ctx, condition), window, NEWEST)


async def count_drafts(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many drafts meet a condition."""
    return await drafts_matching(ctx, condition).count()


async def lock_draft(draft_id: UUID) -> DraftOrder:
    """One draft, held until the transaction ends. "May I?" was asked already.

    Raises:
        NotFound: there is none with this id.
    """
    draft = await DraftOrder.filter(id=draft_id).select_for_update(no_key=True).first()
    if draft is None:
        raise NotFound("draft order", draft_id)
    return draft


async def lock_quote(ctx: Context, token: str) -> DraftOrder:
    """The draft of a quote, held until the transaction ends, for whoever may answer it: the
    customer, or staff who write orders.

    Raises:
        NotSignedIn, NotPermitted: the actor is neither.
        NotFound: no link of ours, or of a quote that was withdrawn, or somebody else's.
    """
    if ctx.customer_id is None:
        ctx.require(Scope.ORDERS_WRITE)
    named = opened_token(inputs.text(token, "token"))
    if named is None:
        raise NotFound("quote", token)
    quoted = DraftOrder.filter(id=named[0]).select_for_update(no_key=True)
    draft = await quoted.first()
    is_this = draft is not None and draft.quote_round == named[1] and draft.status in TOLD
    if draft is None or not is_this or ctx.customer_id not in {None, draft.customer_id}:
        raise NotFound("quote", token)
    return draft


class Quote(NamedTuple):
    """A quote as it was sent, and whom it is for."""

    draft: DraftOrder
    lines: list[DraftOrderLine]
    customer: Customer | None


async def quote_by_token(token: str) -> Quote | None:
    """A quote and its lines, for whoever has the link; None for any other text."""
    named = opened_token(token)
    if named is None:
        return None
    told = DraftOrder.filter(id=named[0], quote_round=named[1], status__in=list(TOLD))
    draft = await told.first()
    if draft is None:
        return None
    lines = await DraftOrderLine.filter(draft_id=draft.id).order_by("position")
    customer = await Customer.get_or_none(id=draft.customer_id)
    return Quote(draft, lines, customer)
