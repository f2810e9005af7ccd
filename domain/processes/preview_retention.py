"""What would go now if a rule were applied, as it is or as it might be set: nothing goes by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.identity.scopes import Scope
from domain.processes.removals import REMOVALS
from domain.retention.queries import rules
from domain.retention.rules import RetentionKind
from domain.retention.set_rule import checked_days
from domain.shared.context import Context
from domain.shared.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Preview:
    """So many rows lie before `until`; None where the kind is kept for good."""

    kind: RetentionKind
    kept_days: int | None
    until: datetime | None
    count: int


async def preview_retention(
    ctx: Context, kind: RetentionKind | None = None, *, kept_days: int | None = None
) -> list[Preview]:
    """What each rule would take out now, or one; under another period if one is given.

    Nothing for whoever may not know the rules.

    Raises:
        InvalidInput: a period that the rule cannot have, or one for no rule in particular.
    """
    if not ctx.allows(Scope.RETENTION_READ):
        return []
    if kept_days is not None:
        if kind is None:
            raise InvalidInput("Say for which rule.", "rule")
        return [await _under(ctx, kind, checked_days(kind, kept_days))]
    found = await rules(ctx)
    return [await _under(ctx, rule.kind, rule.days) for rule in found if kind in {None, rule.kind}]


async def _under(ctx: Context, kind: RetentionKind, days: int | None) -> Preview:
    if days is None:
        return Preview(kind, None, None, 0)
    until = ctx.now - timedelta(days=days)
    return Preview(kind, days, until, await REMOVALS[kind].count(until))
