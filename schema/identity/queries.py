"""Reading who is who."""

import strawberry

from domain.identity import queries
from schema.identity.types import ApiToken, Role, Session, StaffMember, Viewer
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

    @strawberry.field(description="What staff can hold, by name. Empty for everybody but staff.")
    async def roles(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Role]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.roles_page(ctx, part)
        return connect(page, Role.of, lambda: queries.count_roles(ctx))

    @strawberry.field(
        description="Tokens of other machines, the newest first. Empty without staff:write."
    )
    async def api_tokens(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ApiToken]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.api_tokens_page(ctx, part)
        return connect(page, ApiToken.of, lambda: queries.count_api_tokens(ctx))

    @strawberry.field(description="Your own sessions that go on, the newest first.")
    async def sessions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Session]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.sessions_page(ctx, part)
        return connect(page, Session.of, lambda: queries.count_sessions(ctx))
