"""What happened to the steps of orders."""

from dataclasses import dataclass
from typing import ClassVar

from domain.analytics.steps import OrderStep
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStepSet(Event):
    """From now on a step is somebody's, and should take so long."""

    type: ClassVar[str] = "analytics.order_step_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ORDER_STEP

    step: OrderStep
    owner: str
    target_minutes: int
