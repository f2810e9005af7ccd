"""Taking up what is due, each for one worker alone, and asking once more whether it is wanted."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.notifications.feeding import tell_feeds
from domain.notifications.gathering import (
    FEED_SECRET,
    HTML,
    SUBJECT,
    TEXT,
    Recipient,
    address_of,
    recipients,
)
from domain.notifications.kinds import is_wanted
from domain.notifications.models import Notification
from domain.notifications.schedule import LEASE
from domain.notifications.states import (
    NOTIFICATION,
    Medium,
    NotificationAction,
    NotificationStatus,
    SendingError,
)
from domain.notifications.telling import Message, Outcome
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.sealing import CannotOpen, opened

DUE = """
UPDATE notification SET lease_id = $3, next_attempt_at = $4
WHERE id = ANY(ARRAY(SELECT id FROM notification WHERE status = 'pending' AND next_attempt_at <= $1
    AND medium = ANY($5::text[]) ORDER BY next_attempt_at, id LIMIT $2 FOR UPDATE SKIP LOCKED))
RETURNING id
"""
END = """
UPDATE notification SET status = $2, error = $3, next_attempt_at = NULL, lease_id = NULL,
    ended_at = $4, updated_at = $4 WHERE id = ANY($1::uuid[]) AND status = 'pending'
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One notification in hand until its lease ends; `refused` says why nothing can be sent."""

    id: UUID
    lease_id: UUID
    medium: Medium
    attempts: int
    attempts_max: int
    message: Message | None
    refused: Outcome | None = None


async def claim_notifications(ctx: Context, media: Collection[Medium], most: int) -> list[Claimed]:
    """Take up to `most` that are due. What nobody wants any more, or nobody is there for, ends
    here; what goes to a feed is shown there here.
    """
    async with in_transaction():
        lease = new_id()
        taken = await sql.rows(
            DUE, ctx.now, most, lease, ctx.now + LEASE, sorted({*media, Medium.FEED})
        )
        if not taken:
            return []
        found = await Notification.filter(id__in=[row["id"] for row in taken]).order_by("id")
        people = await recipients(each.customer_id for each in found)
        wanted = [each for each in found if _is_wanted(each, people.get(each.customer_id))]
        await _end(ctx, NotificationAction.SUPPRESS, [each for each in found if each not in wanted])
        shown = [each for each in wanted if each.medium is Medium.FEED]
        await _end(ctx, NotificationAction.SEND, shown)
        await tell_feeds(ctx, shown)
        return [
            _claimed(each, people[each.customer_id], lease)
            for each in wanted
            if each.medium is not Medium.FEED
        ]


def _is_wanted(each: Notification, recipient: Recipient | None) -> bool:
    if recipient is None:
        return False
    said = recipient.said.get((each.kind, each.medium))
    return is_wanted(each.kind, each.medium, said=said, consents=recipient.consents)


async def _end(ctx: Context, action: NotificationAction, rows: list[Notification]) -> None:
    if rows:
        status = NOTIFICATION.target(NotificationStatus.PENDING, action)
        await sql.execute(END, [each.id for each in rows], status, None, ctx.now)


def _claimed(each: Notification, recipient: Recipient, lease: UUID) -> Claimed:
    message, refused = None, None
    if each.medium not in recipient.addresses:
        refused = Outcome(SendingError.NO_ADDRESS, is_final=True)
    else:
        try:
            message = _message(each, recipient)
        except CannotOpen:
            refused = Outcome(SendingError.UNREADABLE, is_final=True)
    return Claimed(each.id, lease, each.medium, each.attempts, each.attempts_max, message, refused)


def _message(each: Notification, recipient: Recipient) -> Message:
    """What is carried: the words of the first attempt, to where its recipient is now."""
    signs = each.medium is Medium.WEBHOOK
    return Message(
        id=each.id,
        kind=each.kind,
        customer_id=each.customer_id,
        order_id=each.order_id,
        recipient=address_of(recipient, each.medium),
        subject=opened(SUBJECT, each.id, each.subject),
        text=opened(TEXT, each.id, each.text),
        html=opened(HTML, each.id, each.html),
        at=each.created_at,
        secret=opened(FEED_SECRET, recipient.id, recipient.webhook_secret) if signs else "",
    )
