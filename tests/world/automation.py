"""Rules for tests, by the verbs; and the automaton by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg

from domain.automation.actions import Action
from domain.automation.conditions import Comparison, Conditions, Group
from domain.automation.match_events import match_events
from domain.automation.models import AutomationRule, AutomationRun
from domain.automation.states import AutomationRunStatus
from domain.automation.upsert_rule import RuleDraft, upsert_rule
from domain.automation.vocabulary import (
    AutomationActionKind,
    AutomationEvent,
    AutomationField,
    AutomationMatch,
    AutomationOperator,
)
from domain.notifications.states import Medium
from domain.orders.models import Order
from domain.orders.states import HoldReason
from domain.processes.run_automation import run_automation
from domain.shared.context import Context
from realtime.relay import number

Asked = tuple[AutomationField, AutomationOperator, Sequence[str]]
MEDIA = [Medium.EMAIL]
HOLD = Action(kind=AutomationActionKind.HOLD, hold_reason=HoldReason.FRAUD)
TAG = Action(kind=AutomationActionKind.ADD_TAGS, tags=["seen"])


def all_of(*asked: Asked) -> Conditions:
    """All of these must hold."""
    if not asked:
        return Conditions()
    group = Group(AutomationMatch.ALL, [Comparison(*each) for each in asked])
    return Conditions(AutomationMatch.ALL, [group])


class AutomationWorld:
    """Rules, and what they do."""

    ctx: Context
    now: datetime

    @property
    def as_system(self) -> Context:
        raise NotImplementedError

    async def automation_rule(
        self,
        name: str = "Tag",
        *asked: Asked,
        event: AutomationEvent = AutomationEvent.ORDER_PLACED,
        actions: Sequence[Action] = (TAG,),
        **more: Any,
    ) -> AutomationRule:
        """A rule at work; it tags what is placed unless said."""
        draft = RuleDraft(
            name=name, event=event, conditions=all_of(*asked), actions=actions, **more
        )
        return await upsert_rule(self.ctx, draft)

    async def automation_run(self, rule: AutomationRule, order: Order) -> AutomationRun:
        """What came of a rule once, as a row; what makes them has tests of its own."""
        known = await AutomationRun.all().count()
        return await AutomationRun.create(
            rule=rule,
            event_seq=10**9 + known,
            event=rule.event,
            order=order,
            status=AutomationRunStatus.REFUSED,
            depth=1,
            position=1,
            code="INVALID_TRANSITION",
            reason="A canceled order allows nothing.",
            occurred_at=self.now,
            created_at=self.now,
            ended_at=self.now,
            updated_at=self.now,
        )

    async def automate(self, database: dict[str, Any], *, most: int = 40) -> list[AutomationRun]:
        """Number what happened, match it, and carry out all that is due; the log, oldest first."""
        log = await asyncpg.connect(**database)
        try:
            for _ in range(most):
                while (await number(log))[0]:
                    pass
                made = await match_events(self.as_system)
                acted = await run_automation(self.as_system, MEDIA)
                if not made and not acted:
                    break
            else:
                raise AssertionError("it has no end")
        finally:
            await log.close()
        return await AutomationRun.all().order_by("event_seq", "position").select_related("rule")
