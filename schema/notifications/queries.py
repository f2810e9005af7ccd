"""Reading what customers are told, and in which words."""

from typing import Annotated

import strawberry

from domain.identity.scopes import Scope
from domain.notifications import queries
from domain.notifications.kinds import EXAMPLES, VARIABLES, NotificationKind
from domain.notifications.queries import NotificationFilter
from domain.notifications.states import Medium, NotificationStatus
from domain.notifications.upsert_template import well_written
from domain.notifications.wording import Wording, default, rendered
from domain.shared import inputs
from schema.notifications.types import (
    Notification,
    NotificationPreference,
    NotificationPreview,
    NotificationTemplate,
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


@where_input("Which notifications. All conditions must hold.")
class NotificationWhere:
    """Conditions on notifications."""

    id: IDFilter | None = conditions("The id.")
    kind: EnumFilter[NotificationKind] | None = conditions("What it tells of.")
    medium: EnumFilter[Medium] | None = conditions("How.")
    status: EnumFilter[NotificationStatus] | None = conditions("How far it has come.")
    customer: IDFilter | None = conditions("Who is told.")
    order: IDFilter | None = conditions("The order it is about.")
    created_at: DateTimeFilter | None = conditions("When it was written.")


KINDS = {"id": "Notification", "customer": "Customer", "order": "Order"}
IsRead = Annotated[bool | None, strawberry.argument(description="What you have read, or have not.")]
Words = Annotated[
    str | None,
    strawberry.argument(description="In place of the shop's own words; left out, those are shown."),
]


@strawberry.type(description="Reading what customers are told, and in which words.")
class NotificationQueries:
    """For staff, and for each customer their own."""

    @strawberry.field(
        description="What customers were told, newest first: all of it with notifications:read,"
        " what your own feed shows as a customer, else nothing."
    )
    async def notifications(
        self,
        info: Info,
        where: Annotated[
            NotificationWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Notification]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = NotificationFilter(condition=read(ctx, where, KINDS))
        page = await queries.notifications_page(ctx, part, which)
        return connect(page, Notification.of, lambda: queries.count_notifications(ctx, which))

    @strawberry.field(description="Your own feed, newest first; empty for whoever has none.")
    async def my_notifications(
        self,
        info: Info,
        is_read: IsRead = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Notification]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.feed_page(ctx, part, is_read)
        return connect(page, Notification.of, lambda: queries.count_feed(ctx, is_read))

    @strawberry.field(description="How much of your own feed you have not read.")
    async def my_unread_notification_count(self, info: Info) -> int:
        return await queries.count_feed(info.context.domain, False)

    @strawberry.field(
        description="How you are told of what: one for each kind and medium. Empty for whoever is"
        " no customer."
    )
    async def my_notification_preferences(self, info: Info) -> list[NotificationPreference]:
        said = await queries.preferences_of(info.context.domain)
        return [NotificationPreference.of(each) for each in said]

    @strawberry.field(
        description="Templates that somebody saved, newest first. Empty without notifications:read."
    )
    async def notification_templates(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[NotificationTemplate]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.templates_page(ctx, part)
        return connect(page, NotificationTemplate.of, lambda: queries.count_templates(ctx))

    @strawberry.field(
        description="How a template would read, with examples in place of its variables; refused"
        " as it would be when saved. Needs notifications:read."
    )
    async def notification_template_preview(
        self,
        info: Info,
        kind: Annotated[NotificationKind, strawberry.argument(description="What it tells of.")],
        medium: Annotated[Medium, strawberry.argument(description="How.")],
        locale: Annotated[str, strawberry.argument(description="The language.")] = "en",
        subject: Words = None,
        text: Words = None,
        html: Words = None,
    ) -> NotificationPreview:
        info.context.domain.require(Scope.NOTIFICATIONS_READ)
        ours = default(kind, medium, inputs.locale(locale, "locale"))
        asked = Wording(
            ours.subject if subject is None else subject,
            ours.text if text is None else text,
            ours.html if html is None else html,
        )
        read_as = rendered(well_written(kind, medium, asked), medium, EXAMPLES)
        return NotificationPreview(
            subject=read_as.subject,
            text=read_as.text,
            html=read_as.html,
            variables=list(VARIABLES[kind]),
        )
