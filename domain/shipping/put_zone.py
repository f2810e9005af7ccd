"""Putting a zone: the places that are sent to alike."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version
from domain.shipping.events import ShippingZonePut
from domain.shipping.models import ShippingZone
from domain.taxes.in_force import Place

NAME_LENGTH_MAX = 120  # characters
PLACES_MAX = 400  # places of a zone; there are 249 countries


async def put_zone(
    ctx: Context,
    name: str,
    places: Sequence[Place],
    *,
    zone_id: UUID | None = None,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
) -> ShippingZone:
    """Write a zone down, or other places of one.

    Raises:
        NotPermitted: the actor may not decide what things cost.
        InvalidInput: bad words, no places, too many, or one twice.
        NotFound: no such zone.
        AlreadyTaken: another zone has this name.
        VersionConflict: the zone changed since `expected_version`.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    name = inputs.text(name, "name", longest=NAME_LENGTH_MAX)
    inputs.items(places, "places", most=PLACES_MAX)
    inputs.distinct(["/".join(place) for place in places], "places")
    if not places:
        raise InvalidInput("Say which places.", "places")
    async with in_transaction():
        request = [zone_id, name, sorted(places)]
        claimed = await claim(ctx, "shipping.put_zone", idempotency_key, request)
        if claimed.replay_of:
            return await _locked(claimed.replay_of)
        row = await _locked(zone_id) if zone_id else None
        if row is not None:
            expect_version(row, "shipping zone", expected_version)
        others = ShippingZone.filter(name=name)
        if await (others.exclude(id=row.id) if row else others).exists():
            raise AlreadyTaken(f"There is a zone {name} already.", "name")
        kept = [list(place) for place in places]
        if row is None:
            row = await ShippingZone.create(
                id=new_id(),
                version=1,
                name=name,
                places=kept,
                created_at=ctx.now,
                updated_at=ctx.now,
            )
        else:
            await raise_version(row, "shipping zone", at=ctx.now, name=name, places=kept)
        await append(
            ctx, ShippingZonePut(aggregate_id=row.id, version=row.version, places=len(kept))
        )
        await claimed.settle(row.id)
        return row


async def _locked(zone_id: UUID) -> ShippingZone:
    row = await ShippingZone.filter(id=zone_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("shipping zone", zone_id)
    return row
