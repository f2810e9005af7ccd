"""What is in an order, as clients see it."""

import strawberry

from domain.catalog import queries as catalog
from domain.inventory.backorders import queries as backorders
from domain.orders import models, queries
from schema.catalog.types import ProductVariant
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column
from schema.shared.money import Money


@strawberry.type(description="So many units of one variant, at the price of the moment.")
class OrderLine(Node, Backed[models.OrderLine]):
    """A line. Its counters say how far its units have come."""

    position: int = column("Its place in the order: lines go by it, and some may be missing.")
    sku: str = column("The stock-keeping unit as it was.")
    name: str = column("The name as it was.")
    quantity: int = column("Units ordered.")

    @strawberry.field(description="Units that stock is committed for.")
    def allocated_quantity(self) -> int:
        return self.row.allocated

    @strawberry.field(description="Units that are not there yet, and waited for.")
    async def backordered_quantity(self, info: Info) -> int:
        return await info.context.one(backorders.waiting_of_lines, self.row.id) or 0

    @strawberry.field(description="Units in parcels.")
    def fulfilled_quantity(self) -> int:
        return self.row.fulfilled

    @strawberry.field(description="Units that have left.")
    def shipped_quantity(self) -> int:
        return self.row.shipped

    @strawberry.field(description="Units that have arrived.")
    def delivered_quantity(self) -> int:
        return self.row.delivered

    @strawberry.field(description="Units that will not be sent.")
    def canceled_quantity(self) -> int:
        return self.row.canceled

    @strawberry.field(description="Units of open returns that have not come back yet.")
    def return_requested_quantity(self) -> int:
        return self.row.return_requested

    @strawberry.field(description="Units that came back and stay with us.")
    def returned_quantity(self) -> int:
        return self.row.returned

    @strawberry.field(description="Units that something is, or was, wrong with.")
    def claimed_quantity(self) -> int:
        return self.row.claimed

    @strawberry.field(description="What was bought, as it is now.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )

    @strawberry.field(description="The price of one unit.")
    async def unit_price(self, info: Info) -> Money:
        return Money.of(self.row.unit_price_minor, await _currency(info, self.row))

    @strawberry.field(description="What was taken off.")
    async def discount(self, info: Info) -> Money:
        return Money.of(self.row.discount_minor, await _currency(info, self.row))

    @strawberry.field(
        description="Its tax: contained in its total, or on top of it, as the order's"
        " pricesIncludeTax says."
    )
    async def tax(self, info: Info) -> Money:
        return Money.of(self.row.tax_minor, await _currency(info, self.row))

    @strawberry.field(description="Units times price, less what was taken off.")
    async def total(self, info: Info) -> Money:
        return Money.of(self.row.total_minor, await _currency(info, self.row))


async def _currency(info: Info, line: models.OrderLine) -> str:
    order = await info.context.one(queries.orders_by_ids, line.order_id)
    assert order is not None, "a line is seen through its order"
    return order.currency
