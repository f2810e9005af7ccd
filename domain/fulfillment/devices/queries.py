"""Reading machines, what they said and were told, for whoever reads a warehouse's work."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.fulfillment.devices.errors import DeviceNotInService
from domain.fulfillment.devices.models import Device, DeviceEvent, DeviceInstruction
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages

NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
LATEST = Order("OCCURRED_AT_DESC", "occurred_at", descending=True, value=instant)


def visible_devices(ctx: Context) -> QuerySet[Device]:
    """Machines, those that were retired too."""
    return Device.all() if ctx.allows(Scope.FULFILLMENT_READ) else Device.filter(id__in=[])


def visible_events(ctx: Context) -> QuerySet[DeviceEvent]:
    """What they said."""
    rows = DeviceEvent.all()
    return rows if ctx.allows(Scope.FULFILLMENT_READ) else rows.filter(id__in=[])


def visible_instructions(ctx: Context) -> QuerySet[DeviceInstruction]:
    """What they were told."""
    rows = DeviceInstruction.all()
    return rows if ctx.allows(Scope.FULFILLMENT_READ) else rows.filter(id__in=[])


async def device_in_service(ctx: Context, code: str) -> Device:
    """The machine with this code, for whoever may speak for machines.

    Raises:
        NotPermitted: the actor may not.
        NotFound: there is none.
        DeviceNotInService: it is switched off, or was retired.
    """
    ctx.require(Scope.DEVICES_INGEST)
    device = await Device.get_or_none(code=code)
    if device is None:
        raise NotFound("device", code)
    if not device.is_enabled:
        raise DeviceNotInService(code)
    return device


async def devices_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Device]:
    """Machines by their ids."""
    return {row.id: row for row in await visible_devices(ctx).filter(id__in=set(ids))}


async def instructions_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, DeviceInstruction]:
    """What they were told, by id."""
    return {row.id: row for row in await visible_instructions(ctx).filter(id__in=set(ids))}


async def devices_page(ctx: Context, window: Window) -> Page[Device]:
    """Machines, the newest first."""
    return await page(visible_devices(ctx), window, NEWEST)


async def count_devices(ctx: Context) -> int:
    """How many there are."""
    return await visible_devices(ctx).count()


async def pages_of_events(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[DeviceEvent]]:
    """A page of what each of many machines said."""
    return await pages(visible_events(ctx), "device_id", ids, window, order)


async def counts_of_events(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How much each of many machines said."""
    return await counts(visible_events(ctx), "device_id", ids)


async def pages_of_instructions(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[DeviceInstruction]]:
    """A page of what each of many machines was told."""
    return await pages(visible_instructions(ctx), "device_id", ids, window, order)


async def counts_of_instructions(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How much each of many machines was told."""
    return await counts(visible_instructions(ctx), "device_id", ids)
