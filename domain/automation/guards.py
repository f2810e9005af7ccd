"""The guard against loops: rules that set off each other, or themselves, come to an end."""

from datetime import timedelta
from typing import Final

from domain.automation.models import AutomationRun
from domain.automation.states import AutomationRunStatus, RunCode
from domain.shared.context import Context

DEPTH_MAX: Final = 5  # runs in a chain, each set off by the one before
TIMES_MAX: Final = 10  # runs of one rule that do something to one order
WINDOW: Final = timedelta(hours=1)  # within so long


async def guarded(ctx: Context, run: AutomationRun) -> tuple[RunCode, str] | None:
    """Why a run must not be carried out, if so, and the same in a sentence: one statement."""
    if run.depth > DEPTH_MAX:
        return RunCode.CHAIN_TOO_LONG, f"Rules set off each other {DEPTH_MAX} times in a row."
    before = AutomationRun.filter(
        rule_id=run.rule_id,
        order_id=run.order_id,
        status=AutomationRunStatus.DONE,
        ended_at__gt=ctx.now - WINDOW,
    )
    if await before.count() >= TIMES_MAX:
        minutes = int(WINDOW.total_seconds() // 60)
        return (
            RunCode.TOO_OFTEN,
            f"This rule acted on this order {TIMES_MAX} times within {minutes} minutes.",
        )
    return None
