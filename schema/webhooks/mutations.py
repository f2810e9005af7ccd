"""Deciding who is told what happens here."""

from datetime import datetime

import strawberry

from domain.webhooks.create_webhook import Shown, create_webhook
from domain.webhooks.delete_webhook import delete_webhook
from domain.webhooks.pause_webhook import pause_webhook
from domain.webhooks.replay_deliveries import replay_deliveries
from domain.webhooks.resume_webhook import resume_webhook
from domain.webhooks.rotate_secret import rotate_secret
from domain.webhooks.sealing import Sealing
from domain.webhooks.send_test import send_test
from domain.webhooks.update_webhook import update_webhook
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)
from schema.webhooks.payload import compose
from schema.webhooks.types import Webhook, WebhookDelivery

URL_DESCRIPTION = "Where: https, a public machine, no user and no fragment."
EVENT_TYPES_DESCRIPTION = (
    "What it is told, 1 to 50: types such as orders.order_placed, groups such as orders.*, or *."
)
SECRET_DESCRIPTION = (
    "The secret that messages are signed with (`whsec_…`). It is shown here and never again; to"
    " whoever sends the same request under the same key, until it is replaced."
)


@strawberry.input(description="An endpoint to be told what happens from now on.")
class WebhookCreateInput:
    """A new endpoint."""

    url: str = strawberry.field(description=URL_DESCRIPTION)
    event_types: list[str] = strawberry.field(description=EVENT_TYPES_DESCRIPTION)
    description: str = optional("What it is for, in words.", default="")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to change of an endpoint; what is left out stays.")
class WebhookUpdateInput:
    """Which, and what is new."""

    id: strawberry.ID = strawberry.field(description="Which endpoint.")
    url: str | None = optional(URL_DESCRIPTION)
    event_types: list[str] | None = optional(EVENT_TYPES_DESCRIPTION)
    description: str | None = optional("What it is for, in words.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An endpoint to send nothing for a while.")
class WebhookPauseInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which endpoint.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An endpoint to send to again.")
class WebhookResumeInput:
    """Which, and from where."""

    id: strawberry.ID = strawberry.field(description="Which endpoint.")
    skip_missed: bool = optional(
        "Tell it only what comes, not what it missed meanwhile.", default=False
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="An endpoint to tell nothing more, ever.")
class WebhookDeleteInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which endpoint.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An endpoint to try.")
class WebhookTestInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which endpoint.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="An endpoint to give a new secret.")
class WebhookRotateSecretInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which endpoint.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to send again: deliveries by name, all dead ones, or both.")
class WebhookReplayInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which endpoint.")
    delivery_ids: list[strawberry.ID] = optional(
        "These, delivered or dead; at most 250.", default=()
    )
    since: datetime | None = optional("And every dead one that was put on its way since then.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.type(description="The endpoint as it is now.")
class WebhookPayload(Payload):
    """What came of it."""

    webhook: Webhook | None = changed("The endpoint.")


@strawberry.type(description="The endpoint as it is now, and its secret.")
class WebhookSecretPayload(Payload):
    """What came of it."""

    webhook: Webhook | None = changed("The endpoint.")
    secret: str | None = changed(SECRET_DESCRIPTION)


@strawberry.type(description="The test that was put on its way.")
class WebhookDeliveryPayload(Payload):
    """What came of it."""

    delivery: WebhookDelivery | None = changed("The test: its attempts say what came of it.")


def _with_secret(shown: Shown) -> WebhookSecretPayload:
    return WebhookSecretPayload(webhook=Webhook.of(shown.webhook), secret=shown.secret)


@strawberry.type(description="Deciding who is told what happens here.")
class WebhookMutations:
    """Endpoints. All of it needs webhooks:write."""

    @mutation("Tell another system what happens from now on. Needs webhooks:write and events:read.")
    async def webhook_create(
        self, info: Info, input: Input[WebhookCreateInput]
    ) -> WebhookSecretPayload:
        shown = await create_webhook(
            info.context.domain,
            url=input.url,
            description=input.description,
            event_types=input.event_types,
            policy=info.context.webhook_policy,
            sealing=Sealing(info.context.secret),
            idempotency_key=input.idempotency_key,
        )
        return _with_secret(shown)

    @mutation(
        "Change an endpoint's place, its purpose or what it is told. Needs webhooks:write and"
        " events:read."
    )
    async def webhook_update(self, info: Info, input: Input[WebhookUpdateInput]) -> WebhookPayload:
        webhook = await update_webhook(
            info.context.domain,
            key_of("Webhook", input.id),
            policy=info.context.webhook_policy,
            url=input.url,
            description=input.description,
            event_types=input.event_types,
            expected_version=input.expected_version,
        )
        return WebhookPayload(webhook=Webhook.of(webhook))

    @mutation("Send an endpoint nothing for a while. Needs webhooks:write.")
    async def webhook_pause(self, info: Info, input: Input[WebhookPauseInput]) -> WebhookPayload:
        key, version = key_of("Webhook", input.id), input.expected_version
        webhook = await pause_webhook(info.context.domain, key, expected_version=version)
        return WebhookPayload(webhook=Webhook.of(webhook))

    @mutation("Send to an endpoint again. Needs webhooks:write.")
    async def webhook_resume(self, info: Info, input: Input[WebhookResumeInput]) -> WebhookPayload:
        webhook = await resume_webhook(
            info.context.domain,
            key_of("Webhook", input.id),
            skip_missed=input.skip_missed,
            expected_version=input.expected_version,
        )
        return WebhookPayload(webhook=Webhook.of(webhook))

    @mutation("Tell an endpoint nothing more, and forget its deliveries. Needs webhooks:write.")
    async def webhook_delete(self, info: Info, input: Input[WebhookDeleteInput]) -> WebhookPayload:
        key, version = key_of("Webhook", input.id), input.expected_version
        webhook = await delete_webhook(info.context.domain, key, expected_version=version)
        return WebhookPayload(webhook=Webhook.of(webhook))

    @mutation("Send an endpoint a message about nothing. Needs webhooks:write.")
    async def webhook_test(
        self, info: Info, input: Input[WebhookTestInput]
    ) -> WebhookDeliveryPayload:
        delivery = await send_test(
            info.context.domain,
            key_of("Webhook", input.id),
            compose=compose,
            idempotency_key=input.idempotency_key,
        )
        return WebhookDeliveryPayload(delivery=WebhookDelivery.of(delivery))

    @mutation(
        "Give an endpoint a new secret; the old one signs too for 24 hours. Needs webhooks:write."
    )
    async def webhook_rotate_secret(
        self, info: Info, input: Input[WebhookRotateSecretInput]
    ) -> WebhookSecretPayload:
        shown = await rotate_secret(
            info.context.domain,
            key_of("Webhook", input.id),
            sealing=Sealing(info.context.secret),
            idempotency_key=input.idempotency_key,
        )
        return _with_secret(shown)

    @mutation(
        "Send again what was given up, or what the receiver lost. Needs webhooks:write and"
        " events:read."
    )
    async def webhook_replay(self, info: Info, input: Input[WebhookReplayInput]) -> WebhookPayload:
        webhook = await replay_deliveries(
            info.context.domain,
            key_of("Webhook", input.id),
            delivery_ids=[key_of("WebhookDelivery", each) for each in input.delivery_ids],
            since=input.since,
            idempotency_key=input.idempotency_key,
        )
        return WebhookPayload(webhook=Webhook.of(webhook))
