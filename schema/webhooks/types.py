"""Endpoints of other systems and what was delivered to them, as clients see it."""

from datetime import datetime

import strawberry

from domain.webhooks import models, queries
from domain.webhooks.signing import message_id
from domain.webhooks.states import (
    WEBHOOK,
    AttemptError,
    DeliveryState,
    WebhookAction,
    WebhookStatus,
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
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.history import Event, history

describe(
    WebhookStatus,
    "Whether an endpoint is told anything.",
    ACTIVE="It is told.",
    PAUSED="Somebody here paused it. It keeps its place.",
    DISABLED="It answered that it is gone (410). It keeps its place.",
)
describe(
    WebhookAction,
    "What can be done with an endpoint.",
    PAUSE="Send nothing for a while.",
    RESUME="Send again.",
    DISABLE="Send nothing more, for the receiver wants nothing.",
)
describe(
    DeliveryState,
    "How far one fact has come on its way to one endpoint.",
    PENDING="It was not delivered yet.",
    DELIVERED="The receiver has it.",
    DEAD="It was given up. It can be replayed.",
)
describe(
    AttemptError,
    "Why an attempt failed.",
    ADDRESS_REFUSED="The name leads to a machine that nothing is sent to.",
    NAME_NOT_RESOLVED="The name leads nowhere.",
    CONNECTION_FAILED="Nobody answered there.",
    TLS_FAILED="The certificate is not one for that name.",
    TIMED_OUT="It took too long.",
    CONNECTION_LOST="The connection broke off, or what came was no answer.",
    REDIRECTED="The receiver named another place; redirects are not followed.",
    REJECTED="The receiver answered with another status than 2xx.",
    SECRET_UNREADABLE="The endpoint's secret cannot be read here any more: give it a new one.",
)


@strawberry.type(
    description="One attempt at a delivery. What was answered is kept without secrets."
)
class WebhookAttempt(Node, Backed[models.WebhookAttempt]):
    """An attempt."""

    number: int = column("Counted from 1 within its delivery.")
    started_at: datetime = column("When it began.")
    duration_ms: int = column("How long it took, in milliseconds.")
    status_code: int | None = column("The HTTP status; none where there was no answer.")
    error: AttemptError | None = column("Why it failed; none if it did not.")
    response: str = column("The beginning of the answer, at most 1,024 characters, redacted.")


@strawberry.type(description="One fact on its way to one endpoint.")
class WebhookDelivery(Node, Backed[models.WebhookDelivery]):
    """A delivery."""

    event_type: str = column("What happened, such as orders.order_placed.")
    state: DeliveryState = column("How far it has come.")
    body: str = column("What is sent, to the byte.")
    next_attempt_at: datetime | None = column("Not before then; none where nothing is to be done.")
    occurred_at: datetime = column("When the fact happened.")
    created_at: datetime = column("When it was put on its way.")
    ended_at: datetime | None = column("When it was delivered or given up.")

    @strawberry.field(description="The header `webhook-id`: the same at each attempt and replay.")
    def message_name(self) -> str:
        return message_id(row_key(self))

    @strawberry.field(description="How often it was attempted.")
    def attempt_count(self) -> int:
        return self.row.attempts

    @strawberry.field(description="Where it goes.")
    async def webhook(self, info: Info) -> "Webhook | None":
        return Webhook.maybe(await info.context.one(queries.webhooks_by_ids, self.row.webhook_id))

    @strawberry.field(description="What came of each attempt, oldest first.")
    async def attempts(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[WebhookAttempt]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(
            queries.pages_of_attempts, key, part, queries.OLDEST_ATTEMPTS
        )
        return connect(
            page, WebhookAttempt.of, lambda: info.context.count(queries.counts_of_attempts, key)
        )


@strawberry.type(description="An endpoint of another system that is told what happens here.")
class Webhook(Node, Backed[models.Webhook]):
    """An endpoint."""

    url: str = column("Where it is.")
    description: str = column("What it is for, in words.")
    event_types: list[str] = column("What it is told: types, groups such as orders.*, or *.")
    status: WebhookStatus = column("Whether it is told anything.")
    version: int = column("Raised by one with every fact about it.")
    failures: int = column("How many attempts failed in a row, of whatever deliveries.")
    open_until: datetime | None = column(
        "After failures in a row nothing is sent before then, and one probe after."
    )
    previous_secret_until: datetime | None = column("How long the secret before signs too.")
    created_at: datetime = column("When it was set up.")
    updated_at: datetime = column("When somebody last changed it.")

    @strawberry.field(description="What the table of states allows now.")
    def available_actions(self) -> list[WebhookAction]:
        return WEBHOOK.actions(self.row.status)

    @strawberry.field(description="What is or was on its way to it, newest first.")
    async def deliveries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[WebhookDelivery]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_deliveries, key, part, queries.NEWEST)
        return connect(
            page,
            WebhookDelivery.of,
            lambda: info.context.count(queries.counts_of_deliveries, key),
        )

    @strawberry.field(description="All that happened to it, oldest first.")
    async def timeline(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        part = window(first, after, last, before)
        return await history(info, "webhook", row_key(self), part)
