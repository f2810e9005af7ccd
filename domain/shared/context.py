"""Who is asking, when, and in which request: what every verb and every read is told."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.shared.disclosures import Disclosures
from domain.shared.errors import NotPermitted, NotSignedIn
from domain.shared.ids import new_id

DEFAULT_LOCALE = "en"
LOCALES = ("en", "zh-CN")


class ActorKind(StrEnum):
    """The five kinds of somebody."""

    ANONYMOUS = "anonymous"
    CUSTOMER = "customer"
    STAFF = "staff"
    INTEGRATION = "integration"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody: a kind, an id (a customer's or staff member's), a name to show, and scopes.

    `roles` says where a member of staff has the scopes from.
    """

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    scopes: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Identifies the actor in logs, facts and idempotency records, e.g. `customer:018f…`."""
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
SYSTEM = Actor(ActorKind.SYSTEM, name="system")


@dataclass(frozen=True, slots=True)
class Context:
    """One request: everything in it happens at one instant, `now` (aware, UTC).

    `address` is where the asker's connection comes from, if they have one. `disclosures` fills up
    with the personal data of others that this request was shown: who answers it records them.
    """

    actor: Actor
    now: datetime
    request_id: str = field(default_factory=lambda: str(new_id()))
    cause_id: str | None = None
    locale: str = DEFAULT_LOCALE
    address: str | None = None
    disclosures: Disclosures = field(default_factory=Disclosures, compare=False, repr=False)

    def allows(self, scope: str) -> bool:
        """Whether the actor holds a scope. The system holds them all."""
        return self.actor.kind is ActorKind.SYSTEM or scope in self.actor.scopes

    def require(self, scope: str) -> None:
        """Raise unless the actor holds the scope.

        Raises:
            NotSignedIn: nobody is signed in.
            NotPermitted: somebody is, without this scope.
        """
        if self.allows(scope):
            return
        if self.actor.kind is ActorKind.ANONYMOUS:
            raise NotSignedIn
        raise NotPermitted(scope)

    def require_somebody(self) -> None:
        """Raise unless somebody is signed in.

        Raises:
            NotSignedIn: nobody is.
        """
        if self.actor.kind is ActorKind.ANONYMOUS:
            raise NotSignedIn

    @property
    def customer_id(self) -> UUID | None:
        """The signed-in customer, if it is one."""
        return self.actor.id if self.actor.kind is ActorKind.CUSTOMER else None

    def at(self, now: datetime) -> "Context":
        """The same asker at another instant."""
        return replace(self, now=now)

    def as_(self, actor: Actor) -> "Context":
        """Somebody else, in the same request: whoever has just shown who they are."""
        return replace(self, actor=actor)

    def as_system(self) -> "Context":
        """The business itself, acting because of this request."""
        return replace(self, actor=SYSTEM, cause_id=self.request_id)
