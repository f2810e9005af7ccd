"""Rules and what they did, as clients see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from domain.automation import conditions as asking
from domain.automation import models, queries
from domain.automation.actions import Action
from domain.automation.dry_run import Tried
from domain.automation.states import AutomationRunStatus
from domain.automation.templates import Ready
from domain.automation.vocabulary import (
    AutomationActionKind,
    AutomationEvent,
    AutomationField,
    AutomationMatch,
    AutomationOperator,
    AutomationTemplateKind,
)
from domain.identity import queries as identity
from domain.notifications.kinds import NotificationKind
from domain.orders import queries as orders
from domain.orders.states import CancelReason, HoldReason
from domain.promotions import queries as promotions
from schema.automation import words as words
from schema.identity.types import StaffMember
from schema.orders.types import Order
from schema.promotions.types import Promotion
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column


@strawberry.type(description="One field of an order, compared with values.")
class AutomationComparison:
    """A comparison."""

    field: AutomationField = strawberry.field(description="What is asked.")
    operator: AutomationOperator = strawberry.field(description="How it is compared.")
    values: list[str] = strawberry.field(description="With what.")

    @classmethod
    def of(cls, one: asking.Comparison) -> "AutomationComparison":
        """As the wire shows it."""
        return cls(field=one.field, operator=one.operator, values=list(one.values))


@strawberry.type(description="Comparisons that belong together.")
class AutomationGroup:
    """A group."""

    match: AutomationMatch = strawberry.field(description="How many of them must hold.")
    comparisons: list[AutomationComparison] = strawberry.field(description="The comparisons.")

    @classmethod
    def each(cls, conditions: asking.Conditions) -> "list[AutomationGroup]":
        """As the wire shows them."""
        return [
            cls(
                match=group.match,
                comparisons=[AutomationComparison.of(one) for one in group.comparisons],
            )
            for group in conditions.groups
        ]


@strawberry.type(description="One thing that a rule does, and what it needs to know.")
class AutomationAction:
    """An action."""

    kind: AutomationActionKind = strawberry.field(description="What.")
    hold_reason: HoldReason | None = strawberry.field(description="Why it waits, of HOLD.")
    cancel_reason: CancelReason | None = strawberry.field(description="Why, of CANCEL.")
    text: str | None = strawberry.field(description="The note, of ADD_NOTE and HOLD.")
    tags: list[str] | None = strawberry.field(description="The words, of tags.")
    notification: NotificationKind | None = strawberry.field(description="What NOTIFY tells.")
    valid_days: int | None = strawberry.field(
        description="How many days the coupon of ISSUE_COUPON is good for; none without end."
    )

    @classmethod
    def of(cls, action: Action) -> "AutomationAction":
        """As the wire shows it."""
        return cls(
            kind=action.kind,
            hold_reason=action.hold_reason,
            cancel_reason=action.cancel_reason,
            text=action.text,
            tags=None if action.tags is None else list(action.tags),
            notification=action.notification,
            valid_days=action.valid_days,
        )

    @classmethod
    def each(cls, kept: Sequence[dict[str, Any]]) -> "list[AutomationAction]":
        """As a rule keeps them."""
        return [cls.of(Action.of(each)) for each in kept]


@strawberry.type(description="A rule: when this happens, and that holds, do these things.")
class AutomationRule(Node, Backed[models.AutomationRule]):
    """A rule."""

    name: str = column("What people call it, unique.")
    event: AutomationEvent = column("What it waits for.")
    delay_minutes: int = column("How long after that it acts, in minutes.")
    position: int = column("Its place: those before it act first.")
    version: int = column("Raised by one with every fact about it.")
    created_at: datetime = column("When it was made.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="Whether it acts.")
    def is_enabled(self) -> bool:
        return self.row.enabled_at is not None

    @strawberry.field(description="Whether it was deleted; it is shown where its runs name it.")
    def is_deleted(self) -> bool:
        return self.row.deleted_at is not None

    @strawberry.field(description="How many of its groups must hold.")
    def match(self) -> AutomationMatch:
        return asking.Conditions.of(self.row.conditions).match

    @strawberry.field(description="What must hold, when it matches and when it acts; empty: none.")
    def groups(self) -> list[AutomationGroup]:
        return AutomationGroup.each(asking.Conditions.of(self.row.conditions))

    @strawberry.field(description="What it does, in this order: all of it or nothing.")
    def actions(self) -> list[AutomationAction]:
        return AutomationAction.each(self.row.actions)

    @strawberry.field(description="Who gets the order, of ASSIGN.")
    async def assignee(self, info: Info) -> StaffMember | None:
        key = self.row.assignee_id
        return StaffMember.maybe(await info.context.one(identity.staff_by_ids, key))

    @strawberry.field(description="Of what its coupons are, of ISSUE_COUPON.")
    async def promotion(self, info: Info) -> Promotion | None:
        key = self.row.promotion_id
        return Promotion.maybe(await info.context.one(promotions.promotions_by_ids, key))


@strawberry.type(description="One rule that matched one fact about an order, and what came of it.")
class AutomationRun(Node, Backed[models.AutomationRun]):
    """A run."""

    event: AutomationEvent = column("What happened.")
    status: AutomationRunStatus = column("What came of it.")
    depth: int = column(
        "How deep in a chain: 1 where somebody brought it about, more where another run did."
    )
    code: str = column("Why nothing was done; empty where something was, or is still to be.")
    reason: str = column("The same in a sentence, if there is one.")
    version: int = column("Raised by one with every change.")
    occurred_at: datetime = column("When it happened.")
    created_at: datetime = column("When the rule matched.")
    due_at: datetime | None = column("When it acts; none where it is over.")
    ended_at: datetime | None = column("When it was over.")

    @strawberry.field(description="How often it failed.")
    def attempt_count(self) -> int:
        return self.row.attempts

    @strawberry.field(description="The actions that were taken.")
    def done(self) -> list[AutomationActionKind]:
        return [AutomationActionKind(each) for each in self.row.done]

    @strawberry.field(description="The rule, as it is now.")
    async def rule(self, info: Info) -> AutomationRule | None:
        return AutomationRule.maybe(await info.context.one(queries.rules_by_ids, self.row.rule_id))

    @strawberry.field(description="The order.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))


@strawberry.type(description="A rule that is ready to be used.")
class AutomationTemplate:
    """A template."""

    kind: AutomationTemplateKind = strawberry.field(description="Which.")
    name: str = strawberry.field(description="What its rule is called, in your language.")
    text: str = strawberry.field(description="What it does, in your language.")
    needs_promotion: bool = strawberry.field(
        description="Whether you must name the promotion of its coupons."
    )
    event: AutomationEvent = strawberry.field(description="What it waits for.")
    delay_minutes: int = strawberry.field(description="How long after that it acts, in minutes.")
    match: AutomationMatch = strawberry.field(description="How many of its groups must hold.")
    groups: list[AutomationGroup] = strawberry.field(description="What must hold.")
    actions: list[AutomationAction] = strawberry.field(description="What it does.")

    @classmethod
    def of(cls, kind: AutomationTemplateKind, ready: Ready, locale: str) -> "AutomationTemplate":
        """As the wire shows it."""
        name, text = ready.said(locale)
        return cls(
            kind=kind,
            name=name,
            text=text,
            needs_promotion=ready.needs_promotion,
            event=ready.rule.event,
            delay_minutes=ready.rule.delay_minutes,
            match=ready.rule.conditions.match,
            groups=AutomationGroup.each(ready.rule.conditions),
            actions=[AutomationAction.of(action) for action in ready.rule.actions],
        )


@strawberry.type(description="One action that a rule would take.")
class AutomationPlan:
    """A plan."""

    kind: AutomationActionKind = strawberry.field(description="What.")
    refusal: str | None = strawberry.field(
        description="The code it would be refused with, as far as the order's status and customer"
        " tell; then none of the rule's actions is taken."
    )


@strawberry.type(description="One rule, tried on one order.")
class AutomationTrial:
    """A trial."""

    rule_key: strawberry.Private[UUID]
    key: strawberry.Private[UUID]
    occurred_at: datetime | None = strawberry.field(
        description="When the rule's event happened to it; none where you named the order."
    )
    is_match: bool = strawberry.field(description="Whether the rule would act.")
    unmet: list[AutomationComparison] = strawberry.field(
        description="The comparisons for which it would not."
    )
    actions: list[AutomationPlan] = strawberry.field(description="What it would do, in order.")

    @strawberry.field(description="The rule.")
    async def rule(self, info: Info) -> AutomationRule | None:
        return AutomationRule.maybe(await info.context.one(queries.rules_by_ids, self.rule_key))

    @strawberry.field(description="The order.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.key))

    @classmethod
    def of(cls, tried: Tried) -> "AutomationTrial":
        """As the wire shows it."""
        return cls(
            rule_key=tried.rule_id,
            key=tried.order_id,
            occurred_at=tried.occurred_at,
            is_match=tried.is_match,
            unmet=[AutomationComparison.of(one) for one in tried.unmet],
            actions=[
                AutomationPlan(kind=plan.kind, refusal=plan.refusal) for plan in tried.actions
            ],
        )


@strawberry.type(description="What a rule would do. Nothing was written.")
class AutomationDryRun:
    """A dry run."""

    matched: int = strawberry.field(description="On how many of them it would act.")
    trials: list[AutomationTrial] = strawberry.field(
        description="What was tried on what; at most 100, the newest event or the first rule first."
    )
