"""Notifications and templates, as clients see them."""

from datetime import datetime
from typing import Self

import strawberry

from domain.customers import queries as customers
from domain.customers.masking import shown
from domain.notifications import models
from domain.notifications.gathering import SUBJECT, TEXT
from domain.notifications.kinds import MARKETING, VARIABLES, NotificationKind
from domain.notifications.queries import Preference
from domain.notifications.states import (
    NOTIFICATION,
    Medium,
    NotificationAction,
    NotificationStatus,
    SendingError,
)
from domain.orders import queries as orders
from schema.customers.types import Customer
from schema.notifications import words  # noqa: F401  # describes the enums
from schema.orders.types import Order
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column


@strawberry.type(description="One customer told of one fact in one way.")
class Notification(Node, Backed[models.Notification]):
    """A notification."""

    kind: NotificationKind = column("What it tells of.")
    medium: Medium = column("How.")
    locale: str = column("The language it is written in.")
    status: NotificationStatus = column("How far it has come.")
    version: int = column("Raised by one with every fact about it.")
    next_attempt_at: datetime | None = column("Not before then; none where nothing is to be done.")
    error: SendingError | None = column("Why the last attempt failed; none if it did not.")
    error_detail: str = column("What was answered then, at most 200 characters, redacted.")
    created_at: datetime = column("When it was written.")
    ended_at: datetime | None = column("When it was sent, shown, suppressed or given up.")
    read_at: datetime | None = column("When the customer read it, in a feed.")

    @strawberry.field(description="How often it was attempted.")
    def attempt_count(self) -> int:
        return self.row.attempts

    @strawberry.field(description="What it says, in a line. Needs customers:pii, or is yours.")
    def subject(self, info: Info) -> str | None:
        row = self.row
        return shown(info.context.domain, row.customer_id, SUBJECT, row.id, row.subject)

    @strawberry.field(description="What it says. Needs customers:pii, or is yours.")
    def text(self, info: Info) -> str | None:
        row = self.row
        return shown(info.context.domain, row.customer_id, TEXT, row.id, row.text)

    @strawberry.field(description="What the table of states allows now.")
    def available_actions(self) -> list[NotificationAction]:
        return NOTIFICATION.actions(self.row.status)

    @strawberry.field(description="Who is told.")
    async def customer(self, info: Info) -> Customer | None:
        return Customer.maybe(
            await info.context.one(customers.customers_by_ids, self.row.customer_id)
        )

    @strawberry.field(description="The order it is about.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))


@strawberry.type(description="The words for a kind, in a language, for a medium.")
class NotificationTemplate(Node, Backed[models.NotificationTemplate]):
    """A template."""

    kind: NotificationKind = column("What it tells of.")
    locale: str = column("The language.")
    medium: Medium = column("How it is told.")
    subject: str = column("The line above it, with variables such as {{orderNumber}}.")
    text: str = column("The words, with variables.")
    html: str = column("The same as a page, of e-mail; empty where the text stands for it.")
    is_in_use: bool = column("Whether it holds; false where the shop's own words do again.")
    version: int = column("Raised by one with every fact about it.")
    created_at: datetime = column("When it was first saved.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="What it may name.")
    def variables(self) -> list[str]:
        return list(VARIABLES[self.row.kind])


@strawberry.type(description="A template as it would read, filled with examples.")
class NotificationPreview:
    """What would be written."""

    subject: str = strawberry.field(description="The line above it.")
    text: str = strawberry.field(description="The words.")
    html: str = strawberry.field(description="The same as a page, of e-mail; else empty.")
    variables: list[str] = strawberry.field(description="What templates of this kind may name.")


@strawberry.type(description="Whether you are told of something in one way.")
class NotificationPreference:
    """A preference."""

    kind: NotificationKind = strawberry.field(description="What is told of.")
    medium: Medium = strawberry.field(description="How.")
    is_wanted: bool = strawberry.field(description="Whether you are told.")
    is_own: bool = strawberry.field(description="Whether you said so; else it is what is usual.")
    is_marketing: bool = strawberry.field(description="Whether it is advertising.")
    lacks_consent: bool = strawberry.field(
        description="Whether you would be told, had you agreed to advertising."
    )

    @classmethod
    def of(cls, said: Preference) -> Self:
        """A preference as it holds."""
        return cls(
            kind=said.kind,
            medium=said.medium,
            is_wanted=said.is_wanted,
            is_own=said.was_said,
            is_marketing=said.kind in MARKETING,
            lacks_consent=said.lacks_consent,
        )
