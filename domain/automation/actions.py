"""Actions as data: what each needs to know, and whose permission it takes. Tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from domain.automation.triggers import variables_of
from domain.automation.vocabulary import AutomationActionKind as Kind
from domain.automation.vocabulary import AutomationEvent
from domain.identity.scopes import Scope
from domain.notifications.kinds import VARIABLES, NotificationKind
from domain.orders.handling.words import TAGS_AT_ONCE, tag_name
from domain.orders.handling.writing import note_text
from domain.orders.states import CancelReason, HoldReason, OrderAction
from domain.shared.errors import InvalidInput
from domain.shared.inputs import count, items

ACTIONS_MAX = 10  # of one rule
VALID_DAYS_MAX = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do, and what it needs to know; see `KNOWS` for which action needs what.

    Who gets an order, and the promotion of a coupon, stand at the rule: both are other rows.
    """

    kind: Kind
    hold_reason: HoldReason | None = None
    cancel_reason: CancelReason | None = None
    text: str | None = None
    tags: Sequence[str] | None = None
    notification: NotificationKind | None = None
    valid_days: int | None = None

    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """What a row keeps."""
        found = dict(kept)
        for name, words in WORDS.items():
            if name in found:
                found[name] = words(found[name])
        return cls(**found)


WORDS: Final[Mapping[str, Callable[[str], Any]]] = {
    "kind": Kind,
    "hold_reason": HoldReason,
    "cancel_reason": CancelReason,
    "notification": NotificationKind,
}
# What each action needs to know, and what it may.
KNOWS: Final[Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Kind.CONFIRM: ((), ()),
    Kind.HOLD: (("hold_reason",), ("text",)),
    Kind.RELEASE: ((), ()),
    Kind.CANCEL: (("cancel_reason",), ()),
    Kind.ADD_TAGS: (("tags",), ()),
    Kind.REMOVE_TAGS: (("tags",), ()),
    Kind.ASSIGN: ((), ()),
    Kind.ADD_NOTE: (("text",), ()),
    Kind.ISSUE_COUPON: ((), ("valid_days",)),
    Kind.NOTIFY: (("notification",), ()),
}
# Whoever makes a rule must be allowed to do themselves what it does.
NEEDS: Final[Mapping[Kind, Scope]] = {
    **dict.fromkeys(Kind, Scope.ORDERS_WRITE),
    Kind.ISSUE_COUPON: Scope.PROMOTIONS_WRITE,
    Kind.NOTIFY: Scope.NOTIFICATIONS_WRITE,
}
# The arrow of an order's table that an action takes, where it takes one.
MOVES: Final[Mapping[Kind, OrderAction]] = {
    Kind.CONFIRM: OrderAction.CONFIRM,
    Kind.HOLD: OrderAction.HOLD,
    Kind.RELEASE: OrderAction.RELEASE_HOLD,
    Kind.CANCEL: OrderAction.CANCEL,
}
CAMEL: Final = {
    "hold_reason": "holdReason",
    "cancel_reason": "cancelReason",
    "valid_days": "validDays",
}


def checked(event: AutomationEvent, actions: Sequence[Action]) -> list[Action]:
    """Actions as they can be kept.

    Raises:
        InvalidInput: none, too many, one twice, one that lacks what it needs or has what it does
            not, or a notification that would name what there is not on this event.
    """
    found = items(actions, "actions", most=ACTIONS_MAX)
    if not found:
        raise InvalidInput("A rule does something.", "actions")
    kinds = [action.kind for action in found]
    if len(set(kinds)) < len(kinds):
        raise InvalidInput("A rule does the same thing once.", "actions")
    kept = [_action(action, "actions", str(place)) for place, action in enumerate(found)]
    for place, action in enumerate(kept):
        has_coupon = Kind.ISSUE_COUPON in kinds[:place]
        known = variables_of(event, with_coupon=has_coupon)
        if action.notification and not known.issuperset(VARIABLES[action.notification]):
            missing = sorted(set(VARIABLES[action.notification]) - known)
            raise InvalidInput(
                f"This notification names what is not known here: {', '.join(missing)}.",
                "actions",
                str(place),
                "notification",
            )
    return kept


def _action(action: Action, *path: str) -> Action:
    needed, allowed = KNOWS[action.kind]
    for name in (each.name for each in fields(action)):
        field, is_given = CAMEL.get(name, name), getattr(action, name) is not None
        if name in needed and not is_given:
            raise InvalidInput(f"{action.kind.name} needs this.", *path, field)
        if is_given and name not in {"kind", *needed, *allowed}:
            raise InvalidInput(f"{action.kind.name} has no use for this.", *path, field)
    if action.hold_reason is HoldReason.EXCHANGE:
        raise InvalidInput("An exchange holds its order by itself.", *path, "holdReason")
    days = action.valid_days
    return Action(
        kind=action.kind,
        hold_reason=action.hold_reason,
        cancel_reason=action.cancel_reason,
        text=None if action.text is None else note_text(action.text, *path, "text"),
        tags=None if action.tags is None else _tags(action.tags, *path),
        notification=action.notification,
        valid_days=None
        if days is None
        else count(days, *path, "validDays", highest=VALID_DAYS_MAX),
    )


def _tags(tags: Sequence[str], *path: str) -> list[str]:
    if not tags:
        raise InvalidInput("This must not be empty.", *path, "tags")
    given = enumerate(items(tags, *path, "tags", most=TAGS_AT_ONCE))
    return sorted({tag_name(word, *path, "tags", str(place)) for place, word in given})
