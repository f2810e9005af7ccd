"""Putting a rule to work, or to rest."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.automation.actions import NEEDS, Action
from domain.automation.models import AutomationRule
from domain.automation.queries import KIND, lock_rule
from domain.automation.upsert_rule import saved
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def set_rule_enabled(
    ctx: Context, rule_id: UUID, *, is_enabled: bool, expected_version: int | None = None
) -> AutomationRule:
    """Have a rule act from now on, or no more: what waits for it then is skipped. Saying so again
    changes nothing.

    Raises:
        NotPermitted: the actor may not change rules, or puts one to work that does what they
            may not do.
        NotFound: no such rule.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.AUTOMATION_WRITE)
    async with in_transaction():
        row = await lock_rule(rule_id)
        expect_version(row, KIND, expected_version)
        for kept in row.actions if is_enabled else ():
            ctx.require(NEEDS[Action.of(kept).kind])
        if (row.enabled_at is not None) == is_enabled:
            return row
        await raise_version(row, KIND, at=ctx.now, enabled_at=ctx.now if is_enabled else None)
        await append(ctx, saved(row))
        return row
