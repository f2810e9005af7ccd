"""Deciding how customers are told, and in which words."""

import strawberry

from domain.notifications.errors import UnknownVariable
from domain.notifications.kinds import NotificationKind
from domain.notifications.mark_read import mark_read
from domain.notifications.queries import count_unread
from domain.notifications.reset_template import reset_template
from domain.notifications.retry_notification import retry_notification
from domain.notifications.set_own_webhook import set_own_webhook
from domain.notifications.set_preference import set_preference
from domain.notifications.states import Medium
from domain.notifications.upsert_template import upsert_template
from domain.notifications.wording import Wording
from schema.customers.types import Customer
from schema.notifications.types import Notification, NotificationTemplate
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, expected_version, mutation, optional


@strawberry.input(description="The words for a kind, in a language, for a medium.")
class NotificationTemplateUpsertInput:
    """What is to be written."""

    kind: NotificationKind = strawberry.field(description="What it tells of.")
    medium: Medium = strawberry.field(description="How.")
    subject: str = strawberry.field(
        description="The line above it, with variables such as {{orderNumber}}."
    )
    text: str = strawberry.field(description="The words, with variables.")
    locale: str = optional("The language: en or zh-CN.", default="en")
    html: str = optional(
        "The same as a page, of e-mail alone; what is put in is escaped. Left out, the text is"
        " shown as paragraphs.",
        default="",
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="A template to let go of.")
class NotificationTemplateResetInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which template.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Whether a customer is told of something in one way.")
class NotificationPreferenceSetInput:
    """Who, of what, how."""

    customer_id: strawberry.ID = strawberry.field(description="Who.")
    kind: NotificationKind = strawberry.field(description="What is told of.")
    medium: Medium = strawberry.field(description="How.")
    is_wanted: bool = strawberry.field(description="Whether they are told.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A customer's own endpoint, or none any more.")
class NotificationWebhookSetInput:
    """Where."""

    customer_id: strawberry.ID = strawberry.field(description="Whose.")
    url: str | None = optional(
        "Where: https, a public machine, no user and no fragment. Left out, none any more."
    )


@strawberry.input(description="What was read of a customer's feed.")
class NotificationsMarkReadInput:
    """Which."""

    customer_id: strawberry.ID = strawberry.field(description="Whose.")
    ids: list[strawberry.ID] | None = optional("These, at most 250; left out, all of it.")


@strawberry.input(description="A notification to have sent after all.")
class NotificationRetryInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which notification.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The template as it is now.")
class NotificationTemplatePayload(Payload):
    """What came of it."""

    template: NotificationTemplate | None = changed("The template.")


@strawberry.type(description="The customer as they are now.")
class NotificationPreferencePayload(Payload):
    """What came of it."""

    customer: Customer | None = changed("The customer.")


@strawberry.type(description="The endpoint as it is now.")
class NotificationWebhookPayload(Payload):
    """What came of it."""

    url: str | None = changed("Where they are told; none where nowhere.")
    secret: str | None = changed(
        "What messages are signed with (`whsec_…`); the same as long as the endpoint is."
    )


@strawberry.type(description="The feed as it is now.")
class NotificationsReadPayload(Payload):
    """What came of it."""

    marked: int | None = changed("How many were not read before.")
    unread: int | None = changed("How many are not read now.")


@strawberry.type(description="The notification as it is now.")
class NotificationPayload(Payload):
    """What came of it."""

    notification: Notification | None = changed("The notification.")


@strawberry.type(description="Deciding how customers are told, and in which words.")
class NotificationMutations:
    """Templates and retries are the house's; preferences and feeds each customer's own."""

    @mutation(
        "Save the words for a kind, in a language, for a medium; what is told from now on is"
        " written so. Needs notifications:write.",
        UnknownVariable,
    )
    async def notification_template_upsert(
        self, info: Info, input: Input[NotificationTemplateUpsertInput]
    ) -> NotificationTemplatePayload:
        row = await upsert_template(
            info.context.domain,
            input.kind,
            input.locale,
            input.medium,
            Wording(input.subject, input.text, input.html),
            expected_version=input.expected_version,
        )
        return NotificationTemplatePayload(template=NotificationTemplate.of(row))

    @mutation("Use the shop's own words in place of a template. Needs notifications:write.")
    async def notification_template_reset(
        self, info: Info, input: Input[NotificationTemplateResetInput]
    ) -> NotificationTemplatePayload:
        key, version = key_of("NotificationTemplate", input.id), input.expected_version
        row = await reset_template(info.context.domain, key, expected_version=version)
        return NotificationTemplatePayload(template=NotificationTemplate.of(row))

    @mutation(
        "Say whether a customer is told of something in one way: your own card, or customers:write."
    )
    async def notification_preference_set(
        self, info: Info, input: Input[NotificationPreferenceSetInput]
    ) -> NotificationPreferencePayload:
        customer = await set_preference(
            info.context.domain,
            key_of("Customer", input.customer_id),
            input.kind,
            input.medium,
            is_wanted=input.is_wanted,
            expected_version=input.expected_version,
        )
        return NotificationPreferencePayload(customer=Customer.of(customer))

    @mutation(
        "Name a customer's own endpoint, which is told of their orders, or none any more: your own"
        " card, or customers:write and customers:pii."
    )
    async def notification_webhook_set(
        self, info: Info, input: Input[NotificationWebhookSetInput]
    ) -> NotificationWebhookPayload:
        shown = await set_own_webhook(
            info.context.domain,
            key_of("Customer", input.customer_id),
            input.url,
            info.context.webhook_policy,
        )
        return NotificationWebhookPayload(url=shown.url, secret=shown.secret)

    @mutation("Say what was read of a customer's feed: your own card, or customers:write.")
    async def notifications_mark_read(
        self, info: Info, input: Input[NotificationsMarkReadInput]
    ) -> NotificationsReadPayload:
        ctx, key = info.context.domain, key_of("Customer", input.customer_id)
        named = None if input.ids is None else [key_of("Notification", each) for each in input.ids]
        marked = await mark_read(ctx, key, named)
        return NotificationsReadPayload(marked=marked, unread=await count_unread(key))

    @mutation("Have a notification sent that was given up. Needs notifications:write.")
    async def notification_retry(
        self, info: Info, input: Input[NotificationRetryInput]
    ) -> NotificationPayload:
        key, version = key_of("Notification", input.id), input.expected_version
        row = await retry_notification(info.context.domain, key, expected_version=version)
        return NotificationPayload(notification=Notification.of(row))
