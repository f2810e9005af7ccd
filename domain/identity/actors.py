"""Who somebody is to the rest of the shop: staff by their roles, customers, integrations."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from domain.identity.models import StaffMember
from domain.identity.scopes import Role, Scope, scopes_of
from domain.shared.context import Actor, ActorKind

INTEGRATIONS = UUID("5b1a8d0e-6f0c-4a52-9d37-0d6a2e7c41b9")


def actor_of_staff(member: StaffMember) -> Actor:
    """Somebody who works here, with all that their roles permit in a shop that begins; what roles
    permit by now is said at the door. Who left may do nothing.
    """
    roles = member.roles if member.is_active else []
    return colleague(member.id, member.name, roles, scopes_of(roles))


def colleague(staff_id: UUID, name: str, roles: Sequence[str], scopes: Iterable[str]) -> Actor:
    """The same, of what is known of them. The administrator may do whatever there is."""
    everything = scopes_of([Role.ADMIN]) if Role.ADMIN in roles else frozenset[str]()
    return Actor(ActorKind.STAFF, staff_id, name, everything | frozenset(scopes), tuple(roles))


def actor_of_customer(customer_id: UUID, name: str = "") -> Actor:
    """Somebody who buys: no scopes, but their own things."""
    return Actor(ActorKind.CUSTOMER, customer_id, name)


def actor_of_integration(name: str, scopes: Iterable[Scope]) -> Actor:
    """Another machine, with just these scopes. The same name is the same actor, always."""
    granted = frozenset(scope.value for scope in scopes)
    return Actor(ActorKind.INTEGRATION, uuid5(INTEGRATIONS, name), name, granted)
