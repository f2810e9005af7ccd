"""Putting up a machine, or changing it."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.fulfillment.devices.errors import DeviceNotInService
from domain.fulfillment.devices.events import DeviceUpserted
from domain.fulfillment.devices.models import Device
from domain.fulfillment.devices.vocabulary import SORTS_BY_CARRIER, DeviceKind
from domain.fulfillment.models import Carrier
from domain.identity.scopes import Scope
from domain.inventory.models import Warehouse
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import text
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

CODE_LENGTH_MAX = 64  # characters
NAME_LENGTH_MAX = 120  # characters
LANES_MAX = 100
KIND = "device"


async def upsert_device(
    ctx: Context,
    *,
    code: str,
    kind: DeviceKind,
    warehouse_id: UUID,
    name: str = "",
    lanes: Mapping[str, str] | None = None,
    is_enabled: bool = True,
    expected_version: int | None = None,
) -> Device:
    """Put up a machine, or change the one with this code. `lanes` are where a sorter or a conveyor
    puts parcels, by the code of their carrier. Said again, nothing changes.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        InvalidInput: no code, another kind than it was, or lanes of what sorts nothing.
        NotFound: no such warehouse or carrier.
        DeviceNotInService: it was retired.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    code = text(code, "code", longest=CODE_LENGTH_MAX)
    kept = _lanes(kind, lanes or {})
    wanted = {
        "name": text(name, "name", longest=NAME_LENGTH_MAX, required=False),
        "warehouse_id": warehouse_id,
        "lanes": kept,
        "is_enabled": is_enabled,
    }
    async with in_transaction():
        if not await Warehouse.exists(id=warehouse_id):
            raise NotFound("warehouse", warehouse_id)
        await _carriers_known(kept)
        device = await _held(ctx, code, kind, warehouse_id)
        if device.retired_at is not None:
            raise DeviceNotInService(code)
        if device.kind is not kind:
            raise InvalidInput("A machine stays what it is: give another one a code.", "kind")
        expect_version(device, KIND, expected_version)
        if device.version == 0 or any(getattr(device, key) != wanted[key] for key in wanted):
            await raise_version(device, KIND, at=ctx.now, **wanted)
            await append(ctx, DeviceUpserted.of(device))
        return device


async def _held(ctx: Context, code: str, kind: DeviceKind, warehouse_id: UUID) -> Device:
    """The machine of this code, held until the transaction ends; a new one if there is none."""
    rows = Device.filter(code=code).select_for_update(no_key=True)
    if found := await rows.first():
        return found
    try:
        async with in_transaction():
            return await Device.create(
                code=code,
                kind=kind,
                warehouse_id=warehouse_id,
                created_at=ctx.now,
                updated_at=ctx.now,
            )
    except IntegrityError:  # somebody put it up at this moment
        return await rows.get()


def _lanes(kind: DeviceKind, lanes: Mapping[str, str]) -> dict[str, str]:
    if lanes and kind not in SORTS_BY_CARRIER:
        raise InvalidInput("Only sorters and conveyors have lanes.", "lanes")
    if len(lanes) > LANES_MAX:
        raise InvalidInput(f"At most {LANES_MAX} at once.", "lanes")
    return {
        text(carrier, "lanes"): text(lane, "lanes", longest=CODE_LENGTH_MAX)
        for carrier, lane in sorted(lanes.items())
    }


async def _carriers_known(lanes: Mapping[str, str]) -> None:
    known = {row.code for row in await Carrier.filter(code__in=list(lanes))}
    for code in lanes:
        if code not in known:
            raise NotFound("carrier", code)
