"""Reading claims."""

from typing import Annotated

import strawberry

from domain.returns.claims import queries
from domain.returns.claims.states import ClaimReason, ClaimResolution, ClaimStatus
from schema.claims.types import Claim
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in


@where_input("Which claims. All conditions must hold.")
class ClaimWhere:
    """Conditions on claims."""

    id: IDFilter | None = conditions("The id.")
    number: StringFilter | None = conditions("The number people read.")
    status: EnumFilter[ClaimStatus] | None = conditions("How far it has come.")
    reason: EnumFilter[ClaimReason] | None = conditions("What is wrong.")
    resolution: EnumFilter[ClaimResolution] | None = conditions("What is done about it.")
    order: IDFilter | None = conditions("The order that it is about.")
    opened_at: DateTimeFilter | None = conditions("When it was opened.")


KINDS = {"id": "Claim", "order": "Order"}


@strawberry.type(description="Claims about delivered goods.")
class ClaimQueries:
    """Claims."""

    @strawberry.field(description="One claim; null if there is none that you may see.")
    async def claim(self, info: Info, id: Id) -> Claim | None:
        return Claim.maybe(await info.context.one(queries.claims_by_ids, key_in("Claim", id)))

    @strawberry.field(description="Claims that you may see, newest first.")
    async def claims(
        self,
        info: Info,
        where: Annotated[ClaimWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Claim]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.claims_page(ctx, part, condition=which)
        return connect(page, Claim.of, lambda: queries.count_claims(ctx, condition=which))
