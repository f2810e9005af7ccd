"""What happened to products in their stages, and to proposals about them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.catalog.states import (
    LifecycleAction,
    LifecycleStage,
    SuggestionAction,
    SuggestionStatus,
)
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleMoved(Event):
    """A product entered a stage. `reminded` are the clearing actions suggested with it."""

    type: ClassVar[str] = "catalog.product_lifecycle_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    source: LifecycleStage
    status: LifecycleStage
    action: LifecycleAction
    reminded: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchPlanned(Event):
    type: ClassVar[str] = "catalog.product_launch_planned"
    aggregate_type: ClassVar[AggregateType] = AggregateType.PRODUCT
    target_units: int
    tasks: int
    tasks_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionEvent(Event):
    aggregate_type: ClassVar[AggregateType] = AggregateType.LIFECYCLE_SUGGESTION
    product_id: UUID
    status: SuggestionStatus
    proposed: LifecycleAction


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionOpened(SuggestionEvent):
    type: ClassVar[str] = "catalog.lifecycle_suggestion_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionMoved(SuggestionEvent):
    source: SuggestionStatus
    action: SuggestionAction


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionAccepted(SuggestionMoved):
    type: ClassVar[str] = "catalog.lifecycle_suggestion_accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDismissed(SuggestionMoved):
    type: ClassVar[str] = "catalog.lifecycle_suggestion_dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionLapsed(SuggestionMoved):
    type: ClassVar[str] = "catalog.lifecycle_suggestion_lapsed"
