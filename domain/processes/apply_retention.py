"""What was kept long enough goes: batch by batch, each a transaction, and a fact says how much."""

from datetime import timedelta
from typing import Final

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.processes.removals import REMOVALS, Batch
from domain.retention.events import RetentionApplied
from domain.retention.models import RetentionRule
from domain.retention.queries import all_rules, lock_rule
from domain.retention.rules import RULES, RetentionKind
from domain.retention.set_rule import KIND
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

BATCHES: Final = 20  # of one rule in one go; the others have their turn then


async def apply_retention(ctx: Context, *, batches: int = BATCHES) -> int:
    """Take out what the rules say, for the worker; how many rows went.

    A run of a rule takes what was old enough when it began. What is left of it when this ends, or
    dies, the next call takes: how far it came is in the rule's row, in the transaction of each
    batch. Several workers at once are harmless: the second finds the rule held, and leaves it.

    Raises:
        NotPermitted: the actor may not say how long data is kept.
    """
    ctx.require(Scope.RETENTION_WRITE)
    removed = 0
    for rule in await all_rules(ctx.now):
        if not _is_due(rule, ctx):
            continue
        for _ in range(batches):
            done = await _batch(ctx, rule.kind)
            if done is None:
                break
            removed += done.removed
            if done.is_last:
                break
    return removed


def _is_due(rule: RetentionRule, ctx: Context) -> bool:
    return rule.days is not None and rule.due_at <= ctx.now


async def _batch(ctx: Context, kind: RetentionKind) -> Batch | None:
    """One batch; None where somebody else is at it, or did it, or nothing goes any more."""
    async with in_transaction():
        rule = await lock_rule(kind, ctx.now, skip_locked=True)
        if rule is None or not _is_due(rule, ctx):
            return None
        assert rule.days is not None, "what is due has a period"
        if rule.until is None:
            rule.until = ctx.now - timedelta(days=rule.days)
        done = await REMOVALS[kind].remove(ctx, rule.until, rule.position)
        rule.removing += done.removed
        rule.position = done.position
        if done.is_last:
            await _finish(ctx, rule)
        else:
            await rule.save(update_fields=["until", "position", "removing"])
        return done


async def _finish(ctx: Context, rule: RetentionRule) -> None:
    """A run is over: its fact if anything went, and the next one is due some time later."""
    until, removed = rule.until, rule.removing
    assert until is not None, "a run has an instant before which things go"
    over = {
        "until": None,
        "position": None,
        "removing": 0,
        "removed": removed,
        "applied_at": ctx.now,
        "due_at": ctx.now + RULES[rule.kind].every,
    }
    if not removed:
        await RetentionRule.filter(id=rule.id).update(**over)
        return
    await raise_version(rule, KIND, at=ctx.now, **over)
    await append(
        ctx,
        RetentionApplied(
            aggregate_id=rule.id,
            version=rule.version,
            kind=rule.kind,
            removed=removed,
            until=until.isoformat(),
        ),
    )
