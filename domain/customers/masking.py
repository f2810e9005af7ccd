"""Masking: enough to recognise somebody by who knows them, too little to reach them."""

from typing import TypeVar
from uuid import UUID

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import AggregateType

Shown = TypeVar("Shown")

MASK = "***"
TAIL = 4  # digits of a phone number that stay at its end
HIDDEN = 4  # digits before them that go
HEAD = 3  # digits that stay before those


def sees_personal_data(ctx: Context, customer_id: UUID | None) -> bool:
    """Whether somebody sees a customer unmasked: their own card, or by permission."""
    own = customer_id is not None and ctx.customer_id == customer_id
    return own or ctx.allows(Scope.CUSTOMERS_PII)


def shown_name(ctx: Context, customer_id: UUID, name: str) -> str:
    """A customer's name, masked for whoever may not see it."""
    if sees_personal_data(ctx, customer_id):
        return disclosed(ctx, customer_id, "name", name)
    return mask_name(name)


def shown_email(ctx: Context, customer_id: UUID, email: str | None) -> str | None:
    """A customer's e-mail address, masked for whoever may not see it."""
    if not email or sees_personal_data(ctx, customer_id):
        return disclosed(ctx, customer_id, "email", email)
    return mask_email(email)


def shown_phone(ctx: Context, customer_id: UUID, phone: str | None) -> str | None:
    """A customer's phone number, masked for whoever may not see it."""
    if not phone or sees_personal_data(ctx, customer_id):
        return disclosed(ctx, customer_id, "phone", phone)
    return mask_phone(phone)


def shown_address(ctx: Context, customer_id: UUID, part: Shown) -> Shown:
    """A part of an address, for whoever was handed the address."""
    return disclosed(ctx, customer_id, "address", part)


def disclosed(ctx: Context, customer_id: UUID | None, what: str, value: Shown) -> Shown:
    """The value itself. That somebody else than its owner was shown it is noted, to be recorded
    before the answer leaves; where nothing stands there is nothing to be noted.
    """
    if value and customer_id is not None and ctx.customer_id != customer_id:
        ctx.disclosures.note(AggregateType.CUSTOMER.value, customer_id, what)
    return value


def mask_phone(phone: str) -> str:
    """`+8613812341234` becomes `138****1234`."""
    digits = "".join(filter(str.isdigit, phone))
    if len(digits) < TAIL + HIDDEN:
        return "*" * HIDDEN
    head = digits[: -TAIL - HIDDEN][-HEAD:]
    return f"{head}{'*' * HIDDEN}{digits[-TAIL:]}"


def mask_email(email: str) -> str:
    """`cleo@example.test` becomes `c***@example.test`."""
    mailbox, _, host = email.rpartition("@")
    return f"{mailbox[:1]}{MASK}@{host}"


def mask_name(name: str) -> str:
    """`Cleo Park` becomes `C*** P***`, and 王小明 becomes 王***."""
    return " ".join(f"{word[0]}{MASK}" for word in name.split())
