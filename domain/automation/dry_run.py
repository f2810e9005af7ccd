"""What rules would do; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from domain.automation.actions import MOVES, Action
from domain.automation.conditions import Comparison, Conditions, Facts, matches, unmet
from domain.automation.facts import facts_of
from domain.automation.match_events import read
from domain.automation.models import AutomationRule
from domain.automation.queries import KIND, rules_here
from domain.automation.triggers import TYPES
from domain.automation.vocabulary import AutomationActionKind, AutomationEvent
from domain.automation.vocabulary import AutomationField as Field
from domain.identity.scopes import Scope
from domain.orders.queries import get_order
from domain.orders.states import ORDER, OrderStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, InvalidTransition, NotFound
from domain.shared.inputs import count

EVENTS_MAX = 100
LOOKED_BACK = 200_000  # facts of any kind: what is older is not looked for
LOOKED_AT = 5_000  # facts whose kind may be the event: what they hold says whether they are
# The newest facts of these kinds, read backwards along the log's numbers.
NEWEST = f"""
SELECT seq, type, aggregate_id, payload, request_id, occurred_at FROM event
WHERE seq > (SELECT max(last_seq) FROM relay_state) - {LOOKED_BACK}
AND NOT historic AND type = ANY($1::text[]) ORDER BY seq DESC LIMIT {LOOKED_AT}
"""
NEEDS_CUSTOMER = {AutomationActionKind.ISSUE_COUPON, AutomationActionKind.NOTIFY}


@dataclass(frozen=True, slots=True)
class Plan:
    """One action that would be taken; `refusal` is the code with which it would be refused, as far
    as the order's state and customer say.
    """

    kind: AutomationActionKind
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """One order that a rule was tried on, as it is now; `unmet` says why it does not match."""

    rule_id: UUID
    order_id: UUID
    occurred_at: datetime | None
    is_match: bool
    unmet: Sequence[Comparison]
    actions: Sequence[Plan]


async def dry_run(
    ctx: Context, rule_id: UUID | None, order_id: UUID | None, *, last: int = 20
) -> list[Tried]:
    """What rules would do: one rule to the orders of the last so many facts that are its event, the
    newest first; every rule in its order to one order; or one rule to one order. It does not matter
    whether they are at work. Orders are asked as they are now, not as they were then. At most 3
    statements; nothing is written.

    Raises:
        NotPermitted: the actor may not see rules or orders.
        NotFound: no such rule or order.
        InvalidInput: neither is named, or more than 100 facts.
    """
    ctx.require(Scope.AUTOMATION_READ)
    ctx.require(Scope.ORDERS_READ)
    limit = count(last, "lastEvents", highest=EVENTS_MAX)
    rules = await _rules(ctx, rule_id)
    tried: list[tuple[UUID, datetime | None]]
    if order_id is not None:
        tried = [((await get_order(ctx, order_id)).id, None)]
    elif rule_id is not None:
        tried = await _last(rules[0].event, limit)
    else:
        raise InvalidInput("Name a rule or an order.", "ruleId")
    conditions = {rule.id: Conditions.of(rule.conditions) for rule in rules}
    asked = {field for each in conditions.values() for field in each.fields()}
    facts = await facts_of([key for key, _ in tried], asked)
    return [
        _tried(rule, conditions[rule.id], key, at, facts[key])
        for rule in rules
        for key, at in tried
        if key in facts
    ]


async def _rules(ctx: Context, rule_id: UUID | None) -> list[AutomationRule]:
    if rule_id is None:
        return await rules_here(ctx).order_by("position", "id")
    row = await rules_here(ctx).get_or_none(id=rule_id)
    if row is None:
        raise NotFound(KIND, rule_id)
    return [row]


async def _last(event: AutomationEvent, limit: int) -> list[tuple[UUID, datetime | None]]:
    rows = await sql.rows(NEWEST, list(TYPES[event]))
    happened = (each for row in rows if (each := read(row)) and each.event is event)
    return [(each.order_id, each.occurred_at) for each in islice(happened, limit)]


def _tried(
    rule: AutomationRule, conditions: Conditions, key: UUID, at: datetime | None, facts: Facts
) -> Tried:
    if not matches(conditions, facts):
        return Tried(rule.id, key, at, False, unmet(conditions, facts), [])
    return Tried(rule.id, key, at, True, [], _plans(list(map(Action.of, rule.actions)), facts))


def _plans(actions: Sequence[Action], facts: Facts) -> list[Plan]:
    """What would come of each action, the status followed from one to the next."""
    status: OrderStatus | None = OrderStatus[facts[Field.STATUS]]
    found = []
    for action in actions:
        move, refusal = MOVES.get(action.kind), None
        if move is not None and status is not None:
            if ORDER.allows(status, move):
                held_from = OrderStatus.PENDING if status in ORDER.held else None
                status = None if held_from else ORDER.target(status, move)
            else:
                refusal = InvalidTransition.code
        if action.kind in NEEDS_CUSTOMER and not facts[Field.HAS_CUSTOMER]:
            refusal = NotFound.code
        found.append(Plan(action.kind, refusal))
    return found
