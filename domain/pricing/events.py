"""What happened to prices beyond the price itself."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.pricing.states import (
    AnomalyAction,
    AnomalyKind,
    AnomalyStatus,
    PriceListAction,
    PriceListStatus,
    ProposalAction,
    ProposalStatus,
    ScheduledPriceAction,
    ScheduledPriceStatus,
)
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListCreated(Event):
    type: ClassVar[str] = "pricing.price_list_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICE_LIST
    status: PriceListStatus
    currency: str
    channel_id: UUID | None
    group_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPricesSet(Event):
    """Prices of these variants were written into a list, or taken out of it."""

    type: ClassVar[str] = "pricing.list_prices_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICE_LIST
    variant_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListMoved(Event):
    """A list began to count, or stopped, or is to begin."""

    type: ClassVar[str] = "pricing.price_list_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICE_LIST
    source: PriceListStatus
    status: PriceListStatus
    action: PriceListAction


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceScheduled(Event):
    type: ClassVar[str] = "pricing.price_scheduled"
    aggregate_type: ClassVar[AggregateType] = AggregateType.SCHEDULED_PRICE
    variant_id: UUID
    currency: str
    amount_minor: int
    status: ScheduledPriceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledPriceMoved(Event):
    """A planned price came into force, or was given up, or was refused when its moment came."""

    type: ClassVar[str] = "pricing.scheduled_price_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.SCHEDULED_PRICE
    variant_id: UUID
    source: ScheduledPriceStatus
    status: ScheduledPriceStatus
    action: ScheduledPriceAction


@dataclass(frozen=True, slots=True, kw_only=True)
class PricingRuleSet(Event):
    """A rule was made, or changed."""

    type: ClassVar[str] = "pricing.rule_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICING_RULE
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceProposed(Event):
    type: ClassVar[str] = "pricing.price_proposed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICE_PROPOSAL
    variant_id: UUID
    currency: str
    amount_minor: int
    status: ProposalStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceProposalMoved(Event):
    """Somebody agreed to a proposal, or did not, or it is out of date."""

    type: ClassVar[str] = "pricing.price_proposal_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICE_PROPOSAL
    variant_id: UUID
    source: ProposalStatus
    status: ProposalStatus
    action: ProposalAction


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAnomalyOpened(Event):
    """A price looks wrong: it is `amount_minor`, where about `expected_minor` was expected."""

    type: ClassVar[str] = "pricing.price_anomaly_opened"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICE_ANOMALY
    variant_id: UUID
    kind: AnomalyKind
    currency: str
    amount_minor: int
    expected_minor: int
    status: AnomalyStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAnomalyClosed(Event):
    """The price was put right, or is meant so."""

    type: ClassVar[str] = "pricing.price_anomaly_closed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRICE_ANOMALY
    variant_id: UUID
    kind: AnomalyKind
    source: AnomalyStatus
    status: AnomalyStatus
    action: AnomalyAction
