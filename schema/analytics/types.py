"""The steps of orders and how long they took, as staff see them."""

from datetime import datetime

import strawberry

from domain.analytics import durations, models
from domain.analytics.durations import StepOutcome
from domain.analytics.set_step import MINUTE
from domain.analytics.steps import STEPS, OrderStep
from domain.shared.outbox import AggregateType
from schema.analytics.chinese import in_words
from schema.nodes import find
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node
from schema.shared.ids import global_id

describe(
    OrderStep,
    "A step on the way of an order.",
    **{step.name: STEPS[step].what for step in OrderStep},
)
describe(
    StepOutcome,
    "What became of a step.",
    DONE="It was done.",
    OPEN="It waits, or somebody is at it.",
    GIVEN_UP="Nobody will do it any more.",
)
TYPES = {
    AggregateType.ORDER: "Order",
    AggregateType.FULFILLMENT_ORDER: "FulfillmentOrder",
    AggregateType.FULFILLMENT: "Fulfillment",
}


@strawberry.type(description="A step that orders take: whose it is, and how long it should take.")
class OrderStepRule:
    """A rule of the table, and what was made of it."""

    step: OrderStep = strawberry.field(description="The step.")
    what: str = strawberry.field(description="What is done, in plain words.")
    owner: str = strawberry.field(
        description="Whose step it is: the name of a role, or customer, carrier, system."
    )
    target_minutes: int = strawberry.field(
        description="In how many minutes it should be done, from when it could be begun."
    )
    default_owner: str = strawberry.field(description="Whose it is unless somebody says otherwise.")
    default_minutes: int = strawberry.field(
        description="How many minutes it has unless somebody says otherwise."
    )
    version: int = strawberry.field(description="Rises with each change.")

    @classmethod
    def of(cls, row: models.OrderStepRule, locale: str) -> "OrderStepRule":
        """A rule as the wire shows it, in the asker's language."""
        usual = STEPS[row.step]
        return cls(
            step=row.step,
            what=in_words(usual.what, locale),
            owner=row.owner,
            target_minutes=row.target // MINUTE,
            default_owner=usual.owner,
            default_minutes=usual.target // MINUTE,
            version=row.version,
        )


@strawberry.type(description="How long a step of one order waited and worked.")
class StepDuration(Backed[durations.StepDuration]):
    """A step of an order."""

    @strawberry.field(description="The step.")
    def step(self) -> OrderStep:
        return self.row.span.step

    @strawberry.field(description="What it was done on: the order, or one of its works or parcels.")
    async def subject(self, info: Info) -> Node | None:
        return await find(info.context, global_id(TYPES[self.row.span.kind], self.row.span.key))

    @strawberry.field(description="Whose step it is: a role, or customer, carrier, system.")
    def owner(self) -> str:
        return self.row.owner

    @strawberry.field(description="What became of it.")
    def outcome(self) -> StepOutcome:
        return self.row.outcome

    @strawberry.field(description="When it could be begun.")
    def ready_at(self) -> datetime:
        return self.row.span.ready_at

    @strawberry.field(description="When somebody began it; null where nobody says so.")
    def begun_at(self) -> datetime | None:
        return self.row.span.begun_at

    @strawberry.field(description="When it was done or given up; null while it is open.")
    def ended_at(self) -> datetime | None:
        return self.row.ended_at

    @strawberry.field(
        description="Seconds until somebody began it; all of them where nobody says so."
    )
    def waited_seconds(self) -> int:
        return int(self.row.waited.total_seconds())

    @strawberry.field(description="Seconds from then until it ended, or until now.")
    def worked_seconds(self) -> int:
        return int(self.row.worked.total_seconds())

    @strawberry.field(description="In how many minutes it should be done.")
    def target_minutes(self) -> int:
        return self.row.target // MINUTE

    @strawberry.field(description="Whether it took, or takes already, longer than that.")
    def is_late(self) -> bool:
        return self.row.is_late
