"""What happened to rules of retention, and what went because of them."""

from dataclasses import dataclass
from typing import ClassVar

from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRuleSet(Event):
    """From now on a kind of data is kept so many days; None is for good."""

    type: ClassVar[str] = "retention.rule_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.RETENTION_RULE
    kind: str
    before_days: int | None
    kept_days: int | None
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionApplied(Event):
    """So many rows went, for they were older than `until`."""

    type: ClassVar[str] = "retention.applied"
    aggregate_type: ClassVar[AggregateType] = AggregateType.RETENTION_RULE
    kind: str
    removed: int
    until: str
