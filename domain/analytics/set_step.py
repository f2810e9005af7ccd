"""Setting who owns a step of orders, and how long it should take."""

from datetime import timedelta
from typing import Final

from tortoise.transactions import in_transaction

from domain.analytics.events import OrderStepSet
from domain.analytics.models import OrderStepRule
from domain.analytics.steps import TARGET_MAX, OrderStep, Outsider
from domain.identity.roles import known_roles
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.ids import new_id
from domain.shared.inputs import KEEP, Keep
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

KIND: Final = "order step"
MINUTE: Final = timedelta(minutes=1)
MINUTES_MAX: Final = TARGET_MAX // MINUTE
# A step that nobody has set yet has no row.
MAKE = """
INSERT INTO order_step_rule (id, version, step, created_at, updated_at)
VALUES ($1, 0, $2, $3, $3) ON CONFLICT (step) DO NOTHING
"""


async def set_step(
    ctx: Context,
    step: OrderStep,
    *,
    owner: str | Keep | None = KEEP,
    target_minutes: int | Keep | None = KEEP,
    expected_version: int | None = None,
) -> OrderStepRule:
    """Give a step to a role or an outsider, to be done in so many minutes from when it could be.

    What is left out stays; None holds as the table has it. The same again changes nothing and
    tells nobody.

    Raises:
        NotPermitted: the actor may not decide how work is done here.
        InvalidInput: no such role, or a target below a minute or above a year.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.PROCESSES_WRITE)
    if target_minutes is not KEEP and target_minutes is not None:
        inputs.count(target_minutes, "targetMinutes", highest=MINUTES_MAX)
    async with in_transaction():
        if owner is not KEEP and owner is not None:
            await _known(owner)
        rule = await _locked(ctx, step)
        expect_version(rule, KIND, expected_version)
        given = {"own_owner": owner, "own_target_minutes": target_minutes}
        changes = {
            name: value
            for name, value in given.items()
            if value is not KEEP and value != getattr(rule, name)
        }
        if not changes:
            return rule

        await raise_version(rule, KIND, at=ctx.now, **changes)
        await append(
            ctx,
            OrderStepSet(
                aggregate_id=rule.id,
                version=rule.version,
                step=step,
                owner=rule.owner,
                target_minutes=rule.target // MINUTE,
            ),
        )
        return rule


async def _known(owner: str) -> None:
    if owner in set(Outsider):
        return
    try:
        await known_roles([owner])
    except InvalidInput as refusal:
        raise InvalidInput(refusal.message, "owner") from None


async def _locked(ctx: Context, step: OrderStep) -> OrderStepRule:
    await sql.execute(MAKE, new_id(), step.value, ctx.now)
    return await OrderStepRule.select_for_update(no_key=True).get(step=step)
