"""Reading how work is meant to go."""

import strawberry

from domain.analytics import queries
from schema.analytics.types import OrderStepRule
from schema.shared.context import Info


@strawberry.type(description="Reading how work is meant to go.")
class AnalyticsQueries:
    """For staff."""

    @strawberry.field(
        description="The steps that orders take, whose each is, and how long it should take. Empty"
        " without orders:read."
    )
    async def order_steps(self, info: Info) -> list[OrderStepRule]:
        ctx = info.context.domain
        return [OrderStepRule.of(row, ctx.locale) for row in await queries.steps(ctx)]
