"""Reading machines."""

import strawberry

from domain.fulfillment.devices import queries
from schema.devices.types import Device
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.ids import key_in


@strawberry.type(description="Reading machines of warehouses.")
class DeviceQueries:
    """All need fulfillment:read; empty without it."""

    @strawberry.field(
        description="One machine; null if there is none that you may see. Needs fulfillment:read."
    )
    async def device(self, info: Info, id: Id) -> Device | None:
        return Device.maybe(await info.context.one(queries.devices_by_ids, key_in("Device", id)))

    @strawberry.field(
        description="Machines, those that were retired too, newest first. Empty without"
        " fulfillment:read."
    )
    async def devices(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Device]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.devices_page(ctx, part)
        return connect(page, Device.of, lambda: queries.count_devices(ctx))
