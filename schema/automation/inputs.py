"""Rules as clients write them."""

from collections.abc import Sequence

import strawberry

from domain.automation.actions import Action
from domain.automation.conditions import Comparison, Conditions, Group
from domain.automation.upsert_rule import RuleDraft
from domain.automation.vocabulary import (
    AutomationActionKind,
    AutomationEvent,
    AutomationField,
    AutomationMatch,
    AutomationOperator,
)
from domain.notifications.kinds import NotificationKind
from domain.orders.states import CancelReason, HoldReason
from schema.automation import words as words
from schema.shared.ids import maybe_key
from schema.shared.mutations import expected_version, optional


@strawberry.input(description="One field of an order, compared with values.")
class AutomationComparisonInput:
    """A comparison."""

    field: AutomationField = strawberry.field(description="What is asked.")
    operator: AutomationOperator = strawberry.field(description="How it is compared.")
    values: list[str] = strawberry.field(
        description="With what, as the field says; at most 50 values."
    )


@strawberry.input(description="Comparisons that belong together.")
class AutomationGroupInput:
    """A group."""

    comparisons: list[AutomationComparisonInput] = strawberry.field(
        description="The comparisons, at most 20."
    )
    match: AutomationMatch = optional("How many of them must hold.", default=AutomationMatch.ALL)


@strawberry.input(description="One thing that a rule does, and what it needs to know.")
class AutomationActionInput:
    """An action."""

    kind: AutomationActionKind = strawberry.field(description="What.")
    hold_reason: HoldReason | None = optional("Why it waits; HOLD needs it.")
    cancel_reason: CancelReason | None = optional("Why; CANCEL needs it.")
    text: str | None = optional("A note; ADD_NOTE needs it, HOLD may have it.")
    tags: list[str] | None = optional("The words; ADD_TAGS and REMOVE_TAGS need them.")
    notification: NotificationKind | None = optional("What to tell; NOTIFY needs it.")
    valid_days: int | None = optional(
        "How many days the coupon is good for, of ISSUE_COUPON; without, for ever."
    )


@strawberry.input(description="A rule to make or to change.")
class AutomationRuleUpsertInput:
    """A rule."""

    name: str = strawberry.field(description="What people call it, unique.")
    event: AutomationEvent = strawberry.field(description="What it waits for.")
    actions: list[AutomationActionInput] = strawberry.field(
        description="What it does, in this order, each at most once: all of it or nothing."
    )
    id: strawberry.ID | None = optional("Which to change; without, the one of this name, or a new.")
    groups: list[AutomationGroupInput] = optional(
        "What must hold, at most 10 groups; without any nothing is asked.", default=()
    )
    match: AutomationMatch = optional(
        "How many of the groups must hold.", default=AutomationMatch.ALL
    )
    delay_minutes: int = optional(
        "How long after the event it acts, in minutes, at most a year.", default=0
    )
    assignee_id: strawberry.ID | None = optional("Who gets the order; ASSIGN needs it.")
    promotion_id: strawberry.ID | None = optional(
        "A promotion that needs a coupon; ISSUE_COUPON needs it."
    )
    position: int | None = optional(
        "Its place: those before it act first. Without, behind the others, or where it is."
    )
    is_enabled: bool = optional("Whether it acts.", default=True)
    expected_version: int | None = expected_version()


def draft_of(input: AutomationRuleUpsertInput) -> RuleDraft:
    """A rule as it was written."""
    return RuleDraft(
        name=input.name,
        event=input.event,
        actions=_actions(input.actions),
        conditions=Conditions(input.match, _groups(input.groups)),
        delay_minutes=input.delay_minutes,
        assignee_id=maybe_key("StaffMember", input.assignee_id),
        promotion_id=maybe_key("Promotion", input.promotion_id),
        position=input.position,
        is_enabled=input.is_enabled,
    )


def _groups(groups: Sequence[AutomationGroupInput]) -> list[Group]:
    return [
        Group(
            group.match,
            [Comparison(one.field, one.operator, one.values) for one in group.comparisons],
        )
        for group in groups
    ]


def _actions(actions: Sequence[AutomationActionInput]) -> list[Action]:
    return [
        Action(
            kind=action.kind,
            hold_reason=action.hold_reason,
            cancel_reason=action.cancel_reason,
            text=action.text,
            tags=action.tags,
            notification=action.notification,
            valid_days=action.valid_days,
        )
        for action in actions
    ]
