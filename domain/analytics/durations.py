"""How long each step of an order waited and worked. Pure: facts in, durations out.

A step *waits* from when it could be begun until somebody begins it, and *works* from then until it
is done. Where nobody says when they begin, all of it is waiting.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.analytics.models import OrderStepRule
from domain.analytics.steps import OrderStep
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.orders.models import Order
from domain.orders.states import OrderFulfillmentStatus
from domain.shared.outbox import AggregateType

GONE = {FulfillmentStatus.CANCELED, FulfillmentStatus.RETURNED}
PLACES = {step: place for place, step in enumerate(OrderStep)}


class StepOutcome(StrEnum):
    """What became of a step."""

    DONE = "done"
    OPEN = "open"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Halt:
    """A hold of an order: from when to when; None while it lasts."""

    begun_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one order's way."""

    order: Order
    work: Sequence[FulfillmentOrder]
    parcels: Sequence[Fulfillment]
    halts: Sequence[Halt]
    paid_at: datetime | None  # when what had come reached what was owed
    ended_at: datetime | None  # when it was given up, if it was


@dataclass(frozen=True, slots=True)
class Span:
    """A step that could be begun: on what, when begun, and when done or given up."""

    step: OrderStep
    kind: AggregateType
    key: UUID
    ready_at: datetime
    begun_at: datetime | None
    done_at: datetime | None
    given_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepDuration:
    """A step of one order, against the target of its kind."""

    span: Span
    owner: str
    target: timedelta
    outcome: StepOutcome
    ended_at: datetime | None
    waited: timedelta
    worked: timedelta

    @property
    def is_late(self) -> bool:
        """Whether it took, or takes already, longer than it should. Not said of what was given
        up: nobody will do it."""
        if self.outcome is StepOutcome.GIVEN_UP:
            return False
        return self.waited + self.worked > self.target


def durations(
    story: Story, rules: Mapping[OrderStep, OrderStepRule], now: datetime
) -> list[StepDuration]:
    """The steps of an order so far, by when each could be begun; an open one counts until `now`."""
    spans = sorted(
        _spans(story), key=lambda span: (span.ready_at, list(OrderStep).index(span.step))
    )
    return [_measured(span, rules[span.step], now) for span in spans]


def _spans(story: Story) -> Iterator[Span]:
    yield from _of_order(story)
    for work in story.work:
        yield from _of_work(work, story.ended_at)
    for parcel in story.parcels:
        yield from _of_parcel(parcel, story.ended_at)


def _of_order(story: Story) -> Iterator[Span]:
    order, gone = story.order, story.ended_at

    def span(step: OrderStep, ready: datetime, done: datetime | None) -> Span:
        return Span(step, AggregateType.ORDER, order.id, ready, None, done, gone)

    yield span(OrderStep.PAY, order.placed_at, story.paid_at)
    yield span(OrderStep.CONFIRM, order.placed_at, order.confirmed_at)
    for halt in story.halts:
        yield span(OrderStep.RELEASE, halt.begun_at, halt.ended_at)
    arrived = _latest(parcel.delivered_at for parcel in story.parcels)
    if order.fulfillment_status is OrderFulfillmentStatus.DELIVERED and arrived and story.paid_at:
        yield span(OrderStep.COMPLETE, max(arrived, story.paid_at), order.completed_at)


def _of_work(work: FulfillmentOrder, ended_at: datetime | None) -> Iterator[Span]:
    is_canceled = work.status is FulfillmentOrderStatus.CANCELED
    gone = (work.closed_at or work.updated_at) if is_canceled else ended_at
    packed = None if is_canceled else _earliest((work.packed_at, work.closed_at))
    picked = work.picked_at or packed
    kind = AggregateType.FULFILLMENT_ORDER
    yield Span(
        OrderStep.PICK, kind, work.id, work.created_at, work.picking_started_at, picked, gone
    )
    if work.picked_at:
        yield Span(OrderStep.PACK, kind, work.id, work.picked_at, work.picked_at, packed, gone)


def _of_parcel(parcel: Fulfillment, ended_at: datetime | None) -> Iterator[Span]:
    gone = parcel.updated_at if parcel.status in GONE else ended_at
    kind, left = AggregateType.FULFILLMENT, parcel.shipped_at
    yield Span(OrderStep.SHIP, kind, parcel.id, parcel.created_at, None, left, gone)
    if left:
        yield Span(OrderStep.DELIVER, kind, parcel.id, left, left, parcel.delivered_at, gone)


def _measured(span: Span, rule: OrderStepRule, now: datetime) -> StepDuration:
    outcome, ended_at = _outcome(span)
    end = max(ended_at or now, span.ready_at)
    begun = min(span.begun_at or end, end)
    return StepDuration(
        span=span,
        owner=rule.owner,
        target=rule.target,
        outcome=outcome,
        ended_at=ended_at,
        waited=begun - span.ready_at,
        worked=end - begun,
    )


def _outcome(span: Span) -> tuple[StepOutcome, datetime | None]:
    if span.done_at:
        return StepOutcome.DONE, span.done_at
    if span.given_up_at:
        return StepOutcome.GIVEN_UP, span.given_up_at
    return StepOutcome.OPEN, None


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in instants if each), default=None)


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((each for each in instants if each), default=None)
