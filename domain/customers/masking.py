"""Masking: enough to recognise somebody by who knows them, too little to reach them.

This is the one door through which what is sealed is opened for somebody: its owner sees it, whoever
holds the permission sees it and leaves a note, and everybody else sees a mask.
"""

from collections.abc import Callable
from uuid import UUID

from domain.identity.scopes import Scope
from domain.shared.context import ActorKind, Context
from domain.shared.outbox import AggregateType
from domain.shared.personal import AUTHOR_NAME, CUSTOMER_EMAIL, CUSTOMER_NAME, CUSTOMER_PHONE
from domain.shared.sealing import opened

MASK = "***"
TAIL = 4  # digits of a phone number that stay at its end
HIDDEN = 4  # digits before them that go
HEAD = 3  # digits that stay before those

# What is said to have been shown, where it is not the column itself.
NOTED_AS = {
    "address": "address",
    "sales_order.shipping_address": "address",
    "order_draft.shipping_address": "address",
    "ticket_message": "name",
}


def sees_personal_data(ctx: Context, customer_id: UUID | None) -> bool:
    """Whether somebody sees a customer unmasked: their own card, or by permission."""
    own = customer_id is not None and ctx.customer_id == customer_id
    return own or ctx.allows(Scope.CUSTOMERS_PII)


def shown(
    ctx: Context,
    owner: UUID | None,
    place: str,
    row_id: UUID,
    sealed: str,
    mask: Callable[[str], str] | None = None,
) -> str | None:
    """What is sealed in a place, for whoever asks; masked, or None, for whoever may not see it.

    What is opened for somebody else than its owner is noted in `ctx.disclosures`: of the owner, or
    of the row where nobody is known to own it.
    """
    if not sees_personal_data(ctx, owner):
        return None if mask is None else mask(opened(place, row_id, sealed))
    if sealed and ctx.customer_id is None and ctx.actor.kind is not ActorKind.SYSTEM:
        table, _, column = place.partition(".")
        subject, subject_id = (table, row_id) if owner is None else (AggregateType.CUSTOMER, owner)
        noted_as = NOTED_AS.get(place) or NOTED_AS.get(table, column)
        ctx.disclosures.note(str(subject), subject_id, noted_as)
    return opened(place, row_id, sealed)


def shown_name(ctx: Context, customer_id: UUID, name: str) -> str:
    """A customer's name, masked for whoever may not see it."""
    return shown(ctx, customer_id, CUSTOMER_NAME, customer_id, name, mask_name) or ""


def shown_email(ctx: Context, customer_id: UUID, email: str | None) -> str | None:
    """A customer's e-mail address, masked for whoever may not see it."""
    if not email:
        return email
    return shown(ctx, customer_id, CUSTOMER_EMAIL, customer_id, email, mask_email)


def shown_phone(ctx: Context, customer_id: UUID, phone: str | None) -> str | None:
    """A customer's phone number, masked for whoever may not see it."""
    if not phone:
        return phone
    return shown(ctx, customer_id, CUSTOMER_PHONE, customer_id, phone, mask_phone)


def shown_part(
    ctx: Context, owner: UUID, address_id: UUID, name: str, part: str | None
) -> str | None:
    """A part of an address, for whoever may see its owner; such rows nobody else is handed."""
    return shown(ctx, owner, f"address.{name}", address_id, part) if part else part


def shown_author(
    ctx: Context, message_id: UUID, kind: ActorKind, author_id: UUID | None, name: str
) -> str:
    """Who said something: colleagues by name, a customer masked for whoever may not see people."""
    if kind != ActorKind.CUSTOMER:
        return name
    return shown(ctx, author_id, AUTHOR_NAME, message_id, name, mask_name) or ""


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
