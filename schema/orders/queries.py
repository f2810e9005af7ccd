"""Reading orders."""

from enum import Enum
from typing import Annotated

import strawberry

from domain.fulfillment import queries as fulfillment
from domain.orders import queries
from domain.orders.states import OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus
from domain.processes.find_orders import find_orders
from domain.shared.errors import InvalidInput
from domain.shared.paging import Order as SortOrder
from schema.orders.notes import TagFilter
from schema.orders.types import Order
from schema.shared.arguments import Id
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
from schema.shared.filters import (
    BooleanFilter,
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in
from schema.shared.sorting import Direction, sorting


@strawberry.enum(description="What orders can be sorted by.")
class OrderSortField(Enum):
    """Sortable columns."""

    PLACED_AT = strawberry.enum_value("placed_at", description="When it was placed.")
    NUMBER = strawberry.enum_value("number", description="The number people read.")


@strawberry.input(description="How to sort orders.")
class OrderSort:
    """A column and a direction."""

    field: OrderSortField = strawberry.field(description="What by.")
    direction: Direction = strawberry.field(description="Which way.", default=Direction.DESC)


@where_input("Which orders. All conditions must hold.")
class OrderWhere:
    """Conditions on orders."""

    id: IDFilter | None = conditions("The id.")
    number: StringFilter | None = conditions("The number people read.")
    status: EnumFilter[OrderStatus] | None = conditions("Where it stands.")
    payment_status: EnumFilter[OrderPaymentStatus] | None = conditions("What has been paid.")
    fulfillment_status: EnumFilter[OrderFulfillmentStatus] | None = conditions(
        "What has left and arrived."
    )
    customer: IDFilter | None = conditions("Who ordered. Staff need customers:read.")
    channel: StringFilter | None = conditions("The code of the channel it came from.")
    external_id: StringFilter | None = conditions("What the channel calls it.")
    placed_at: DateTimeFilter | None = conditions("When it was placed.")
    assignee: IDFilter | None = conditions("Who sees to it. Needs tickets:read.")
    is_assigned: BooleanFilter | None = conditions("Whether anybody does. Needs orders:read.")
    tag: TagFilter | None = conditions("A word that it carries. Needs orders:read.")


@strawberry.input(description="An order as a channel calls it.")
class ExternalOrderKey:
    """Channel and id."""

    channel: str = strawberry.field(description="The channel's code.")
    external_id: str = strawberry.field(description="What the channel calls the order.")


@strawberry.input(description="A parcel's number with a carrier.")
class WaybillKey:
    """Carrier and number."""

    carrier: str = strawberry.field(description="The carrier's code.")
    number: str = strawberry.field(description="The waybill number.")


@strawberry.input(one_of=True, description="One way to name an order.")
class OrderIdentifierInput:
    """Exactly one of these."""

    id: strawberry.ID | None = strawberry.field(
        description="The global id.", default=strawberry.UNSET
    )
    number: str | None = strawberry.field(
        description="The number people read.", default=strawberry.UNSET
    )
    external: ExternalOrderKey | None = strawberry.field(
        description="As its channel calls it.", default=strawberry.UNSET
    )
    waybill: WaybillKey | None = strawberry.field(
        description="By one of its parcels.", default=strawberry.UNSET
    )


KINDS = {"id": "Order", "customer": "Customer", "assignee": "StaffMember"}
SORTABLE = {
    OrderSortField.PLACED_AT: queries.NEWEST,
    OrderSortField.NUMBER: SortOrder("number", "number"),
}


@strawberry.type(description="Reading orders. Staff with orders:read see all, customers their own.")
class OrderQueries:
    """Orders and channels."""

    @strawberry.field(description="One order; null if there is none that you may see.")
    async def order(self, info: Info, id: Id) -> Order | None:
        key = key_in("Order", id)
        return Order.maybe(await info.context.one(queries.orders_by_ids, key))

    @strawberry.field(description="One order by any of its names; null if there is none.")
    async def order_by_identifier(
        self,
        info: Info,
        identifier: Annotated[
            OrderIdentifierInput, strawberry.argument(description="One way to name it.")
        ],
    ) -> Order | None:
        ctx = info.context.domain
        if identifier.id:
            key = key_in("Order", identifier.id)
            return Order.maybe(await info.context.one(queries.orders_by_ids, key))
        if identifier.number:
            found = await queries.order_by_identifier(ctx, number=identifier.number)
        elif identifier.external:
            external = identifier.external
            found = await queries.order_by_identifier(
                ctx, channel=external.channel, external_id=external.external_id
            )
        elif identifier.waybill:
            parcel = await fulfillment.fulfillment_by_waybill(
                ctx, identifier.waybill.carrier, identifier.waybill.number
            )
            found = await info.context.one(
                queries.orders_by_ids, parcel.order_id if parcel else None
            )
        else:
            raise InvalidInput("Name the order in one way.", "identifier")
        return Order.maybe(found)

    @strawberry.field(description="Orders that you may see, newest first unless sorted otherwise.")
    async def orders(
        self,
        info: Info,
        where: Annotated[OrderWhere | None, strawberry.argument(description="Which.")] = None,
        order_by: Annotated[
            list[OrderSort] | None, strawberry.argument(description="How to sort.")
        ] = None,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="A number or its beginning, an external id, a waybill number, a SKU, or"
                " a customer's phone number (needs customers:pii)."
            ),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Order]:
        ctx = info.context.domain
        which = read(ctx, where, KINDS)
        order = sorting(order_by, SORTABLE, default=queries.NEWEST)
        part = window(first, after, last, before)
        sought = await find_orders(ctx, search)
        page = await queries.orders_page(ctx, part, sought=sought, condition=which, order=order)
        return connect(
            page,
            Order.of,
            lambda: queries.count_orders(ctx, sought=sought, condition=which),
        )
