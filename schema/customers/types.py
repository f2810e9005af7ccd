"""Who buys, as clients see it: masked unless the asker may see people."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.customers import models, queries
from domain.customers.masking import (
    sees_personal_data,
    shown_email,
    shown_name,
    shown_part,
    shown_phone,
)
from domain.customers.states import ConsentPurpose, ConsentSource
from domain.orders import queries as orders
from domain.support import queries as support
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
from schema.shared.fields import Backed, Node, column, row_key, show
from schema.shared.scalars import CountryCode, EventCursor, LocaleCode

if TYPE_CHECKING:
    from schema.orders.types import Order
    from schema.support.types import Ticket

PII = "Masked without customers:pii, unless it is your own."


@strawberry.type(description="Where a customer wants parcels.")
class Address(Node, Backed[models.Address]):
    """An address; only whoever may see the person is handed one."""

    country: CountryCode = column("The country.")
    is_default: bool = column("Whether parcels go there unless something else is said.")

    @strawberry.field(description="Whose name is on the door.")
    def recipient(self, info: Info) -> str:
        return self._part(info, "recipient") or ""

    @strawberry.field(description="Whom the driver calls.")
    def phone(self, info: Info) -> str | None:
        return self._part(info, "phone")

    @strawberry.field(description="Street and number.")
    def line1(self, info: Info) -> str:
        return self._part(info, "line1") or ""

    @strawberry.field(description="What else the driver needs; may be empty.")
    def line2(self, info: Info) -> str:
        return self._part(info, "line2") or ""

    @strawberry.field(description="The part of the city; may be empty.")
    def district(self, info: Info) -> str:
        return self._part(info, "district") or ""

    @strawberry.field(description="The city.")
    def city(self, info: Info) -> str:
        return self._part(info, "city") or ""

    @strawberry.field(description="The province or state; may be empty.")
    def region(self, info: Info) -> str:
        return self._part(info, "region") or ""

    @strawberry.field(description="The postal code; may be empty.")
    def postal_code(self, info: Info) -> str:
        return self._part(info, "postal_code") or ""

    def _part(self, info: Info, name: str) -> str | None:
        row = self.row
        return shown_part(info.context.domain, row.customer_id, row.id, name, getattr(row, name))


@strawberry.type(description="What the source knew of a customer, such as an age band.")
class CustomerTrait:
    """A name and a value."""

    name: str = strawberry.field(description="What about.")
    value: str = strawberry.field(description="What.")

    @classmethod
    def each(cls, traits: dict[str, str]) -> list["CustomerTrait"]:
        """All that is known, as the wire shows it."""
        return [cls(name=name, value=value) for name, value in traits.items()]


describe(
    ConsentPurpose,
    "What personal data may be used for beside the order itself.",
    MARKETING_EMAIL="Advertising by e-mail.",
    MARKETING_SMS="Advertising by short message.",
    ANALYTICS="Finding out how people buy.",
    PERSONALIZATION="Showing them what suits them.",
)
describe(
    ConsentSource,
    "Where somebody said so.",
    ACCOUNT="On the own account.",
    CHECKOUT="While buying.",
    SERVICE_DESK="To one of our staff.",
    IMPORT="In another system, from which it was brought in.",
)


@strawberry.type(description="What a customer agreed to, or took back.")
class Consent(Backed[models.Consent]):
    """One thing said; what was said before stays on record."""

    purpose: ConsentPurpose = column("What for.")
    is_granted: bool = column("Whether they agreed; false where they took it back.")
    policy_version: str = column("The version of the policy they were shown.")
    source: ConsentSource = column("Where they said so.")
    recorded_at: datetime = column("When.")


@strawberry.type(description="Somebody who buys.")
class Customer(Node, Backed[models.Customer]):
    """A customer."""

    number: str = column("The number people read.")
    locale: LocaleCode = column("The language they read.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("Since when we know them.")
    updated_at: datetime = column("When something about them last changed.")
    erased_at: datetime | None = column(
        "When everything personal was taken out of them; null if it was not."
    )

    @strawberry.field(description="Follow this customer from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description=f"The name. {PII}")
    def name(self, info: Info) -> str:
        return shown_name(info.context.domain, self.row.id, self.row.name)

    @strawberry.field(description=f"The e-mail address. {PII}")
    def email(self, info: Info) -> str | None:
        return shown_email(info.context.domain, self.row.id, self.row.email)

    @strawberry.field(description=f"The phone number, E.164. {PII}")
    def phone(self, info: Info) -> str | None:
        return shown_phone(info.context.domain, self.row.id, self.row.phone)

    @strawberry.field(description="What the source knew of them.")
    def traits(self) -> list[CustomerTrait]:
        return CustomerTrait.each(self.row.traits)

    @strawberry.field(
        description="What they said last to each purpose they were asked about, by purpose."
    )
    async def consents(self, info: Info) -> list["Consent"]:
        return Consent.each(await info.context.many(queries.current_consents, row_key(self)))

    @strawberry.field(description="Where they want parcels. Empty without customers:pii.")
    async def addresses(self, info: Info) -> list[Address]:
        if not sees_personal_data(info.context.domain, self.row.id):
            return []
        return Address.each(await info.context.many(queries.addresses_of_customers, row_key(self)))

    @strawberry.field(description="Their orders that you may see, newest first.")
    async def orders(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Order", strawberry.lazy("schema.orders.types")]]:
        key = row_key(self)
        part = window(first, after, last, before)
        page = await info.context.page(orders.pages_of_customers, key, part, orders.NEWEST)
        return connect(
            page,
            lambda row: show("Order", row),
            lambda: info.context.count(orders.counts_of_customers, key),
        )

    @strawberry.field(description="Their tickets that you may see, newest first.")
    async def tickets(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Ticket", strawberry.lazy("schema.support.types")]]:
        key = row_key(self)
        part = window(first, after, last, before)
        page = await info.context.page(support.pages_of_customers, key, part, support.NEWEST)
        return connect(
            page,
            lambda row: show("Ticket", row),
            lambda: info.context.count(support.counts_of_customers, key),
        )
