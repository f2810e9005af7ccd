"""Who is who, as clients see it."""

from datetime import datetime
from uuid import UUID

import strawberry

from domain.identity import models
from domain.identity.queries import staff_by_ids
from domain.identity.states import AccountKind, SignInMethod
from domain.shared.context import ActorKind
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    window,
)
from schema.shared.context import GraphContext, Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.history import Event, history
from schema.shared.scalars import LocaleCode

describe(
    AccountKind,
    "As what somebody signs in.",
    STAFF="Somebody who works here.",
    CUSTOMER="Somebody who buys.",
)
describe(
    SignInMethod,
    "What somebody showed to be let in.",
    PASSWORD="A password.",
    OIDC="What an identity provider says of them, by OpenID Connect.",
)


@strawberry.type(description="Somebody who works here.")
class StaffMember(Node, Backed[models.StaffMember]):
    """A colleague."""

    name: str = column("The name.")
    is_active: bool = column("Whether they still do.")
    version: int = column("Raised by one with every fact about them.")
    created_at: datetime = column("Since when we know them.")
    updated_at: datetime = column("When something about them last changed.")

    roles: list[str] = column("The names of their roles; what those permit is said in `roles`.")

    @strawberry.field(description="All that happened to their place here, oldest first.")
    async def timeline(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        part = window(first, after, last, before)
        return await history(info, "staff_member", row_key(self), part)


@strawberry.type(description="You, as this request knows you.")
class Viewer:
    """The asker."""

    kind: ActorKind = strawberry.field(description="What kind of somebody you are.")
    name: str = strawberry.field(description="Your name; empty if nobody is signed in.")
    scopes: list[str] = strawberry.field(description="What you may do, as resource:action.")
    locale: LocaleCode = strawberry.field(description="The language you are answered in.")


@strawberry.type(description="Somebody signed in, here or on another device. Yours alone.")
class Session(Node, Backed[models.SessionRow]):
    """A session that goes on."""

    method: SignInMethod = column("What was shown to be let in.")
    created_at: datetime = column("Since when.")
    seen_at: datetime = column("When it was last refreshed.")
    expires_at: datetime = column("When it ends at the latest.")

    @strawberry.field(description="Whether it is the one that asks.")
    def is_current(self, info: Info) -> bool:
        return is_current(info.context, row_key(self))


@strawberry.type(description="What staff can hold: a set of permissions by a name.")
class Role(Node, Backed[models.RoleRow]):
    """A role."""

    name: str = column("The name, such as service_agent.")
    scopes: list[str] = column("What it permits, as resource:action. The admin's is everything.")
    is_built_in: bool = column("Whether the shop began with it; then it cannot be deleted.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("Since when there is such a role.")
    updated_at: datetime = column("When it last changed.")


@strawberry.type(
    description="What another machine shows instead of a password. Needs staff:write to be seen."
)
class ApiToken(Node, Backed[models.ApiToken]):
    """A token's card; the token itself was shown once."""

    name: str = column("What it is for.")
    scopes: list[str] = column(
        "What it permits, as resource:action, for as long as whoever created it may do that too."
    )
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("Since when.")
    updated_at: datetime = column("When something about it last changed.")
    expires_at: datetime | None = column("Until when it is good; null for good.")
    last_used_at: datetime | None = column(
        "When a machine last came in with it, to the minute; null if none ever did."
    )
    revoked_at: datetime | None = column("Since when it is refused; null if it is not.")

    @strawberry.field(description="Who created it; null if that was no member of staff.")
    async def created_by(self, info: Info) -> StaffMember | None:
        return StaffMember.maybe(await info.context.one(staff_by_ids, self.row.created_by_id))


def is_current(context: GraphContext, session_id: UUID) -> bool:
    """Whether whoever asks does so in this session."""
    return context.session is not None and context.session.id == session_id
