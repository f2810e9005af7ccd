"""Whoever can have a session: staff by their card, customers by theirs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.customers.cards import Card
from domain.customers.models import Customer
from domain.customers.queries import customer_by_email, customer_who_signs_in
from domain.identity.actors import actor_of_customer, actor_of_staff
from domain.identity.attempts import account_of
from domain.identity.models import StaffMember
from domain.identity.queries import staff_by_email, staff_who_sign_in
from domain.shared.context import DEFAULT_LOCALE, Actor, ActorKind

HOLDERS = (ActorKind.STAFF, ActorKind.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may sign in, if they are active; in which language they read."""

    actor: Actor
    id: UUID
    email: str | None
    is_active: bool = True
    sessions_valid_from: datetime | None = None
    locale: str = DEFAULT_LOCALE

    @property
    def account(self) -> str:
        """Their account, as guesses at its password are counted."""
        return account_of(self.actor.kind, self.email or str(self.id))


async def holder_by_email(kind: ActorKind, email: str) -> Holder | None:
    """Whose address this is, in lower case."""
    if kind is ActorKind.STAFF:
        member = await staff_by_email(email)
        return _of_staff(member) if member else None
    customer = await customer_by_email(email)
    return _of_customer(customer) if customer else None


async def holder_by_id(kind: ActorKind, key: UUID) -> Holder | None:
    """Whose session it is."""
    if kind is ActorKind.STAFF:
        member = await staff_who_sign_in(key)
        return _of_staff(member) if member else None
    customer = await customer_who_signs_in(key)
    return _of_customer(customer) if customer else None


async def held_holder(kind: ActorKind, key: UUID) -> Holder | None:
    """The same, held until the transaction ends. Who begins a session, sets a password, ends
    sessions, lets go or erases holds it first, so that they come one after the other: no session
    by an old password is left behind a new one, nor one of somebody who is let go meanwhile.
    """
    if kind is ActorKind.STAFF:
        member = await StaffMember.filter(id=key).select_for_update(no_key=True).first()
        return _of_staff(member) if member else None
    customer = await Customer.filter(id=key).select_for_update(no_key=True).first()
    return _of_customer(customer) if customer else None


def _of_staff(member: StaffMember) -> Holder:
    return Holder(
        actor_of_staff(member),
        member.id,
        member.email,
        is_active=member.is_active,
        sessions_valid_from=member.sessions_valid_from,
    )


def _of_customer(customer: Customer) -> Holder:
    card = Card.of(customer)
    return Holder(
        actor_of_customer(customer.id, card.name),
        customer.id,
        card.email,
        is_active=customer.erased_at is None,
        sessions_valid_from=customer.sessions_valid_from,
        locale=customer.locale,
    )
