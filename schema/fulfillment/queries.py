"""Reading work and parcels."""

from typing import Annotated

import strawberry

from domain.fulfillment import queries
from domain.fulfillment.public_tracking import public_tracking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus, TrackingStatus
from domain.identity.errors import InvalidToken, TokenExpired
from domain.identity.tracking_tokens import read_tracking_token
from schema.fulfillment.types import (
    Carrier,
    Fulfillment,
    FulfillmentOrder,
    PublicTracking,
)
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
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in


@where_input("Which work. All conditions must hold.")
class FulfillmentOrderWhere:
    """Conditions on work."""

    id: IDFilter | None = conditions("The id.")
    status: EnumFilter[FulfillmentOrderStatus] | None = conditions("How far it has come.")
    warehouse: IDFilter | None = conditions("Whose work it is. Needs inventory:read.")
    order: IDFilter | None = conditions("The order it is for. Staff need orders:read.")
    created_at: DateTimeFilter | None = conditions("When it was given.")


@where_input("Which parcels. All conditions must hold.")
class FulfillmentWhere:
    """Conditions on parcels."""

    id: IDFilter | None = conditions("The id.")
    status: EnumFilter[FulfillmentStatus] | None = conditions("The merchant's view.")
    tracking_status: EnumFilter[TrackingStatus] | None = conditions("The carrier's view.")
    waybill_number: StringFilter | None = conditions("The carrier's number for it.")
    order: IDFilter | None = conditions("The order it belongs to. Staff need orders:read.")
    created_at: DateTimeFilter | None = conditions("When it was packed.")


WORK_KINDS = {"id": "FulfillmentOrder", "warehouse": "Warehouse", "order": "Order"}
PARCEL_KINDS = {"id": "Fulfillment", "order": "Order"}


@strawberry.type(description="Reading work and parcels.")
class FulfillmentQueries:
    """Work, parcels, carriers, and the public page."""

    @strawberry.field(description="One parcel; null if there is none that you may see.")
    async def fulfillment(self, info: Info, id: Id) -> Fulfillment | None:
        key = key_in("Fulfillment", id)
        return Fulfillment.maybe(await info.context.one(queries.fulfillments_by_ids, key))

    @strawberry.field(description="Parcels that you may see, newest first.")
    async def fulfillments(
        self,
        info: Info,
        where: Annotated[FulfillmentWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Fulfillment]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, PARCEL_KINDS)
        page = await queries.fulfillments_page(ctx, part, condition=which)
        return connect(
            page, Fulfillment.of, lambda: queries.count_fulfillments(ctx, condition=which)
        )

    @strawberry.field(description="Work of the warehouses that you may see, oldest first.")
    async def fulfillment_orders(
        self,
        info: Info,
        where: Annotated[
            FulfillmentOrderWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[FulfillmentOrder]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, WORK_KINDS)
        page = await queries.fulfillment_orders_page(ctx, part, condition=which)
        return connect(
            page,
            FulfillmentOrder.of,
            lambda: queries.count_fulfillment_orders(ctx, condition=which),
        )

    @strawberry.field(description="Who drives for us, by code.")
    async def carriers(self, info: Info) -> list[Carrier]:
        return Carrier.each(await queries.carriers(info.context.domain))

    @strawberry.field(
        description="The public page of a parcel, for whoever has its token; null for any other."
    )
    async def shipment_tracking(
        self,
        info: Info,
        token: Annotated[str, strawberry.argument(description="The token from the link.")],
    ) -> PublicTracking | None:
        context = info.context
        try:
            key = read_tracking_token(context.secret, token, context.domain.now)
        except (InvalidToken, TokenExpired):
            return None
        return PublicTracking.seen(await public_tracking(key), context.cursor)
