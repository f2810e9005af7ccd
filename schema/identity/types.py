"""Who is who, as clients see it."""

from datetime import datetime

import strawberry

from domain.identity import models
from domain.identity.scopes import Role
from domain.shared.context import ActorKind
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    window,
)
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.history import Event, history
from schema.shared.scalars import LocaleCode

describe(
    Role,
    "What somebody is here.",
    ADMIN="May do everything.",
    AUDITOR="Reads who did, saw and was refused what.",
    CATALOG_MANAGER="Sees to products and prices.",
    SERVICE_AGENT="Sees to customers, orders and tickets.",
    WAREHOUSE_OPERATOR="Sees to stock and parcels.",
)


def known_roles(names: list[str]) -> list[Role]:
    """The roles that there are, of those that were given."""
    return [Role(name) for name in names if name in set(Role)]


@strawberry.type(description="Somebody who works here.")
class StaffMember(Node, Backed[models.StaffMember]):
    """A colleague."""

    name: str = column("The name.")
    is_active: bool = column("Whether they still do.")
    version: int = column("Raised by one with every fact about them.")
    created_at: datetime = column("Since when we know them.")
    updated_at: datetime = column("When something about them last changed.")

    @strawberry.field(description="What they are here; what that permits is said in the guide.")
    def roles(self) -> list[Role]:
        return known_roles(self.row.roles)

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
