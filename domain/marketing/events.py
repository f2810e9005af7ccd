"""What is told of figures."""

from dataclasses import dataclass
from typing import ClassVar

from domain.promotions.campaigns.states import CampaignStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMeasured(Event):
    """The figures of a campaign are others than those told before. Told every other second at
    most, whatever happens meanwhile; the id is the campaign's, the version that of its figures.
    """

    type: ClassVar[str] = "marketing.campaign_measured"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CAMPAIGN_FIGURES
    status: CampaignStatus
    orders: int
    spent_minor: int
    revenue_minor: int
    currency: str
