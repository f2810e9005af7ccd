"""Changing customers' cards."""

import strawberry

from domain.customers.add_address import NewAddress, add_address
from domain.customers.create_customer import create_customer
from domain.customers.end_sessions import end_sessions
from domain.customers.errors import TooManyAddresses
from domain.customers.queries import get_customer
from domain.customers.remove_address import remove_address
from domain.customers.set_default_address import set_default_address
from domain.customers.update_customer import update_customer
from domain.identity.errors import TooManyAttempts, WrongCredentials
from domain.shared.context import DEFAULT_LOCALE
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import KEEP
from schema.customers.types import Customer
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    given,
    mutation,
    omissible,
    optional,
)
from schema.shared.scalars import CountryCode, LocaleCode


@strawberry.input(description="A customer to open a card for.")
class CustomerCreateInput:
    """A new customer."""

    name: str = strawberry.field(description="The name.")
    email: str | None = optional("The e-mail address, unique.")
    phone: str | None = optional("The phone number, E.164.")
    locale: LocaleCode = optional("The language they read.", default=LocaleCode(DEFAULT_LOCALE))
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to change of a customer; what is left out stays.")
class CustomerUpdateInput:
    """A change."""

    id: strawberry.ID = strawberry.field(description="Which customer.")
    name: str | None = optional("The new name.")
    email: str | None = omissible("The new e-mail address; null takes it off the card.")
    phone: str | None = omissible("The new phone number; null takes it off the card.")
    locale: LocaleCode | None = optional("The language they read.")
    current_password: str | None = optional(
        "Your password, if you have one; needed only to change your own e-mail address."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="An address to write on a customer's card.")
class CustomerAddressAddInput:
    """A new address."""

    customer_id: strawberry.ID = strawberry.field(description="Whose.")
    recipient: str = strawberry.field(description="Whose name is on the door.")
    line1: str = strawberry.field(description="Street and number.")
    city: str = strawberry.field(description="The city.")
    country: CountryCode = strawberry.field(description="The country.")
    phone: str | None = optional("Whom the driver calls.")
    line2: str = optional("What else the driver needs.", default="")
    region: str = optional(
        "The province or state, by its name or code; some countries need it.", default=""
    )
    postal_code: str = optional("The postal code; many countries need it.", default="")
    district: str = optional("The part of the city; China needs it.", default="")
    is_default: bool = optional("Whether parcels shall go there from now on.", default=False)
    idempotency_key: str | None = optional(KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.input(description="An address to make the default.")
class CustomerAddressSetDefaultInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which address.")


@strawberry.input(description="An address to take off a card.")
class CustomerAddressRemoveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which address.")


@strawberry.input(description="A customer to sign out everywhere.")
class CustomerEndSessionsInput:
    """Who."""

    id: strawberry.ID = strawberry.field(description="Which customer.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The customer as they are now.")
class CustomerPayload(Payload):
    """What came of it."""

    customer: Customer | None = changed("The customer.")


@strawberry.type(description="Changing customers' cards.")
class CustomerMutations:
    """Cards and addresses. Staff need customers:write; customers may change their own."""

    @mutation("Open a card for a customer. Needs customers:write.", AlreadyTaken)
    async def customer_create(
        self, info: Info, input: Input[CustomerCreateInput]
    ) -> CustomerPayload:
        customer = await create_customer(
            info.context.domain,
            input.name,
            email=input.email,
            phone=input.phone,
            locale=input.locale,
            idempotency_key=input.idempotency_key,
        )
        return CustomerPayload(customer=Customer.of(customer))

    @mutation(
        "Change a card; what is left out stays. Another mail address of your own takes your"
        " password and signs you out everywhere else; a letter tells the address of before."
        " Your own, or with customers:write; a mail address with customers:pii too.",
        AlreadyTaken,
        WrongCredentials,
        TooManyAttempts,
    )
    async def customer_update(
        self, info: Info, input: Input[CustomerUpdateInput]
    ) -> CustomerPayload:
        own = info.context.session
        customer = await update_customer(
            info.context.domain,
            key_of("Customer", input.id),
            current_password=input.current_password,
            session_id=own.id if own else None,
            expected_version=input.expected_version,
            name=KEEP if input.name is None else input.name,
            locale=KEEP if input.locale is None else input.locale,
            **given(input, "email", "phone"),
        )
        return CustomerPayload(customer=Customer.of(customer))

    @mutation("Write an address on a card. Your own, or with customers:write.", TooManyAddresses)
    async def customer_address_add(
        self, info: Info, input: Input[CustomerAddressAddInput]
    ) -> CustomerPayload:
        ctx, key = info.context.domain, key_of("Customer", input.customer_id)
        address = NewAddress(
            recipient=input.recipient,
            line1=input.line1,
            city=input.city,
            country=input.country,
            phone=input.phone,
            line2=input.line2,
            region=input.region,
            postal_code=input.postal_code,
            district=input.district,
        )
        await add_address(
            ctx,
            key,
            address,
            is_default=input.is_default,
            expected_version=input.expected_version,
            idempotency_key=input.idempotency_key,
        )
        return CustomerPayload(customer=Customer.of(await get_customer(ctx, key)))

    @mutation("Let parcels go to an address. Your own, or with customers:write.")
    async def customer_address_set_default(
        self, info: Info, input: Input[CustomerAddressSetDefaultInput]
    ) -> CustomerPayload:
        ctx = info.context.domain
        address = await set_default_address(ctx, key_of("Address", input.id))
        return CustomerPayload(customer=Customer.of(await get_customer(ctx, address.customer_id)))

    @mutation("Take an address off a card. Your own, or with customers:write.")
    async def customer_address_remove(
        self, info: Info, input: Input[CustomerAddressRemoveInput]
    ) -> CustomerPayload:
        customer = await remove_address(info.context.domain, key_of("Address", input.id))
        return CustomerPayload(customer=Customer.of(customer))

    @mutation(
        "Sign a customer out everywhere: every token issued before now is refused, and what they"
        " follow ends. Your own, or with customers:write."
    )
    async def customer_end_sessions(
        self, info: Info, input: Input[CustomerEndSessionsInput]
    ) -> CustomerPayload:
        key, version = key_of("Customer", input.id), input.expected_version
        customer = await end_sessions(info.context.domain, key, expected_version=version)
        return CustomerPayload(customer=Customer.of(customer))
