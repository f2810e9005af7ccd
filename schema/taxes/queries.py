"""Reading what is taxed how."""

from typing import Annotated

import strawberry

from domain.taxes import queries
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.scalars import CountryCode
from schema.taxes.types import TaxClass, TaxRate


@strawberry.type(description="Reading what is taxed how.")
class TaxQueries:
    """For staff."""

    @strawberry.field(description="Classes of goods, by their code. Empty without pricing:read.")
    async def tax_classes(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TaxClass]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.classes_page(ctx, part)
        return connect(page, TaxClass.of, lambda: queries.count_classes(ctx))

    @strawberry.field(description="Rates, by country and place. Empty without pricing:read.")
    async def tax_rates(
        self,
        info: Info,
        country: Annotated[
            CountryCode | None, strawberry.argument(description="Only of this country.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TaxRate]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.rates_page(ctx, part, country=country)
        return connect(page, TaxRate.of, lambda: queries.count_rates(ctx, country=country))
