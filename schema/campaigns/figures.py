"""What campaigns bring about, as clients see it."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import strawberry

from domain.marketing import evaluation
from domain.marketing.figures import Figures
from schema.shared.fields import Backed, column
from schema.shared.money import Money

SHARES = Decimal("0.0001")


def share(value: float | None) -> Decimal | None:
    """A share of 1, with four digits."""
    return None if value is None else Decimal(value).quantize(SHARES, ROUND_HALF_UP)


def rounded(minor: float) -> int:
    """Minor units that are a mean: halves away from zero."""
    return int(Decimal(minor).to_integral_value(ROUND_HALF_UP))


@strawberry.type(description="A campaign in numbers, counted from orders as they are now.")
class CampaignMetrics(Backed[Figures]):
    """What it has brought about so far."""

    version: int = column("How often they were told as they changed; 0 if never.")
    orders: int = column("Orders that hold some of the budget: all that were not given up.")
    redeemed_orders: int = column("Those of them that were paid or confirmed.")
    kept_orders: int = column("Those of them that were not canceled afterwards either.")
    customers: int = column("How many customers these are of; orders of nobody apart.")
    new_customers: int = column("How many of these had placed no order before the campaign began.")
    uses_left: int | None = column("How many orders are left; none where there is no limit.")

    @strawberry.field(description="What orders got by the campaign, with the worth of gifts.")
    def spent(self) -> Money:
        return Money.of(self.row.spent_minor, self.row.campaign.currency)

    @strawberry.field(description="What is paid or confirmed of that.")
    def redeemed(self) -> Money:
        return Money.of(self.row.redeemed_minor, self.row.campaign.currency)

    @strawberry.field(description="What is left of the budget; none where there is none.")
    def budget_left(self) -> Money | None:
        left = self.row.budget_left_minor
        return None if left is None else Money.of(left, self.row.campaign.currency)

    @strawberry.field(description="What the orders that were kept come to.")
    def revenue(self) -> Money:
        return Money.of(self.row.revenue_minor, self.row.campaign.currency)

    @strawberry.field(description="What one of them comes to on average; none without any.")
    def average_order(self) -> Money | None:
        average = self.row.average_minor
        return None if average is None else Money.of(average, self.row.campaign.currency)


@strawberry.type(description="What the shop sold in a time, to whoever and of whatever.")
class CampaignSales:
    """All orders of the campaign's currency that were not given up."""

    orders: int = strawberry.field(description="How many orders.")
    revenue: Money = strawberry.field(description="What they come to.")

    @classmethod
    def of(cls, sales: evaluation.Sales, currency: str) -> "CampaignSales":
        """As it was counted."""
        return cls(orders=sales.orders, revenue=Money.of(sales.revenue_minor, currency))


@strawberry.type(description="Customers who could have a campaign, or who were left out.")
class CampaignGroup:
    """Of those who were customers when it began; what they bought meanwhile."""

    customers: int = strawberry.field(description="How many they are.")
    buyers: int = strawberry.field(description="How many of them bought something.")
    conversion: Decimal | None = strawberry.field(
        description="The share of them that did, from 0 to 1; none where there is nobody."
    )
    orders: int = strawberry.field(description="How many orders they placed.")
    revenue: Money = strawberry.field(description="What these come to.")
    revenue_per_customer: Money = strawberry.field(
        description="What a customer spent on average, those counted who bought nothing."
    )

    @classmethod
    def maybe(cls, side: evaluation.Side | None, currency: str) -> "CampaignGroup | None":
        """As it was counted, where somebody was left out."""
        if side is None:
            return None
        return cls(
            customers=side.customers,
            buyers=side.buyers,
            conversion=share(side.conversion),
            orders=side.orders,
            revenue=Money.of(side.revenue_minor, currency),
            revenue_per_customer=Money.of(rounded(side.mean_minor), currency),
        )


@strawberry.type(
    description="How much more a customer spent on average with a campaign than without."
)
class CampaignUplift:
    """A difference of two means, with its error."""

    per_customer: Money = strawberry.field(description="The difference that was found.")
    low: Money = strawberry.field(description="The truth is not below this, in 95 of 100 cases.")
    high: Money = strawberry.field(description="And not above this.")
    is_certain: bool = strawberry.field(
        description="Whether both lie on one side of nothing: it did something, for good or ill."
    )

    @classmethod
    def maybe(cls, uplift: evaluation.Uplift | None, currency: str) -> "CampaignUplift | None":
        """As it was counted, where the groups are large enough."""
        if uplift is None:
            return None
        return cls(
            per_customer=Money.of(rounded(uplift.minor), currency),
            low=Money.of(rounded(uplift.low), currency),
            high=Money.of(rounded(uplift.high), currency),
            is_certain=uplift.low > 0 or uplift.high < 0,
        )


@strawberry.type(description="What came of a campaign, as it was when it was evaluated.")
class CampaignEvaluation:
    """The shop before and meanwhile; customers with and without."""

    began_at: datetime = strawberry.field(description="When the campaign began.")
    ended_at: datetime = strawberry.field(description="When it ended.")
    meanwhile: CampaignSales = strawberry.field(description="What the shop sold in that time.")
    before: CampaignSales = strawberry.field(
        description="What it sold in as long a time right before it."
    )
    change: Decimal | None = strawberry.field(
        description="How much more revenue that is, as a share: 0.25 is a quarter more. None if"
        " nothing was sold before."
    )
    spent: Money = strawberry.field(description="What orders got by the campaign.")
    treated: CampaignGroup | None = strawberry.field(
        description="Customers who could have it; none if nobody was left out to compare with."
    )
    held_out: CampaignGroup | None = strawberry.field(
        description="Customers who were left out to compare with; none if nobody was."
    )
    uplift: CampaignUplift | None = strawberry.field(
        description="The one group against the other; none with fewer than 30 customers in one."
    )

    @classmethod
    def of(cls, found: evaluation.Evaluation, currency: str) -> "CampaignEvaluation":
        """As it was counted."""
        return cls(
            began_at=datetime.fromisoformat(found.began),
            ended_at=datetime.fromisoformat(found.ended),
            meanwhile=CampaignSales.of(found.meanwhile, currency),
            before=CampaignSales.of(found.before, currency),
            change=share(found.change),
            spent=Money.of(found.spent_minor, currency),
            treated=CampaignGroup.maybe(found.treated, currency),
            held_out=CampaignGroup.maybe(found.held_out, currency),
            uplift=CampaignUplift.maybe(found.uplift, currency),
        )
