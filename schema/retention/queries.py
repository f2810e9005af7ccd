"""Reading how long data is kept, and what would go."""

from typing import Annotated

import strawberry

from domain.processes.preview_retention import preview_retention
from domain.retention import queries
from domain.retention.rules import RetentionKind
from schema.retention.types import RetentionExemption, RetentionPreview, RetentionRule
from schema.shared.context import Info


@strawberry.type(description="Reading how long data is kept.")
class RetentionQueries:
    """For administrators and auditors."""

    @strawberry.field(
        description="How long each kind of data is kept, and why. Empty without retention:read."
    )
    async def retention_rules(self, info: Info) -> list[RetentionRule]:
        ctx = info.context.domain
        return [RetentionRule.of(row, ctx.locale) for row in await queries.rules(ctx)]

    @strawberry.field(description="What no rule takes out, and why. Empty without retention:read.")
    def retention_exemptions(self, info: Info) -> list[RetentionExemption]:
        ctx = info.context.domain
        return [RetentionExemption.of(each, ctx.locale) for each in queries.exemptions(ctx)]

    @strawberry.field(
        description="What each rule would take out now, or one of them, also by a period that is"
        " not set yet. Nothing goes by asking. Empty without retention:read."
    )
    async def retention_preview(
        self,
        info: Info,
        rule: Annotated[
            RetentionKind | None, strawberry.argument(description="Which; all if left out.")
        ] = None,
        kept_days: Annotated[
            int | None,
            strawberry.argument(description="As if it were kept so many days; for one rule."),
        ] = None,
    ) -> list[RetentionPreview]:
        found = await preview_retention(info.context.domain, rule, kept_days=kept_days)
        return [RetentionPreview.of(each) for each in found]
