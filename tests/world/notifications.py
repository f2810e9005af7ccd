"""Notifications for tests, as rows; what makes them has tests of its own."""

from datetime import datetime

from tortoise.transactions import in_transaction

from domain.customers.models import Customer
from domain.notifications.feeding import tell_feeds
from domain.notifications.gathering import SUBJECT, TEXT
from domain.notifications.kinds import NotificationKind
from domain.notifications.models import Notification, NotificationTemplate
from domain.notifications.states import Medium, NotificationStatus
from domain.notifications.upsert_template import upsert_template
from domain.notifications.wording import Wording
from domain.orders.models import Order
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.sealing import seal


class NotificationsWorld:
    """What customers were told, and in which words."""

    ctx: Context
    now: datetime

    async def notification(
        self,
        customer: Customer,
        order: Order,
        status: NotificationStatus = NotificationStatus.SENT,
        medium: Medium = Medium.FEED,
    ) -> Notification:
        """One that has come so far; what is in a feed is told there."""
        key, waits = new_id(), status is NotificationStatus.PENDING
        async with in_transaction():
            row = await Notification.create(
                id=key,
                event_seq=key.int % 10**9,
                customer=customer,
                order=order,
                kind=NotificationKind.ORDER_PLACED,
                medium=medium,
                locale="en",
                subject=seal(SUBJECT, key, "We have your order"),
                text=seal(TEXT, key, "Thank you."),
                status=status,
                next_attempt_at=self.now if waits else None,
                ended_at=None if waits else self.now,
                created_at=self.now,
                updated_at=self.now,
            )
            if (medium, status) == (Medium.FEED, NotificationStatus.SENT):
                await tell_feeds(self.ctx, [row])
        return row

    async def template(
        self,
        kind: NotificationKind = NotificationKind.ORDER_PLACED,
        text: str = "Thank you.",
        *,
        locale: str = "en",
    ) -> NotificationTemplate:
        """Words that somebody saved."""
        own = Wording("Your order {{orderNumber}}", text, "<p>Thank you.</p>")
        return await upsert_template(self.ctx, kind, locale, Medium.EMAIL, own)
