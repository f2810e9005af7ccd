"""Reading rules, what they did, and what they would do."""

from typing import Annotated

import strawberry

from domain.automation import queries
from domain.automation.dry_run import dry_run
from domain.automation.states import AutomationRunStatus
from domain.automation.templates import TEMPLATES
from domain.automation.vocabulary import AutomationEvent
from domain.identity.scopes import Scope
from domain.shared.errors import NotFound
from schema.automation.types import (
    AutomationDryRun,
    AutomationRule,
    AutomationRun,
    AutomationTemplate,
    AutomationTrial,
)
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import maybe_key

KINDS = {"id": "AutomationRun", "rule": "AutomationRule", "order": "Order"}


@where_input("Which runs. All conditions must hold.")
class AutomationRunWhere:
    """Conditions on runs."""

    id: IDFilter | None = conditions("The id.")
    status: EnumFilter[AutomationRunStatus] | None = conditions("What came of it.")
    event: EnumFilter[AutomationEvent] | None = conditions("What happened.")
    rule: IDFilter | None = conditions("The rule.")
    order: IDFilter | None = conditions("The order.")
    created_at: DateTimeFilter | None = conditions("When the rule matched.")


@strawberry.type(description="Reading rules, what they did, and what they would do.")
class AutomationQueries:
    """For staff."""

    @strawberry.field(description="The rules, in their order. Empty without automation:read.")
    async def automation_rules(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AutomationRule]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.rules_page(ctx, part)
        return connect(page, AutomationRule.of, lambda: queries.count_rules(ctx))

    @strawberry.field(
        description="What rules did, newest first: the log. Empty without automation:read."
    )
    async def automation_runs(
        self,
        info: Info,
        where: Annotated[
            AutomationRunWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AutomationRun]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.runs_page(ctx, part, which)
        return connect(page, AutomationRun.of, lambda: queries.count_runs(ctx, which))

    @strawberry.field(
        description="Rules that are ready to be used, in your language. Empty without"
        " automation:read."
    )
    async def automation_templates(self, info: Info) -> list[AutomationTemplate]:
        ctx = info.context.domain
        if not ctx.allows(Scope.AUTOMATION_READ):
            return []
        return [AutomationTemplate.of(kind, ready, ctx.locale) for kind, ready in TEMPLATES.items()]

    @strawberry.field(
        description="What rules would do, whether they are at work or not: a rule to the orders to"
        " which its event last happened, every rule to an order, or a rule to an order. Orders are"
        " asked as they are now. Nothing is written. Null if there is no such rule or order. Needs"
        " automation:read and orders:read."
    )
    async def automation_dry_run(
        self,
        info: Info,
        rule_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="One rule; all if left out.")
        ] = None,
        order_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="One order; those of the last events if left out."),
        ] = None,
        last_events: Annotated[
            int, strawberry.argument(description="How many events to look at, at most 100.")
        ] = 20,
    ) -> AutomationDryRun | None:
        ctx = info.context.domain
        ctx.require(Scope.AUTOMATION_READ)
        ctx.require(Scope.ORDERS_READ)
        try:
            rule, order = maybe_key("AutomationRule", rule_id), maybe_key("Order", order_id)
            tried = await dry_run(ctx, rule, order, last=last_events)
        except NotFound:
            return None
        return AutomationDryRun(
            matched=sum(each.is_match for each in tried),
            trials=[AutomationTrial.of(each) for each in tried],
        )
