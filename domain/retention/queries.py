"""Reads: the rules as they hold now, for whoever may know them."""

from datetime import datetime

from domain.identity.scopes import Scope
from domain.retention.models import RetentionRule
from domain.retention.rules import EXEMPTIONS, RULES, Exemption, RetentionKind
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id

# A rule that nobody has set or applied yet has no row.
MAKE = """
INSERT INTO retention_rule (id, version, kind, is_own, due_at, removing, removed, created_at,
    updated_at) VALUES ($1, 0, $2, false, $3, 0, 0, $3, $3) ON CONFLICT (kind) DO NOTHING
"""


async def rules(ctx: Context) -> list[RetentionRule]:
    """Every rule, in the order of the table; none without the permission."""
    if not ctx.allows(Scope.RETENTION_READ):
        return []
    return await all_rules(ctx.now)


def exemptions(ctx: Context) -> tuple[Exemption, ...]:
    """What no rule takes out; nothing without the permission."""
    return EXEMPTIONS if ctx.allows(Scope.RETENTION_READ) else ()


async def all_rules(now: datetime) -> list[RetentionRule]:
    """The same, for the worker. A rule without a row holds as the table has it."""
    known = {row.kind: row for row in await RetentionRule.all()}
    return [
        known.get(kind) or RetentionRule(kind=kind, due_at=now, created_at=now, updated_at=now)
        for kind in RULES
    ]


async def lock_rule(
    kind: RetentionKind, now: datetime, *, skip_locked: bool = False
) -> RetentionRule | None:
    """One rule, held until the transaction ends; its row is made if there is none.

    None where somebody else holds it and `skip_locked` says not to wait.
    """
    held = RetentionRule.filter(kind=kind)
    row = await held.select_for_update(skip_locked=skip_locked, no_key=True).first()
    if row is None and not (skip_locked and await RetentionRule.exists(kind=kind)):
        await sql.execute(MAKE, new_id(), kind.value, now)
        row = await held.select_for_update(skip_locked=skip_locked, no_key=True).first()
    return row
