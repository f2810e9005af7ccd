"""Making a rule, or another of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.automation import actions as acting
from domain.automation import conditions as asking
from domain.automation.actions import NEEDS, Action
from domain.automation.conditions import Conditions
from domain.automation.events import AutomationRuleSaved
from domain.automation.models import AutomationRule
from domain.automation.queries import KIND, lock_rule
from domain.automation.vocabulary import AutomationActionKind, AutomationEvent
from domain.identity.queries import visible_staff
from domain.identity.scopes import Scope
from domain.promotions.create_coupon import check_needs_coupon
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import count, text
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

RULES_MAX = 100
NAME_LENGTH_MAX = 120  # characters
DELAY_MINUTES_MAX = 366 * 24 * 60  # a year
POSITION_MAX = 10_000
# Names are of all rules together: whoever changes them is alone.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('automation_rule', 0))"

NOTHING = Conditions()  # is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """A rule as somebody wants it. Without a `position` it goes behind the others, or stays where
    it is.
    """

    name: str
    event: AutomationEvent
    actions: Sequence[Action]
    conditions: Conditions = NOTHING
    delay_minutes: int = 0
    assignee_id: UUID | None = None
    promotion_id: UUID | None = None
    position: int | None = None
    is_enabled: bool = True


async def upsert_rule(
    ctx: Context,
    draft: RuleDraft,
    rule_id: UUID | None = None,
    *,
    expected_version: int | None = None,
) -> AutomationRule:
    """Make a rule, or change one. What happens from now on is its business; what waits for it is
    done as it is then.

    There is one rule of a name: making it again changes it, so a call can be repeated. The same
    again changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change rules, or not do what this one does.
        InvalidInput, WrongCurrency: conditions or actions that are none; see `checked`. Also no
            name or another's, a delay above a year, or more rules than anybody reads.
        NotFound: no such rule, colleague or promotion.
        VersionConflict: it changed since the actor looked.
    """
    columns = await checked(ctx, draft)
    ctx.require(Scope.AUTOMATION_WRITE)
    async with in_transaction():
        await sql.value(ONE_AT_A_TIME)
        await _there_are(ctx, draft)
        row = await _known(rule_id, columns["name"])
        if row is None:
            row = await _new(ctx, columns)
        expect_version(row, KIND, expected_version)
        if draft.position is None:
            del columns["position"]
        if draft.is_enabled != (row.enabled_at is not None):
            columns["enabled_at"] = ctx.now if draft.is_enabled else None
        if row.version and all(getattr(row, key) == value for key, value in columns.items()):
            return row
        await raise_version(row, KIND, at=ctx.now, **columns)
        await append(ctx, saved(row))
        return row


async def checked(ctx: Context, draft: RuleDraft) -> dict[str, Any]:
    """A rule's columns as they can be kept; nothing is read.

    Raises:
        NotPermitted, InvalidInput, WrongCurrency: see `upsert_rule`.
    """
    ctx.require(Scope.AUTOMATION_READ)
    actions = acting.checked(draft.event, draft.actions)
    for action in actions:
        ctx.require(NEEDS[action.kind])
    kinds = {action.kind for action in actions}
    _goes_with(kinds, AutomationActionKind.ASSIGN, draft.assignee_id, "assigneeId")
    _goes_with(kinds, AutomationActionKind.ISSUE_COUPON, draft.promotion_id, "promotionId")
    position = draft.position
    return {
        "name": text(draft.name, "name", longest=NAME_LENGTH_MAX),
        "event": draft.event,
        "delay_minutes": count(
            draft.delay_minutes, "delayMinutes", lowest=0, highest=DELAY_MINUTES_MAX
        ),
        "conditions": asking.checked(draft.conditions).kept(),
        "actions": [action.kept() for action in actions],
        "assignee_id": draft.assignee_id,
        "promotion_id": draft.promotion_id,
        "position": position
        if position is None
        else count(position, "position", highest=POSITION_MAX),
    }


def _goes_with(
    kinds: set[AutomationActionKind], kind: AutomationActionKind, value: UUID | None, field: str
) -> None:
    if (kind in kinds) != (value is not None):
        raise InvalidInput(f"This goes with {kind.name}, and with nothing else.", field)


async def _there_are(ctx: Context, draft: RuleDraft) -> None:
    here = visible_staff(ctx.as_system()).filter(id=draft.assignee_id, is_active=True)
    if draft.assignee_id is not None and not await here.exists():
        raise NotFound("staff member", draft.assignee_id)
    if draft.promotion_id is not None:
        await check_needs_coupon(ctx, draft.promotion_id)


async def _known(rule_id: UUID | None, name: str) -> AutomationRule | None:
    namesake = await AutomationRule.get_or_none(name=name, deleted_at=None)
    if rule_id is None:
        return namesake and await lock_rule(namesake.id)
    row = await lock_rule(rule_id)
    if namesake is not None and namesake.id != row.id:
        raise InvalidInput("Another rule has this name.", "name")
    return row


async def _new(ctx: Context, columns: dict[str, Any]) -> AutomationRule:
    if await AutomationRule.filter(deleted_at=None).count() >= RULES_MAX:
        raise InvalidInput(f"There are at most {RULES_MAX} rules.", "name")
    last = await sql.value(
        "SELECT coalesce(max(position), 0) FROM automation_rule WHERE deleted_at IS NULL"
    )
    given = {key: value for key, value in columns.items() if key != "position"}
    position = columns["position"] or min(last + 1, POSITION_MAX)
    return await AutomationRule.create(
        **given, position=position, created_at=ctx.now, updated_at=ctx.now
    )


def saved(row: AutomationRule) -> AutomationRuleSaved:
    """The fact that made this version of a rule."""
    return AutomationRuleSaved(
        aggregate_id=row.id,
        version=row.version,
        event=row.event,
        is_enabled=row.enabled_at is not None,
        actions=tuple(action["kind"] for action in row.actions),
    )
