"""What came of a campaign: the shop before and meanwhile, and customers with and without it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from math import sqrt
from typing import Any, Self

from domain.marketing.figures import GIVEN_UP
from domain.promotions.campaigns.hold_out import PLACE_SQL
from domain.promotions.campaigns.models import Campaign
from domain.shared import sql

# Of a normal distribution, 95 % lies within so many standard deviations. Both groups are large, so
# their means are nearly normal (Casella and Berger, Statistical Inference, 5.5.14 and 10.4.1).
DEVIATIONS = 1.959964
ENOUGH = 30  # customers in each group, for that to be so

# All orders of the campaign's currency that were not given up, of whoever and of whatever.
SOLD = """
SELECT count(*) AS orders, coalesce(sum(total_minor), 0)::bigint AS revenue_minor
FROM sales_order
WHERE currency = $1 AND placed_at >= $2 AND placed_at < $3 AND status <> ALL($4::text[])
"""
# Customers who were there when the campaign began, by the side they are on; with 0 for those who
# bought nothing.
SIDES = f"""
WITH person AS (
    SELECT id, {PLACE_SQL.format(campaign="$5::uuid", customer="customer.id")} < $6 AS is_held_out
    FROM customer WHERE created_at < $2 AND erased_at IS NULL
), bought AS (
    SELECT customer_id, count(*) AS orders, sum(total_minor) AS revenue_minor
    FROM sales_order
    WHERE currency = $1 AND placed_at >= $2 AND placed_at < $3 AND status <> ALL($4::text[])
        AND customer_id IS NOT NULL
    GROUP BY customer_id
)
SELECT person.is_held_out, count(*) AS customers, count(bought.customer_id) AS buyers,
    coalesce(sum(bought.orders), 0)::bigint AS orders,
    coalesce(sum(bought.revenue_minor), 0)::bigint AS revenue_minor,
    coalesce(var_samp(coalesce(bought.revenue_minor, 0)), 0)::float8 AS variance
FROM person LEFT JOIN bought ON bought.customer_id = person.id
GROUP BY person.is_held_out
"""


@dataclass(frozen=True, slots=True)
class Sales:
    """What was sold in a time."""

    orders: int = 0
    revenue_minor: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """Customers who could have the campaign, or those who were left out. `variance` is that of what
    a customer spent, in minor units squared.
    """

    customers: int = 0
    buyers: int = 0
    orders: int = 0
    revenue_minor: int = 0
    variance: float = 0.0

    @property
    def mean_minor(self) -> float:
        """What a customer spent on average, those counted who bought nothing."""
        return self.revenue_minor / self.customers if self.customers else 0.0

    @property
    def conversion(self) -> float | None:
        """The share of them that bought; None where there is nobody."""
        return self.buyers / self.customers if self.customers else None


@dataclass(frozen=True, slots=True)
class Uplift:
    """How much more a customer spent on average with the campaign than without, in minor units;
    the truth lies between `low` and `high` in 95 of 100 such comparisons.
    """

    minor: float
    low: float
    high: float

    @classmethod
    def between(cls, treated: Side, held_out: Side) -> Self | None:
        """The difference of two means, with Welch's error; None where a side is too small."""
        if min(treated.customers, held_out.customers) < ENOUGH:
            return None
        error = sqrt(treated.variance / treated.customers + held_out.variance / held_out.customers)
        minor = treated.mean_minor - held_out.mean_minor
        return cls(minor, minor - DEVIATIONS * error, minor + DEVIATIONS * error)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All of it, as it was when the campaign was evaluated. `before` is as long a time as the
    campaign took, right before it.
    """

    began: str
    ended: str
    meanwhile: Sales
    before: Sales
    spent_minor: int
    treated: Side | None = None
    held_out: Side | None = None

    @property
    def uplift(self) -> Uplift | None:
        """Customers with the campaign against those without; None without a hold-out."""
        if self.treated is None or self.held_out is None:
            return None
        return Uplift.between(self.treated, self.held_out)

    @property
    def change(self) -> float | None:
        """How much more revenue there was than before, as a share; None without any before."""
        before = self.before.revenue_minor
        return (self.meanwhile.revenue_minor - before) / before if before else None

    def written(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """Out of a row."""
        sides = {
            name: None if kept[name] is None else Side(**kept[name])
            for name in ("treated", "held_out")
        }
        sales = {name: Sales(**kept[name]) for name in ("meanwhile", "before")}
        return cls(**(kept | sides | sales))


async def evaluation_of(campaign: Campaign, spent_minor: int) -> Evaluation:
    """Compare: three statements at most. One that never began is compared with nothing."""
    ended = campaign.ended_at
    assert ended is not None, "only what has ended is evaluated"
    began = campaign.started_at or ended
    length = ended - began
    treated = held_out = None
    if campaign.hold_out_basis_points and length:
        found = await sql.rows(
            SIDES,
            campaign.currency,
            began,
            ended,
            GIVEN_UP,
            campaign.id,
            campaign.hold_out_basis_points,
        )
        sides = {row.pop("is_held_out"): Side(**row) for row in found}
        treated, held_out = sides.get(False, Side()), sides.get(True, Side())
    return Evaluation(
        began.isoformat(),
        ended.isoformat(),
        await _sold(campaign.currency, began, ended),
        await _sold(campaign.currency, began - length, began),
        spent_minor,
        treated,
        held_out,
    )


async def _sold(currency: str, since: datetime, until: datetime) -> Sales:
    found = await sql.row(SOLD, currency, since, until, GIVEN_UP)
    return Sales(**(found or {}))
