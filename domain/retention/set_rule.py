"""Setting how long a kind of data is kept."""

from datetime import timedelta
from enum import Enum
from typing import Final

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.retention.events import RetentionRuleSet
from domain.retention.models import RetentionRule
from domain.retention.queries import lock_rule
from domain.retention.rules import RULES, RetentionKind
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

KIND: Final = "retention rule"
# So long after a change nothing goes by it: time to look at the preview, and to take it back.
PAUSE: Final = timedelta(hours=1)


class Period(Enum):
    """What stands in place of a number of days."""

    DEFAULT = "default"


async def set_rule(
    ctx: Context,
    kind: RetentionKind,
    kept_days: int | Period | None,
    *,
    expected_version: int | None = None,
) -> RetentionRule:
    """Keep a kind of data so many days from now on; None keeps it for good.

    Nothing goes by the new period for an hour. The same period again changes nothing and tells
    nobody.

    Raises:
        NotPermitted: the actor may not set how long data is kept.
        InvalidInput: too short, too long, or what may not be kept for good.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.RETENTION_WRITE)
    is_own, days = _checked(kind, kept_days)
    async with in_transaction():
        rule = await lock_rule(kind, ctx.now)
        assert rule is not None, "whoever waits gets the row"
        expect_version(rule, KIND, expected_version)
        if (rule.is_own, rule.kept_days) == (is_own, days):
            return rule

        before = rule.days
        await raise_version(
            rule,
            KIND,
            at=ctx.now,
            is_own=is_own,
            kept_days=days,
            due_at=ctx.now + PAUSE,
            until=None,  # a run under way goes on by the new period, from the beginning
            position=None,
        )
        await append(
            ctx,
            RetentionRuleSet(
                aggregate_id=rule.id,
                version=rule.version,
                kind=kind,
                before_days=before,
                kept_days=rule.days,
                is_own=is_own,
            ),
        )
        return rule


def checked_days(kind: RetentionKind, days: int | None) -> int | None:
    """A period as a rule can have it.

    Raises:
        InvalidInput: too short, too long, or what may not be kept for good.
    """
    rule = RULES[kind]
    if days is None:
        if not rule.may_be_off:
            raise InvalidInput("This may not be kept for good.", "keptDays")
    elif not rule.least <= days <= rule.most:
        raise InvalidInput(f"This is kept {rule.least} to {rule.most} days.", "keptDays")
    return days


def _checked(kind: RetentionKind, days: int | Period | None) -> tuple[bool, int | None]:
    if isinstance(days, Period):
        return False, None
    return True, checked_days(kind, days)
