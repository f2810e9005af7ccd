"""Going back to the words the shop began with."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.notifications.models import NotificationTemplate
from domain.notifications.upsert_template import saved
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def reset_template(
    ctx: Context, template_id: UUID, *, expected_version: int | None = None
) -> NotificationTemplate:
    """Use ours again in place of a saved template. Repeating it changes nothing more.

    Raises:
        NotPermitted: the actor may not change templates.
        NotFound: no such template.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.NOTIFICATIONS_WRITE)
    async with in_transaction():
        found = NotificationTemplate.filter(id=template_id).select_for_update(no_key=True)
        row = await found.first()
        if row is None:
            raise NotFound("notification template", template_id)
        expect_version(row, "notification template", expected_version)
        if row.is_in_use:
            await raise_version(row, "notification template", at=ctx.now, is_in_use=False)
            await append(ctx, saved(row))
        return row
