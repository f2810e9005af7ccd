"""Reading who is who."""

import strawberry

from domain.identity import queries
from schema.identity.types import StaffMember, Viewer
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.scalars import LocaleCode


@strawberry.type(description="Reading who is who.")
class IdentityQueries:
    """The asker, and colleagues."""

    @strawberry.field(description="You, as this request knows you.")
    def viewer(self, info: Info) -> Viewer:
        ctx = info.context.domain
        return Viewer(
            kind=ctx.actor.kind,
            name=ctx.actor.name,
            scopes=sorted(ctx.actor.scopes),
            locale=LocaleCode(ctx.locale),
        )

    @strawberry.field(description="Who works here, by name. Empty for everybody but staff.")
    async def staff(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StaffMember]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.staff_page(ctx, part)
        return connect(page, StaffMember.of, lambda: queries.count_staff(ctx))
