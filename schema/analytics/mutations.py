"""Deciding how work is meant to go."""

import strawberry

from domain.analytics.set_step import set_step
from domain.analytics.steps import OrderStep
from schema.analytics.types import OrderStepRule
from schema.shared.context import Info
from schema.shared.mutations import (
    Input,
    Payload,
    changed,
    expected_version,
    given,
    mutation,
    omissible,
)


@strawberry.input(description="Whose a step is, and how long it should take.")
class OrderStepSetInput:
    """Which, and what of it."""

    step: OrderStep = strawberry.field(description="Which step.")
    owner: str | None = omissible(
        "The name of a role, or customer, carrier, system. Null is whose it is by default; left"
        " out, it stays."
    )
    target_minutes: int | None = omissible(
        "In how many minutes it should be done, 1 to 525,600. Null is the default; left out, it"
        " stays."
    )
    expected_version: int | None = expected_version()


@strawberry.type(description="The step as it is now.")
class OrderStepPayload(Payload):
    """What came of it."""

    step: OrderStepRule | None = changed("The step.")


@strawberry.type(description="Deciding how work is meant to go.")
class AnalyticsMutations:
    """For administrators."""

    @mutation("Say whose a step of orders is, and how long it should take. Needs processes:write.")
    async def order_step_set(self, info: Info, input: Input[OrderStepSetInput]) -> OrderStepPayload:
        row = await set_step(
            info.context.domain,
            input.step,
            **given(input, "owner", "target_minutes"),
            expected_version=input.expected_version,
        )
        return OrderStepPayload(step=OrderStepRule.of(row, info.context.domain.locale))
