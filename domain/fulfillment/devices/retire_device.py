"""Taking a machine out of service for good."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.devices.events import DeviceRetired
from domain.fulfillment.devices.models import Device
from domain.fulfillment.devices.upsert_device import KIND
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def retire_device(
    ctx: Context, device_id: UUID, *, expected_version: int | None = None
) -> Device:
    """Hear a machine no more, and tell it nothing. What it was told before expires. Its code is
    not given again. Said again, nothing changes.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: there is no such machine.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        rows = Device.filter(id=device_id).select_for_update(no_key=True)
        device = await rows.first()
        if device is None:
            raise NotFound(KIND, device_id)
        if device.retired_at is not None:
            return device
        expect_version(device, KIND, expected_version)
        await raise_version(device, KIND, at=ctx.now, retired_at=ctx.now, is_enabled=False)
        await append(ctx, DeviceRetired.of(device))
        return device
