"""Who is who, as clients see it."""

import strawberry

from domain.identity import models
from domain.shared.context import ActorKind
from schema.shared.fields import Backed, Node, column
from schema.shared.scalars import LocaleCode


@strawberry.type(description="Somebody who works here.")
class StaffMember(Node, Backed[models.StaffMember]):
    """A colleague."""

    name: str = column("The name.")
    is_active: bool = column("Whether they still do.")


@strawberry.type(description="You, as this request knows you.")
class Viewer:
    """The asker."""

    kind: ActorKind = strawberry.field(description="What kind of somebody you are.")
    name: str = strawberry.field(description="Your name; empty if nobody is signed in.")
    scopes: list[str] = strawberry.field(description="What you may do, as resource:action.")
    locale: LocaleCode = strawberry.field(description="The language you are answered in.")
