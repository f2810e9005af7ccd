"""Reading who is told, and what came of it."""

from typing import Annotated

import strawberry

from domain.webhooks import queries
from domain.webhooks.queries import DeliveryFilter
from domain.webhooks.states import DeliveryState
from schema.shared.arguments import Id
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
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in
from schema.webhooks.types import Webhook, WebhookDelivery


@where_input("Which deliveries. All conditions must hold.")
class WebhookDeliveryWhere:
    """Conditions on deliveries."""

    id: IDFilter | None = conditions("The id.")
    webhook: IDFilter | None = conditions("Where it goes.")
    state: EnumFilter[DeliveryState] | None = conditions("How far it has come.")
    event_type: StringFilter | None = conditions("What happened.")
    created_at: DateTimeFilter | None = conditions("When it was put on its way.")


KINDS = {"id": "WebhookDelivery", "webhook": "Webhook"}


@strawberry.type(description="Reading who is told, and what came of it.")
class WebhookQueries:
    """Endpoints and deliveries. All of it needs webhooks:read."""

    @strawberry.field(description="One endpoint. Null without webhooks:read.")
    async def webhook(self, info: Info, id: Id) -> Webhook | None:
        key = key_in("Webhook", id)
        return Webhook.maybe(await info.context.one(queries.webhooks_by_ids, key))

    @strawberry.field(description="Endpoints, newest first. Empty without webhooks:read.")
    async def webhooks(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Webhook]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.webhooks_page(ctx, part)
        return connect(page, Webhook.of, lambda: queries.count_webhooks(ctx))

    @strawberry.field(
        description="Deliveries to all endpoints, newest first. Empty without webhooks:read."
    )
    async def webhook_deliveries(
        self,
        info: Info,
        where: Annotated[
            WebhookDeliveryWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[WebhookDelivery]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = DeliveryFilter(condition=read(ctx, where, KINDS))
        page = await queries.deliveries_page(ctx, part, which)
        return connect(page, WebhookDelivery.of, lambda: queries.count_deliveries(ctx, which))
