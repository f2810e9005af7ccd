"""What a campaign has brought about so far, counted from orders as they are now."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from domain.marketing.models import CampaignFigures
from domain.orders.states import OrderStatus
from domain.promotions.campaigns.models import Campaign
from domain.promotions.campaigns.queries import campaigns_by_ids
from domain.promotions.states import UseStatus
from domain.shared import sql
from domain.shared.context import Context

GIVEN_UP = [OrderStatus.CANCELED.value, OrderStatus.EXPIRED.value]
# A customer is new who had placed no order before the campaign began (but for those given up).
FIGURES = f"""
WITH used AS (
    SELECT campaign_id, order_id, sum(discount_minor) AS spent_minor,
        bool_and(status = '{UseStatus.REDEEMED}') AS is_redeemed
    FROM promotion_use
    WHERE campaign_id = ANY($1::uuid[]) AND status <> '{UseStatus.RELEASED}'
    GROUP BY campaign_id, order_id
), bought AS (
    SELECT used.campaign_id, bought.customer_id, min(campaign.started_at) AS began
    FROM used JOIN sales_order AS bought ON bought.id = used.order_id
    JOIN campaign ON campaign.id = used.campaign_id
    WHERE bought.customer_id IS NOT NULL AND bought.status <> ALL($2::text[])
    GROUP BY used.campaign_id, bought.customer_id
), buyers AS (
    SELECT campaign_id, count(*) AS customers, count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM sales_order AS before WHERE before.customer_id = bought.customer_id
            AND before.placed_at < bought.began AND before.status <> ALL($2::text[])
    )) AS new_customers
    FROM bought GROUP BY campaign_id
)
SELECT used.campaign_id, count(*) AS orders,
    count(*) FILTER (WHERE used.is_redeemed) AS redeemed_orders,
    sum(used.spent_minor)::bigint AS spent_minor,
    coalesce(sum(used.spent_minor) FILTER (WHERE used.is_redeemed), 0)::bigint AS redeemed_minor,
    count(*) FILTER (WHERE bought.status <> ALL($2::text[])) AS kept_orders,
    coalesce(sum(bought.total_minor) FILTER (WHERE bought.status <> ALL($2::text[])), 0)::bigint
        AS revenue_minor,
    coalesce(min(buyers.customers), 0) AS customers,
    coalesce(min(buyers.new_customers), 0) AS new_customers
FROM used JOIN sales_order AS bought ON bought.id = used.order_id
LEFT JOIN buyers ON buyers.campaign_id = used.campaign_id
GROUP BY used.campaign_id
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """A campaign in numbers. Amounts are minor units of its currency. `version` is that of the
    figures that were told last.

    `orders` hold some of the budget: all but those that were given up before they were paid or
    confirmed. `spent_minor` is what they got, `redeemed_minor` what is paid or confirmed of it.
    `kept_orders` were not canceled later either; `revenue_minor` is what these come to.
    """

    campaign: Campaign
    version: int = 0
    orders: int = 0
    redeemed_orders: int = 0
    spent_minor: int = 0
    redeemed_minor: int = 0
    kept_orders: int = 0
    revenue_minor: int = 0
    customers: int = 0
    new_customers: int = 0

    @property
    def average_minor(self) -> int | None:
        """What an order comes to on average, halves up; None without any."""
        if not self.kept_orders:
            return None
        return (2 * self.revenue_minor + self.kept_orders) // (2 * self.kept_orders)

    @property
    def budget_left_minor(self) -> int | None:
        """What is left of the budget; None where there is none."""
        budget = self.campaign.budget_minor
        return None if budget is None else budget - self.campaign.spent_minor

    @property
    def uses_left(self) -> int | None:
        """How many orders are left; None where there is no limit."""
        most = self.campaign.uses_max
        return None if most is None else most - self.campaign.uses

    def told(self) -> dict[str, Any]:
        """What it is compared by with what was told before."""
        return {name: getattr(self, name) for name in TOLD} | {"status": self.campaign.status.value}


TOLD = (
    *(each.name for each in fields(Figures) if each.name not in {"campaign", "version"}),
    "budget_left_minor",
    "uses_left",
)


async def figures_of(campaigns: Iterable[Campaign]) -> dict[UUID, Figures]:
    """The figures of campaigns, in two statements."""
    known = {row.id: row for row in campaigns}
    if not known:
        return {}
    told = {row.id: row.version for row in await CampaignFigures.filter(id__in=list(known))}
    counted = {
        row.pop("campaign_id"): row for row in await sql.rows(FIGURES, list(known), GIVEN_UP)
    }
    return {
        key: Figures(row, told.get(key, 0), **counted.get(key, {})) for key, row in known.items()
    }


async def figures_by_campaigns(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Figures]:
    """The figures of campaigns by their ids, of those that the actor may see."""
    return await figures_of((await campaigns_by_ids(ctx, ids)).values())
