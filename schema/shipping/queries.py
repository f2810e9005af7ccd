"""Reading how goods are sent."""

from typing import Annotated

import strawberry

from domain.orders.evaluate_cart import shipping_quotes
from domain.shipping import queries
from schema.promotions.queries import CartInput
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shipping.types import ShippingMethod, ShippingQuote, ShippingZone


@strawberry.type(description="Reading how goods are sent.")
class ShippingQueries:
    """Zones and methods for staff, quotes for everybody."""

    @strawberry.field(description="Zones, by name. Empty without pricing:read.")
    async def shipping_zones(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ShippingZone]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.zones_page(ctx, part)
        return connect(page, ShippingZone.of, lambda: queries.count_zones(ctx))

    @strawberry.field(
        description="Ways of sending that are in use, by name; all there are, with pricing:read."
    )
    async def shipping_methods(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ShippingMethod]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.methods_page(ctx, part)
        return connect(page, ShippingMethod.of, lambda: queries.count_methods(ctx))

    @strawberry.field(
        description="In which ways a cart can be sent to its destination, the cheapest first; where"
        " it names one, that one alone. For everybody; nothing is reserved."
    )
    async def shipping_quotes(
        self,
        info: Info,
        input: Annotated[CartInput, strawberry.argument(description="The cart.")],
    ) -> list[ShippingQuote]:
        found = await shipping_quotes(info.context.domain, input.read())
        return [ShippingQuote.of(quote) for quote in found]
