"""What rules can do: each action is a verb that people have too. A table."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from domain.automation.actions import Action
from domain.automation.models import AutomationRule
from domain.automation.vocabulary import AutomationActionKind as Kind
from domain.notifications.enqueue_notifications import tell_customer
from domain.notifications.kinds import COUPON
from domain.notifications.states import Medium
from domain.orders.handling.add_note import add_note
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.assign_order import assign_order
from domain.orders.handling.remove_tags import remove_tags
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.promotions.create_coupon import create_coupon
from domain.shared.context import Context
from domain.shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Turn:
    """One rule at one order, because of the fact `seq`. `known` is what earlier actions made."""

    seq: int
    order_id: UUID
    customer_id: UUID | None
    rule: AutomationRule
    media: Collection[Medium]
    known: dict[str, str] = field(default_factory=dict)

    def customer(self) -> UUID:
        """Whose order it is.

        Raises:
            NotFound: nobody's whom we know.
        """
        if self.customer_id is None:
            raise NotFound("customer")
        return self.customer_id


async def _confirm(ctx: Context, turn: Turn, action: Action) -> None:
    await confirm_order(ctx, turn.order_id)


async def _hold(ctx: Context, turn: Turn, action: Action) -> None:
    assert action.hold_reason is not None
    await hold_order(ctx, turn.order_id, reason=action.hold_reason, note=action.text or "")


async def _release(ctx: Context, turn: Turn, action: Action) -> None:
    await release_hold(ctx, turn.order_id)


async def _cancel(ctx: Context, turn: Turn, action: Action) -> None:
    assert action.cancel_reason is not None
    await cancel_order(ctx, turn.order_id, reason=action.cancel_reason)


async def _add_tags(ctx: Context, turn: Turn, action: Action) -> None:
    await add_tags(ctx, turn.order_id, tags=action.tags or ())


async def _remove_tags(ctx: Context, turn: Turn, action: Action) -> None:
    await remove_tags(ctx, turn.order_id, tags=action.tags or ())


async def _assign(ctx: Context, turn: Turn, action: Action) -> None:
    await assign_order(ctx, turn.order_id, assignee_id=turn.rule.assignee_id)


async def _add_note(ctx: Context, turn: Turn, action: Action) -> None:
    await add_note(ctx, turn.order_id, body=action.text or "")


async def _issue_coupon(ctx: Context, turn: Turn, action: Action) -> None:
    assert turn.rule.promotion_id is not None
    days = action.valid_days
    coupon = await create_coupon(
        ctx,
        turn.rule.promotion_id,
        customer_id=turn.customer(),
        expires_at=None if days is None else ctx.now + timedelta(days=days),
    )
    turn.known[COUPON] = coupon.code


async def _notify(ctx: Context, turn: Turn, action: Action) -> None:
    assert action.notification is not None
    turn.customer()
    await tell_customer(ctx, turn.seq, action.notification, turn.media, turn.known)


VERBS: Final[Mapping[Kind, Callable[[Context, Turn, Action], Awaitable[None]]]] = {
    Kind.CONFIRM: _confirm,
    Kind.HOLD: _hold,
    Kind.RELEASE: _release,
    Kind.CANCEL: _cancel,
    Kind.ADD_TAGS: _add_tags,
    Kind.REMOVE_TAGS: _remove_tags,
    Kind.ASSIGN: _assign,
    Kind.ADD_NOTE: _add_note,
    Kind.ISSUE_COUPON: _issue_coupon,
    Kind.NOTIFY: _notify,
}
