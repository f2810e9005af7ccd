"""Who somebody is to the rest of the shop: staff by their roles, customers, integrations."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from domain.identity.models import StaffMember
from domain.identity.scopes import Scope, scopes_of
from domain.shared.context import Actor, ActorKind

INTEGRATIONS = UUID("5b1a8d0e-6f0c-4a52-9d37-0d6a2e7c41b9")


def actor_of_staff(member: StaffMember) -> Actor:
    """Somebody who works here, with all that their roles permit. Who left may do nothing."""
    return colleague(member.id, member.name, member.roles if member.is_active else [])


def colleague(staff_id: UUID, name: str, roles: Sequence[str]) -> Actor:
    """The same, of what is known of them."""
    return Actor(ActorKind.STAFF, staff_id, name, scopes_of(list(roles)), tuple(roles))


def actor_of_customer(customer_id: UUID, name: str = "") -> Actor:
    """Somebody who buys: no scopes, but their own things."""
    return Actor(ActorKind.CUSTOMER, customer_id, name)


def actor_of_integration(name: str, scopes: Iterable[Scope]) -> Actor:
    """Another machine, with just these scopes. The same name is the same actor, always."""
    granted = frozenset(scope.value for scope in scopes)
    return Actor(ActorKind.INTEGRATION, uuid5(INTEGRATIONS, name), name, granted)
