"""What people may ask about their data: say yes or no, see all of it, have it taken out."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from domain.customers.errors import OrdersUnderWay
from domain.customers.queries import get_customer
from domain.customers.record_consent import record_consent
from domain.customers.states import ConsentPurpose, ConsentSource
from domain.processes.erase_customer import Erasure, erase_customer
from domain.processes.export_personal_data import export_personal_data
from schema.customers.mutations import CustomerPayload
from schema.customers.types import Customer
from schema.shared.context import Info
from schema.shared.errors import Refusals, UserError, common
from schema.shared.ids import key_of
from schema.shared.mutations import (
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)


@strawberry.input(description="What a customer says to a purpose.")
class ConsentRecordInput:
    """Yes or no."""

    customer_id: strawberry.ID = strawberry.field(description="Who says it.")
    purpose: ConsentPurpose = strawberry.field(description="To what.")
    is_granted: bool = strawberry.field(description="True agrees, false takes it back.")
    policy_version: str = strawberry.field(description="The version of the policy they were shown.")
    source: ConsentSource = optional("Where they said it.", default=ConsentSource.ACCOUNT)
    expected_version: int | None = expected_version()


@strawberry.input(description="A customer whose data is to be handed out.")
class PersonalDataExportInput:
    """Whose."""

    customer_id: strawberry.ID = strawberry.field(description="Whose.")


@strawberry.input(description="A customer to take everything personal out of, for good.")
class CustomerAnonymizeInput:
    """Whom."""

    id: strawberry.ID = strawberry.field(description="Which customer.")
    expected_version: int | None = expected_version()


@strawberry.type(description="How much there was that went.")
class ErasedData:
    """A kind and a number."""

    what: str = strawberry.field(description="What, in plain words.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="Something that stays, and why.")
class KeptData:
    """A kind, a reason and an end."""

    what: str = strawberry.field(description="What, in plain words.")
    reason: str = strawberry.field(description="Why it may not go.")
    until: datetime | None = strawberry.field(
        description="When the reason ends; null for as long as the shop is there."
    )


@strawberry.type(description="What went and what stays, for the person who asked.")
class ErasureReport:
    """The same again when it is asked again."""

    erased: list[ErasedData] = strawberry.field(description="What went.")
    kept: list[KeptData] = strawberry.field(description="What stays, and why.")

    @classmethod
    def of(cls, done: Erasure) -> "ErasureReport":
        """The report of an erasure, in words."""
        erased = [
            ErasedData(what=what, count=getattr(done.erased, name)) for name, what in WHAT.items()
        ]
        kept = [
            KeptData(what=each.what, reason=each.reason, until=each.until) for each in done.kept
        ]
        return cls(erased=erased, kept=kept)


@strawberry.type(description="What came of taking somebody's data out.")
class CustomerAnonymizedPayload(Payload):
    """The customer, and the report."""

    customer: Customer | None = changed("The customer, of whom nothing personal is left.")
    report: ErasureReport | None = changed("What went and what stays.")


@strawberry.type(description="Everything we hold of one person.")
class PersonalData:
    """One document, and whether it is all."""

    is_complete: bool = strawberry.field(
        description="Whether that is all; of what there are more than 5,000 of, the newest came."
    )
    document: JSON = strawberry.field(
        description="Profile, addresses, orders, lines, payments, parcels, tracking, tickets,"
        " messages, consents and events, opened."
    )


@strawberry.type(description="What came of asking for it.")
class PersonalDataPayload(Payload):
    """One document."""

    personal_data: PersonalData | None = changed("Everything we hold of them.")


@strawberry.type(description="A customer has orders that are under way; they come first.")
class OrdersUnderWayError(UserError):
    """Which orders."""

    order_numbers: list[str] = strawberry.field(description="The numbers of those orders.")


Refusals.add(
    OrdersUnderWay,
    lambda e, loc: OrdersUnderWayError(**common(e, loc), order_numbers=e.numbers),
)
WHAT = {
    "contacts": "names, e-mail addresses and phone numbers",
    "addresses": "addresses",
    "orders": "where orders went, and notes on them",
    "tickets": "subjects of tickets",
    "messages": "messages in tickets",
    "parcels": "what carriers wrote about parcels",
}


@strawberry.type(description="What people may ask about their data.")
class PrivacyMutations:
    """Consent, export, erasure."""

    @mutation(
        "Say yes or no to a use of personal data. What was said before stays on record. Your own,"
        " or with customers:write."
    )
    async def consent_record(self, info: Info, input: Input[ConsentRecordInput]) -> CustomerPayload:
        ctx, key = info.context.domain, key_of("Customer", input.customer_id)
        await record_consent(
            ctx,
            key,
            purpose=input.purpose,
            is_granted=input.is_granted,
            policy_version=input.policy_version,
            source=input.source,
            expected_version=input.expected_version,
        )
        return CustomerPayload(customer=Customer.of(await get_customer(ctx, key)))

    @mutation(
        "Hand out everything that is held of one person, opened; their history says to whom. Your"
        " own, or with customers:export."
    )
    async def personal_data_export(
        self, info: Info, input: Input[PersonalDataExportInput]
    ) -> PersonalDataPayload:
        key = key_of("Customer", input.customer_id)
        document, is_complete = await export_personal_data(info.context.domain, key)
        found = PersonalData(is_complete=is_complete, document=JSON(document))
        return PersonalDataPayload(personal_data=found)

    @mutation(
        "Take everything personal out of a customer, for good, and say what stays and why. Refused"
        " while orders are under way. Your own, or with customers:erase.",
        OrdersUnderWay,
    )
    async def customer_anonymize(
        self, info: Info, input: Input[CustomerAnonymizeInput]
    ) -> CustomerAnonymizedPayload:
        key, version = key_of("Customer", input.id), input.expected_version
        done = await erase_customer(info.context.domain, key, expected_version=version)
        return CustomerAnonymizedPayload(
            customer=Customer.of(done.customer), report=ErasureReport.of(done)
        )
