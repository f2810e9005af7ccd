"""Having one sent that was given up."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.notifications.events import NotificationRetried
from domain.notifications.models import Notification
from domain.notifications.queries import lock_notification
from domain.notifications.schedule import ATTEMPTS_MAX
from domain.notifications.states import NOTIFICATION, NotificationAction
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def retry_notification(
    ctx: Context, notification_id: UUID, *, expected_version: int | None = None
) -> Notification:
    """Send again what was given up: the same words under the same id, as often as a new one.

    Raises:
        NotPermitted: the actor may not.
        NotFound: no such notification.
        InvalidTransition: it was not given up.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.NOTIFICATIONS_WRITE)
    async with in_transaction():
        row = await lock_notification(notification_id)
        expect_version(row, "notification", expected_version)
        source = await NOTIFICATION.move(
            row,
            NotificationAction.RETRY,
            at=ctx.now,
            attempts_max=row.attempts + ATTEMPTS_MAX,
            next_attempt_at=ctx.now,
            ended_at=None,
        )
        await append(
            ctx,
            NotificationRetried(
                aggregate_id=row.id,
                version=row.version,
                source=source,
                status=row.status,
                action=NotificationAction.RETRY,
            ),
        )
        return row
