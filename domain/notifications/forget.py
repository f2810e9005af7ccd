"""Nothing of what somebody was told, or wanted to be told, stays when they are erased."""

from uuid import UUID

from domain.notifications.models import Notification, NotificationFeed, NotificationPreference


async def forget_notifications(customer_id: UUID) -> None:
    """Take it all out, in the caller's transaction; what is on its way is not sent any more."""
    await Notification.filter(customer_id=customer_id).delete()
    await NotificationPreference.filter(customer_id=customer_id).delete()
    await NotificationFeed.filter(id=customer_id).update(webhook_url="", webhook_secret="")
