"""What this actor can do with work and with parcels now: the tables, for whoever may work."""

from domain.fulfillment.states import (
    FULFILLMENT,
    FULFILLMENT_ORDER,
    FulfillmentAction,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
    FulfillmentStatus,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context


def actions_on_work(ctx: Context, status: FulfillmentOrderStatus) -> list[FulfillmentOrderAction]:
    """What the actor could do with a warehouse's work; those who wait for a parcel, nothing."""
    return FULFILLMENT_ORDER.actions(status) if ctx.allows(Scope.FULFILLMENT_WRITE) else []


def actions_on_parcel(ctx: Context, status: FulfillmentStatus) -> list[FulfillmentAction]:
    """What the actor could do with a parcel; those who wait for it, nothing."""
    return FULFILLMENT.actions(status) if ctx.allows(Scope.FULFILLMENT_WRITE) else []
