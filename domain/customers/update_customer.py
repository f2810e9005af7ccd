"""Updating a customer: what stands on the card."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.customers.cards import Card, sealed_email, sealed_name, sealed_phone
from domain.customers.create_customer import NAME_LENGTH_MAX
from domain.customers.email_notices import notify_former_address
from domain.customers.events import CustomerUpdated
from domain.customers.models import Customer
from domain.customers.own_email import must_still_hold, show_password
from domain.customers.permission import require_own_card
from domain.customers.queries import lock_customer
from domain.identity.credentials import forget_codes
from domain.identity.passwords import as_typed
from domain.identity.scopes import Scope
from domain.identity.sessions import end_all_of
from domain.identity.states import SessionEnd
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import KEEP, Keep
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

SEALED: Mapping[str, Callable[[UUID, Any], dict[str, Any]]] = {
    "name": sealed_name,
    "email": sealed_email,
    "phone": sealed_phone,
}


async def update_customer(
    ctx: Context,
    customer_id: UUID,
    *,
    name: str | Keep = KEEP,
    email: str | Keep | None = KEEP,
    phone: str | Keep | None = KEEP,
    locale: str | Keep = KEEP,
    current_password: str | None = None,
    session_id: UUID | None = None,
    expected_version: int | None = None,
) -> Customer:
    """Change what is given and keep the rest. Customers may change their own card.

    For another e-mail address of their own they show the password they have, and every other
    session than `session_id` ends. Whoever changes it, a letter goes to the address of before, and
    codes that were sent there are void. Where nothing changes, nothing is told.

    Raises:
        NotPermitted: the actor may not change customers, or not their address without seeing it.
        InvalidInput: no name, or an email address, phone number or language that is none; or it
            takes the password, and none was given.
        NotFound: no such customer.
        VersionConflict: the customer changed since `expected_version`.
        AlreadyTaken: another customer has this email address.
        WrongCredentials: the password is another.
        TooManyAttempts: it was guessed, or the address changed, too often.
    """
    require_own_card(ctx)
    if email is not KEEP and ctx.customer_id is None:
        ctx.require(Scope.CUSTOMERS_PII)  # who sets the address can become its owner
    given: dict[str, Any] = {"email": email, "phone": phone}
    if name is not KEEP:
        given["name"] = inputs.text(name, "name", longest=NAME_LENGTH_MAX)
    if email is not KEEP and email is not None:
        given["email"] = inputs.email(email, "email")
    if phone is not KEEP and phone is not None:
        given["phone"] = inputs.phone(phone, "phone")
    if locale is not KEEP:
        given["locale"] = inputs.locale(locale, "locale")
    if current_password is not None:
        current_password = as_typed(current_password, "currentPassword")
    is_own = ctx.customer_id is not None and ctx.customer_id == customer_id
    shown = await show_password(ctx, given["email"], current_password) if is_own else None
    try:
        async with in_transaction():
            customer = await lock_customer(ctx, customer_id)
            expect_version(customer, "customer", expected_version)

            changes = _changes(customer, given)
            if not changes:
                return customer
            if is_own and "email" in changes:
                await must_still_hold(ctx, customer, shown)
            former, columns = customer.email, _columns(customer.id, changes)
            await raise_version(customer, "customer", at=ctx.now, **columns)
            if "email" in changes:
                await forget_codes(customer.id)  # they lie in the mailbox of before
                await notify_former_address(ctx, customer, former)
            if is_own and "email" in changes:
                await end_all_of(ctx, customer.id, SessionEnd.SIGNED_OUT, but=session_id)
            await append(
                ctx,
                CustomerUpdated(
                    aggregate_id=customer.id, version=customer.version, changed=sorted(changes)
                ),
            )
            return customer
    except IntegrityError:
        raise AlreadyTaken("Another customer has this email address.", "email") from None


def _changes(customer: Customer, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given and is not so yet."""
    card = Card.of(customer)
    known = {"name": card.name, "email": card.email, "phone": card.phone, "locale": customer.locale}
    return {
        name: value for name, value in given.items() if value is not KEEP and value != known[name]
    }


def _columns(customer_id: UUID, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that keep it."""
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        columns |= SEALED[name](customer_id, value) if name in SEALED else {name: value}
    return columns
