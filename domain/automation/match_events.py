"""From the log to runs: each fact is shown to the rules once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from tortoise.transactions import in_transaction

from domain.automation.conditions import Conditions, matches
from domain.automation.facts import facts_of
from domain.automation.models import AutomationRule, AutomationRun
from domain.automation.triggers import TYPES, event_of
from domain.automation.vocabulary import AutomationEvent
from domain.notifications.kinds import order_of
from domain.shared import sql
from domain.shared.context import Context

FACTS_MAX = 500  # numbers of the log in one transaction
# Whoever finds it held leaves it to the holder.
HOLD = """
SELECT place.cursor_seq, state.last_seq FROM automation_place place
CROSS JOIN relay_state state WHERE place.cursor_seq < state.last_seq
FOR NO KEY UPDATE OF place SKIP LOCKED
"""
FACTS = """
SELECT seq, type, aggregate_id, payload, request_id, occurred_at FROM event
WHERE seq > $1 AND seq <= $2 AND NOT historic AND type = ANY($3::text[])
ORDER BY seq
"""
# Whatever a run does has its id as the request: that is how a chain is known.
CAUSES = "SELECT id, depth FROM automation_run WHERE id = ANY($1::uuid[])"
MOVE = "UPDATE automation_place SET cursor_seq = $1"


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact that is an event."""

    seq: int
    event: AutomationEvent
    order_id: UUID
    request_id: str
    occurred_at: datetime


async def match_events(ctx: Context) -> int:
    """Make runs of what was numbered since the last time: one for each rule and fact whose
    conditions hold, to be carried out at once or after the rule's delay; how many.

    The place in the log moves in the transaction that writes them, and (rule, fact) is unique: so
    a fact is neither missed nor matched twice, whoever dies when and however many do this at once.
    What was imported, and what happened before a rule was put to work, is none of its business.
    """
    async with in_transaction():
        held = await sql.row(HOLD)
        if held is None:
            return 0
        up_to = min(held["last_seq"], held["cursor_seq"] + FACTS_MAX)
        rules = await AutomationRule.filter(deleted_at=None, enabled_at__isnull=False)
        made = await _make(ctx, rules, held["cursor_seq"], up_to) if rules else 0
        await sql.execute(MOVE, up_to)
        return made


async def _make(ctx: Context, rules: Sequence[AutomationRule], after: int, up_to: int) -> int:
    wanted = sorted({kind for rule in rules for kind in TYPES[rule.event]})
    rows = await sql.rows(FACTS, after, up_to, wanted)
    happened = [each for row in rows if (each := read(row))]
    if not happened:
        return 0
    conditions = {rule.id: Conditions.of(rule.conditions) for rule in rules}
    asked = {field for each in conditions.values() for field in each.fields()}
    facts = await facts_of([each.order_id for each in happened], asked)
    requests = {key for each in happened if (key := _key(each.request_id))}
    causes = await sql.rows(CAUSES, sorted(requests))
    depths = {row["id"]: row["depth"] for row in causes}
    runs = [
        _run(ctx, rule, each, depths.get(_key(each.request_id), 0) + 1)
        for each in happened
        for rule in _of_event(rules, each)
        if (of_order := facts.get(each.order_id)) and matches(conditions[rule.id], of_order)
    ]
    # A place that was set back finds what it found before.
    await AutomationRun.bulk_create(runs, ignore_conflicts=True)
    return len(runs)


def read(row: Mapping[str, Any]) -> Happened | None:
    """A row of the log as the event that it is, if it is one."""
    said = row["payload"]
    payload = orjson.loads(said) if isinstance(said, str | bytes) else said
    event = event_of(row["type"], payload)
    if event is None:
        return None
    order_id = order_of(row["aggregate_id"], payload)
    return Happened(row["seq"], event, order_id, row["request_id"], row["occurred_at"])


def _key(request_id: str) -> UUID | None:
    """The run that a request may be; others have ids of their own, of whatever form."""
    try:
        return UUID(request_id)
    except ValueError:
        return None


def _of_event(rules: Sequence[AutomationRule], each: Happened) -> Iterator[AutomationRule]:
    for rule in rules:
        assert rule.enabled_at is not None
        if rule.event is each.event and each.occurred_at >= rule.enabled_at:
            yield rule


def _run(ctx: Context, rule: AutomationRule, each: Happened, depth: int) -> AutomationRun:
    return AutomationRun(
        rule_id=rule.id,
        event_seq=each.seq,
        event=each.event,
        order_id=each.order_id,
        depth=depth,
        position=rule.position,
        due_at=max(ctx.now, each.occurred_at + timedelta(minutes=rule.delay_minutes)),
        occurred_at=each.occurred_at,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
