"""Facts of rules. What a rule does is told of the order that it does it to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.automation.vocabulary import AutomationEvent
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationRuleEvent(Event):
    """Something about one rule."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.AUTOMATION_RULE
    event: AutomationEvent
    is_enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationRuleSaved(AutomationRuleEvent):
    """A rule was made or changed, or is at work, or rests."""

    type: ClassVar[str] = "automation.rule_saved"
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationRuleDeleted(AutomationRuleEvent):
    """A rule is no more."""

    type: ClassVar[str] = "automation.rule_deleted"
