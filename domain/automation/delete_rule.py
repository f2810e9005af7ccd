"""Deleting a rule."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.automation.events import AutomationRuleDeleted
from domain.automation.models import AutomationRule
from domain.automation.queries import KIND, lock_rule
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def delete_rule(
    ctx: Context, rule_id: UUID, *, expected_version: int | None = None
) -> AutomationRule:
    """Have a rule act no more, for good; the rule as it was. What waits for it is skipped, what it
    did stays done, and its runs still name it.

    Raises:
        NotPermitted: the actor may not change rules.
        NotFound: no such rule, or none any more.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.AUTOMATION_WRITE)
    async with in_transaction():
        row = await lock_rule(rule_id)
        expect_version(row, KIND, expected_version)
        await raise_version(row, KIND, at=ctx.now, enabled_at=None, deleted_at=ctx.now)
        await append(
            ctx,
            AutomationRuleDeleted(
                aggregate_id=row.id, version=row.version, event=row.event, is_enabled=False
            ),
        )
        return row
