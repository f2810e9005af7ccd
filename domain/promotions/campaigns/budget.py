"""What orders take of the budgets of campaigns, and give back. The guards are in the WHERE clauses.

An order is one use of a campaign, however many of its promotions it gets; what they take off
together is what it spends. Rows of campaigns are locked behind those of all promotions and coupons,
by id, each before its customer's, and all before the one that says what is in force.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from domain.promotions.active import Active
from domain.promotions.campaigns.events import CampaignMoved
from domain.promotions.campaigns.hold_out import is_held_out
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.states import CAMPAIGN, CampaignAction, CampaignStatus, PauseReason
from domain.promotions.cart import Reason, Refusal
from domain.promotions.exhausted import Exhausted
from domain.promotions.writing import tell_processes
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append

# Of a campaign: nothing is left, or less than an order got of it on average so far. (A rest that
# is too small for almost everybody would keep it running for nobody.)
IS_GONE = (
    "(coalesce(campaign.uses >= campaign.uses_max, false)"
    " OR coalesce(campaign.spent_minor >= campaign.budget_minor"
    " OR (campaign.budget_minor - campaign.spent_minor)::numeric * campaign.uses"
    " < campaign.spent_minor, false))"
)
TAKE = f"""
UPDATE campaign SET uses = uses + 1, spent_minor = spent_minor + $2
WHERE id = $1 AND status = '{CampaignStatus.RUNNING}' AND (uses_max IS NULL OR uses < uses_max)
    AND (budget_minor IS NULL OR spent_minor + $2 <= budget_minor)
RETURNING {IS_GONE} AS is_gone
"""
TAKE_OF_CUSTOMER = """
INSERT INTO campaign_customer AS known (id, campaign_id, customer_id, uses, spent_minor)
SELECT $1, $2, $3, 1, $4::bigint WHERE $6::bigint IS NULL OR $4::bigint <= $6::bigint
ON CONFLICT (campaign_id, customer_id) DO UPDATE
SET uses = known.uses + 1, spent_minor = known.spent_minor + $4::bigint
WHERE ($5::int IS NULL OR known.uses < $5::int)
    AND ($6::bigint IS NULL OR known.spent_minor + $4::bigint <= $6::bigint)
RETURNING uses
"""
GIVE_BACK = f"""
UPDATE campaign SET uses = uses - 1, spent_minor = spent_minor - $2 WHERE id = $1
RETURNING status = '{CampaignStatus.PAUSED}' AND pause_reason = '{PauseReason.BUDGET}'
    AND NOT {IS_GONE} AS is_back
"""
GIVE_BACK_TO_CUSTOMER = """
UPDATE campaign_customer SET uses = uses - 1, spent_minor = spent_minor - $3
WHERE campaign_id = $1 AND customer_id = $2
"""
MOVE = """
UPDATE campaign SET status = $3, pause_reason = $4, version = version + 1, updated_at = $5
WHERE id = $1 AND status = $2 RETURNING version
"""
SOURCES = {
    CampaignAction.EXHAUST: CampaignStatus.RUNNING,
    CampaignAction.REPLENISH: CampaignStatus.PAUSED,
}
REACHED = f"""
SELECT campaign.id, campaign.status <> '{CampaignStatus.RUNNING}' OR {IS_GONE} AS is_gone,
    coalesce(known.uses >= campaign.uses_per_customer_max
        OR known.spent_minor >= campaign.budget_per_customer_minor, false) AS has_had
FROM campaign LEFT JOIN campaign_customer AS known
    ON known.campaign_id = campaign.id AND known.customer_id = $2
WHERE campaign.id = ANY($1::uuid[])
"""


async def reserve_budgets(
    ctx: Context,
    active: Active,
    discounts: Mapping[UUID, int],
    *,
    customer_id: UUID | None,
) -> None:
    """Take of the budgets what an order gets by its promotions, in minor units; in the transaction
    that places it, behind all other limits. With the last of a budget, its campaign is paused.

    Raises:
        Exhausted: of one too little is left. What was taken before goes with the transaction.
    """
    spends: dict[UUID, int] = defaultdict(int)
    for promotion_id, minor in discounts.items():
        if (campaign := active.campaign_of(promotion_id)) is not None:
            spends[campaign.id] += minor
    gone: list[UUID] = []
    for campaign_id in sorted(spends):
        campaign, minor = active.campaigns[campaign_id], spends[campaign_id]
        promotions = active.promotions_of(campaign_id)
        if campaign.is_counted:
            taken = await sql.row(TAKE, campaign_id, minor)
            if taken is None:
                raise Exhausted(promotions, Refusal(Reason.BUDGET_SPENT))
            if taken["is_gone"]:
                gone.append(campaign_id)
        if campaign.is_counted_for_customer and not await sql.rows(
            TAKE_OF_CUSTOMER,
            new_id(),
            campaign_id,
            customer_id,
            minor,
            campaign.uses_per_customer_max,
            campaign.budget_per_customer_minor,
        ):
            raise Exhausted(promotions, Refusal(Reason.CUSTOMER_LIMIT))
    await _move(ctx, gone, CampaignAction.EXHAUST)


async def release_budgets(ctx: Context, used: Iterable[Mapping[str, Any]]) -> None:
    """Give back what an order took, by the rows of its uses; in the transaction that gives it up.
    A campaign that was paused because its budget was gone goes on.
    """
    # Orders that were merged took of a campaign one after the other, and give back so.
    spends: dict[tuple[UUID, UUID], int] = defaultdict(int)
    rows: dict[tuple[UUID, UUID], Mapping[str, Any]] = {}
    for row in used:
        if row["campaign_id"] is not None:
            key = (row["campaign_id"], row["placed_id"])
            spends[key] += row["discount_minor"]
            rows[key] = row
    back: list[UUID] = []
    for key in sorted(spends):
        campaign_id, row, minor = key[0], rows[key], spends[key]
        if row["is_counted_in_campaign"]:
            given = await sql.row(GIVE_BACK, campaign_id, minor)
            if given is not None and given["is_back"]:
                back.append(campaign_id)
        if row["is_counted_for_campaign_customer"]:
            await sql.execute(GIVE_BACK_TO_CUSTOMER, campaign_id, row["customer_id"], minor)
    await _move(ctx, back, CampaignAction.REPLENISH)


async def budgets_reached(
    active: Active, customer_id: UUID | None, currency: str
) -> dict[UUID, Refusal]:
    """Promotions of campaigns that an order of this customer and currency cannot have: nothing is
    left, they have had theirs, they are left out to compare with, or amounts are of another money.
    """
    refused: dict[UUID, Refusal] = {}
    for campaign in active.campaigns.values():
        for promotion_id in active.promotions_of(campaign.id):
            if (refusal := _outside(campaign, customer_id, currency)) is not None:
                refused[promotion_id] = refusal
    limited = [
        row.id for row in active.campaigns.values() if row.is_counted or row.is_counted_for_customer
    ]
    for row in await sql.rows(REACHED, limited, customer_id) if limited else []:
        if row["is_gone"] or row["has_had"]:
            reason = Reason.BUDGET_SPENT if row["is_gone"] else Reason.CUSTOMER_LIMIT
            for promotion_id in active.promotions_of(row["id"]):
                refused.setdefault(promotion_id, Refusal(reason))
    return refused


def _outside(campaign: Campaign, customer_id: UUID | None, currency: str) -> Refusal | None:
    if campaign.currency != currency:
        return Refusal(Reason.CURRENCY)
    if customer_id is None:
        return Refusal(Reason.SIGN_IN_FIRST) if campaign.is_counted_for_customer else None
    if is_held_out(campaign.id, customer_id, campaign.hold_out_basis_points):
        return Refusal(Reason.HELD_OUT)
    return None


async def _move(ctx: Context, campaigns: Iterable[UUID], action: CampaignAction) -> None:
    """Pause campaigns, or let them go on, within an order's transaction. Orders that still count on
    them find the guard in `TAKE`, so nobody has to wait for anybody.
    """
    moved = False
    source = SOURCES[action]
    target = CAMPAIGN.target(source, action)
    reason = PauseReason.BUDGET if target is CampaignStatus.PAUSED else None
    for campaign_id in campaigns:
        now = await sql.row(MOVE, campaign_id, source, target, reason, ctx.now)
        if now is None:
            continue
        moved = True
        await append(
            ctx,
            CampaignMoved(
                aggregate_id=campaign_id,
                version=now["version"],
                status=target,
                source=source,
                action=action,
            ),
        )
    if moved:
        await tell_processes()
