"""Creating a customer: somebody new buys here."""

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.customers.cards import sealed_card
from domain.customers.events import CustomerCreated
from domain.customers.models import Customer
from domain.customers.queries import get_customer
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import DEFAULT_LOCALE, Context
from domain.shared.errors import AlreadyTaken
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.outbox import append

NAME_LENGTH_MAX = 120  # characters
NEXT_NUMBER = "SELECT nextval('customer_number')"


async def create_customer(
    ctx: Context,
    name: str,
    *,
    email: str | None = None,
    phone: str | None = None,
    locale: str = DEFAULT_LOCALE,
    idempotency_key: str | None = None,
) -> Customer:
    """Open a card for a customer, with a number of its own.

    Raises:
        NotPermitted: the actor may not change customers.
        InvalidInput: no name, or an email address, phone number or language that is none.
        AlreadyTaken: another customer has this email address.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CUSTOMERS_WRITE)
    name = inputs.text(name, "name", longest=NAME_LENGTH_MAX)
    email = inputs.email(email, "email") if email is not None else None
    phone = inputs.phone(phone, "phone") if phone is not None else None
    locale = inputs.locale(locale, "locale")
    request = [name, email, phone, locale]
    try:
        async with in_transaction():
            claimed = await claim(ctx, "customers.create_customer", idempotency_key, request)
            if claimed.replay_of:
                return await get_customer(ctx, claimed.replay_of)

            customer_id = new_id()
            customer = await Customer.create(
                id=customer_id,
                version=1,
                number=f"C-{await sql.value(NEXT_NUMBER)}",
                **sealed_card(customer_id, name, email, phone),
                locale=locale,
                created_at=ctx.now,
                updated_at=ctx.now,
            )
            await append(ctx, CustomerCreated(aggregate_id=customer.id, version=customer.version))
            await claimed.settle(customer.id)
            return customer
    except IntegrityError:
        raise AlreadyTaken("Another customer has this email address.", "email") from None
