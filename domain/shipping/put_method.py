"""Putting a method: a way in which a channel sends goods to a zone, and what it charges."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, WrongCurrency
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version
from domain.shipping.events import ShippingMethodPut
from domain.shipping.models import ShippingMethod, ShippingZone
from domain.taxes.models import TaxClass

NAME_LENGTH_MAX = 120  # characters
BANDS_MAX = 50
DAYS_MAX = 365  # days from the order to the door


@dataclass(frozen=True, slots=True)
class NewMethod:
    """A method; `bands` are from which worth of the goods on, and the charge, in minor units."""

    channel_id: UUID
    zone_id: UUID
    name: str
    currency: str
    bands: Sequence[tuple[int, int]]
    days_min: int
    days_max: int
    free_from_minor: int | None = None
    carrier_id: UUID | None = None
    tax_class_id: UUID | None = None
    is_active: bool = True

    def checked(self) -> Self:
        """The same, its bands ascending, if it makes sense.

        Raises:
            InvalidInput: bad words, no bands or one twice, amounts or days out of bounds.
            WrongCurrency: we do not trade in this currency.
        """
        if self.currency not in MINOR_DIGITS:
            raise WrongCurrency(f"We do not trade in {self.currency}.", "currency")
        inputs.items(self.bands, "bands", most=BANDS_MAX)
        if not self.bands:
            raise InvalidInput("Say what it charges.", "bands")
        inputs.distinct([str(least) for least, _ in self.bands], "bands")
        for place, band in enumerate(self.bands):
            for minor in band:
                _amount(minor, "bands", str(place))
        if self.free_from_minor is not None:
            _amount(self.free_from_minor, "freeFrom")
        inputs.count(self.days_min, "daysMin", lowest=0, highest=DAYS_MAX)
        inputs.count(self.days_max, "daysMax", lowest=self.days_min, highest=DAYS_MAX)
        return replace(
            self,
            name=inputs.text(self.name, "name", longest=NAME_LENGTH_MAX),
            bands=sorted((least, charge) for least, charge in self.bands),
        )


async def put_method(
    ctx: Context,
    method: NewMethod,
    *,
    method_id: UUID | None = None,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
) -> ShippingMethod:
    """Write a method down, or another in the place of one. Orders placed already keep theirs.

    Raises:
        NotPermitted: the actor may not decide what things cost.
        InvalidInput, WrongCurrency: see `NewMethod.checked`.
        NotFound: no such method, channel, zone, carrier or class.
        VersionConflict: the method changed since `expected_version`.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    method = method.checked()
    async with in_transaction():
        claimed = await claim(ctx, "shipping.put_method", idempotency_key, [method_id, method])
        if claimed.replay_of:
            return await _locked(claimed.replay_of)
        row = await _locked(method_id) if method_id else None
        if row is not None:
            expect_version(row, "shipping method", expected_version)
        await _seen(method)
        row = await _write(ctx, method, row)
        await append(
            ctx,
            ShippingMethodPut(
                aggregate_id=row.id,
                version=row.version,
                channel_id=row.channel_id,
                zone_id=row.zone_id,
                currency=row.currency,
                is_active=row.is_active,
            ),
        )
        await claimed.settle(row.id)
        return row


async def _write(ctx: Context, method: NewMethod, row: ShippingMethod | None) -> ShippingMethod:
    columns: dict[str, Any] = {
        "channel_id": method.channel_id,
        "zone_id": method.zone_id,
        "name": method.name,
        "carrier_id": method.carrier_id,
        "tax_class_id": method.tax_class_id,
        "currency": method.currency,
        "bands": [list(band) for band in method.bands],
        "free_from_minor": method.free_from_minor,
        "days_min": method.days_min,
        "days_max": method.days_max,
        "is_active": method.is_active,
    }
    if row is None:
        return await ShippingMethod.create(
            id=new_id(), version=1, **columns, created_at=ctx.now, updated_at=ctx.now
        )
    await raise_version(row, "shipping method", at=ctx.now, **columns)
    return row


async def _seen(method: NewMethod) -> None:
    """What it names is there."""
    if not await SalesChannel.filter(id=method.channel_id).exists():
        raise NotFound("channel", method.channel_id)
    if not await ShippingZone.filter(id=method.zone_id).exists():
        raise NotFound("shipping zone", method.zone_id)
    if method.tax_class_id and not await TaxClass.filter(id=method.tax_class_id).exists():
        raise NotFound("tax class", method.tax_class_id)
    carrier_id = method.carrier_id  # of a context above this one: its key is all we know
    if carrier_id and not await sql.rows("SELECT 1 FROM carrier WHERE id = $1", carrier_id):
        raise NotFound("carrier", carrier_id)


async def _locked(method_id: UUID) -> ShippingMethod:
    row = await ShippingMethod.filter(id=method_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("shipping method", method_id)
    return row


def _amount(minor: int, *field: str) -> None:
    if not 0 <= minor <= AMOUNT_MINOR_MAX:
        raise InvalidInput("An amount is not below zero and not beyond counting.", *field)
