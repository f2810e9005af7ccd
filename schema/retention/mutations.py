"""Deciding how long data is kept."""

import strawberry

from domain.retention.rules import RetentionKind
from domain.retention.set_rule import Period, set_rule
from schema.retention.types import RetentionRule
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


@strawberry.input(description="How long a kind of data is to be kept.")
class RetentionRuleSetInput:
    """Which, and for how long."""

    rule: RetentionKind = strawberry.field(description="Which kind of data.")
    kept_days: int | None = omissible(
        "For how many days; null keeps it for good, where that may be; left out, the default holds"
        " again."
    )
    expected_version: int | None = expected_version()


@strawberry.type(description="The rule as it is now.")
class RetentionRulePayload(Payload):
    """What came of it."""

    rule: RetentionRule | None = changed("The rule.")


@strawberry.type(description="Deciding how long data is kept.")
class RetentionMutations:
    """For administrators."""

    @mutation(
        "Set how long a kind of data is kept. Nothing goes by the new period for an hour: look at"
        " retentionPreview. Needs retention:write."
    )
    async def retention_rule_set(
        self, info: Info, input: Input[RetentionRuleSetInput]
    ) -> RetentionRulePayload:
        row = await set_rule(
            info.context.domain,
            input.rule,
            **{"kept_days": Period.DEFAULT} | given(input, "kept_days"),
            expected_version=input.expected_version,
        )
        return RetentionRulePayload(rule=RetentionRule.of(row, info.context.domain.locale))
