"""Saying where a warehouse stands, so that the nearest can be found."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.inventory.models import Warehouse
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound

LATITUDE_MAX = 90.0  # degrees
LONGITUDE_MAX = 180.0  # degrees


async def place_warehouse(
    ctx: Context, warehouse_id: UUID, *, latitude: float, longitude: float
) -> Warehouse:
    """Put a warehouse on the map, in degrees: north and east are above zero.

    Raises:
        NotPermitted: the actor may not change warehouses.
        InvalidInput: there is no such point on the earth.
        NotFound: there is no such warehouse.
    """
    ctx.require(Scope.INVENTORY_WRITE)
    for name, value, most in (
        ("latitude", latitude, LATITUDE_MAX),
        ("longitude", longitude, LONGITUDE_MAX),
    ):
        if not -most <= value <= most:  # what is no number is not either
            raise InvalidInput(f"This is from {-most:.0f} to {most:.0f} degrees.", name)
    async with in_transaction():
        held = Warehouse.filter(id=warehouse_id).select_for_update(no_key=True)
        warehouse = await held.first()
        if warehouse is None:
            raise NotFound("warehouse", warehouse_id)
        warehouse.latitude, warehouse.longitude = latitude, longitude
        await warehouse.save(update_fields=["latitude", "longitude"])
        return warehouse
