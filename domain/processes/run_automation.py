"""A rule's turn has come: its actions are taken, all or none, and the log says what came of it."""

import logging
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.automation.actions import Action
from domain.automation.conditions import Conditions, matches
from domain.automation.facts import facts_of
from domain.automation.guards import guarded
from domain.automation.models import AutomationRule, AutomationRun
from domain.automation.states import RUN, AutomationRunAction, RunCode
from domain.identity.scopes import Scope
from domain.notifications.states import Medium
from domain.orders.queries import lock_order
from domain.processes.automated_verbs import VERBS, Turn
from domain.shared import sql
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.errors import DomainError
from domain.shared.states import raise_version

RIGHTS: Final = frozenset(
    {
        Scope.ORDERS_READ.value,
        Scope.ORDERS_WRITE.value,
        Scope.PROMOTIONS_READ.value,
        Scope.PROMOTIONS_WRITE.value,
    }
)
ATTEMPTS_MAX: Final = 5  # of a run that fails, not of one that is refused
PAUSE: Final = timedelta(minutes=1)  # after the first failure; twice as long after each
REASON_LENGTH_MAX: Final = 300  # characters
# The rules of one order are carried out in the order of its facts, and of the rules' places: what
# failed and waits for its next try is not overtaken by later facts. Of an order whose turn another
# worker holds, nothing else is taken.
CLAIM = """
SELECT id FROM automation_run AS run WHERE status = 'waiting' AND due_at <= $1
AND NOT EXISTS (SELECT 1 FROM automation_run AS sooner WHERE sooner.order_id = run.order_id
    AND sooner.status = 'waiting' AND (
        sooner.due_at <= $1
        AND (sooner.event_seq, sooner.position, sooner.id) < (run.event_seq, run.position, run.id)
        OR sooner.attempts > 0 AND sooner.event_seq < run.event_seq))
ORDER BY due_at, event_seq, position, id LIMIT 1 FOR NO KEY UPDATE OF run SKIP LOCKED
"""

logger = logging.getLogger(__name__)


def actor_of(rule: AutomationRule) -> Actor:
    """A rule as somebody who acts: always with the same rights, whoever made it."""
    return Actor(ActorKind.INTEGRATION, rule.id, rule.name, RIGHTS)


async def run_automation(ctx: Context, media: Collection[Medium]) -> bool:
    """Carry out one run whose time has come; whether there was one. `media` are those by which
    customers are told here, beside the feed.

    What the verbs write, what the run says, and that it is over is one transaction: each run is
    carried out once, whoever dies when and however many do this at once. A verb's refusal undoes
    the actions before it and is written down; what fails is tried again, five times in all.
    """
    found: list[UUID] = []
    try:
        async with in_transaction():
            key = await sql.value(CLAIM, ctx.now)
            if key is None:
                return False
            found.append(key)
            await _carry_out(ctx, await AutomationRun.get(id=key), media)
    except Exception as failure:
        if not found:
            raise
        await _postpone(ctx, found[0], failure)
    return True


async def _carry_out(ctx: Context, run: AutomationRun, media: Collection[Medium]) -> None:
    rule = await AutomationRule.get(id=run.rule_id)
    if rule.deleted_at is not None:
        return await _end(ctx, run, AutomationRunAction.SKIP, RunCode.RULE_DELETED, "")
    # What happened before it was put to work, this time, is none of its business.
    rests = rule.enabled_at is None or run.occurred_at < rule.enabled_at
    if rests or run.event is not rule.event:
        return await _end(ctx, run, AutomationRunAction.SKIP, RunCode.RULE_DISABLED, "")
    order = await lock_order(run.order_id)
    conditions = Conditions.of(rule.conditions)
    facts = await facts_of([order.id], conditions.fields())
    if not matches(conditions, facts[order.id]):
        return await _end(ctx, run, AutomationRunAction.SKIP, RunCode.NO_LONGER_MATCHES, "")
    if guard := await guarded(ctx, run):
        return await _end(ctx, run, AutomationRunAction.GUARD, *guard)
    turn = Turn(run.event_seq, order.id, order.customer_id, rule, media)
    # Whatever it does is known to be its doing by the run's id.
    own = Context(
        actor=actor_of(rule), now=ctx.now, request_id=str(run.id), cause_id=f"fact:{run.event_seq}"
    )
    done: list[str] = []
    try:
        async with in_transaction():
            for action in map(Action.of, rule.actions):
                await VERBS[action.kind](own, turn, action)
                done.append(action.kind.value)
    except DomainError as refusal:
        if refusal.retryable:
            raise
        reason = refusal.message
        return await _end(ctx, run, AutomationRunAction.REFUSE, refusal.code, reason)
    return await _end(ctx, run, AutomationRunAction.CARRY_OUT, "", "", done=done)


async def _end(
    ctx: Context,
    run: AutomationRun,
    action: AutomationRunAction,
    code: str,
    reason: str,
    **also: Any,
) -> None:
    await RUN.move(
        run,
        action,
        at=ctx.now,
        code=code,
        reason=reason[:REASON_LENGTH_MAX],
        due_at=None,
        ended_at=ctx.now,
        **also,
    )


async def _postpone(ctx: Context, run_id: UUID, failure: Exception) -> None:
    """Nothing of it was written. It is tried again later, or given up with a word of why."""
    code = failure.code if isinstance(failure, DomainError) else RunCode.FAILED.value
    reason = failure.message if isinstance(failure, DomainError) else "Something of ours failed."
    if not isinstance(failure, DomainError):
        logger.error("A run of a rule failed: %s", run_id, exc_info=failure)
    async with in_transaction():
        rows = AutomationRun.filter(id=run_id, status="waiting").select_for_update(no_key=True)
        run = await rows.first()
        if run is None:
            return None
        attempts = run.attempts + 1
        if attempts >= ATTEMPTS_MAX:
            return await _end(ctx, run, AutomationRunAction.REFUSE, code, reason, attempts=attempts)
        again = {"due_at": ctx.now + PAUSE * 2**run.attempts, "attempts": attempts}
        said = {"code": code, "reason": reason[:REASON_LENGTH_MAX]}
        return await raise_version(run, RUN.kind, at=ctx.now, **again, **said)
