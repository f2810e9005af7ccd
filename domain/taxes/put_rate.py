"""Putting a rate: what a place takes of goods of a class, from when until when."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.inputs import count, country, text
from domain.shared.outbox import append
from domain.shared.places.regions import region_code
from domain.shared.states import expect_version, raise_version
from domain.taxes.arithmetic import WHOLE
from domain.taxes.errors import TaxRatesOverlap
from domain.taxes.events import TaxRatePut
from domain.taxes.models import TaxRate
from domain.taxes.writing import hold_taxes, lock_class, tell_processes

NAME_LENGTH_MAX = 60  # characters
REGION_LENGTH_MAX = 120  # characters
RATES_MAX = 10_000  # in all; a process keeps them
TOO_FAR_OFF = datetime(3000, 1, 1, tzinfo=UTC)  # no law looks as far ahead


@dataclass(frozen=True, slots=True)
class NewRate:
    """A rate in parts per million. Without a region it is the whole country's."""

    tax_class_id: UUID
    country: str
    name: str
    rate_ppm: int
    starts_at: datetime
    region: str = ""
    ends_at: datetime | None = None

    def checked(self) -> Self:
        """The same, without blanks around its words, if it makes sense.

        Raises:
            InvalidInput: bad words, a rate above 100 %, or an end before its beginning.
        """
        for name, at in (("startsAt", self.starts_at), ("endsAt", self.ends_at)):
            if at is not None and at >= TOO_FAR_OFF:
                raise InvalidInput("This is too far off.", name)
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise InvalidInput("It ends before it begins.", "endsAt")
        return replace(
            self,
            country=country(self.country, "country"),
            name=text(self.name, "name", longest=NAME_LENGTH_MAX),
            region=text(self.region, "region", longest=REGION_LENGTH_MAX, required=False),
            rate_ppm=count(self.rate_ppm, "rate", lowest=0, highest=WHOLE),
        )


async def put_rate(
    ctx: Context,
    rate: NewRate,
    *,
    rate_id: UUID | None = None,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
) -> TaxRate:
    """Write a rate down, or another in the place of one. Orders placed already keep theirs.

    Raises:
        NotPermitted: the actor may not decide what things cost.
        InvalidInput: see `NewRate.checked`; or there are too many.
        NotFound: no such class or rate.
        TaxRatesOverlap: this tax has another rate there, for the class, at some of that time.
        VersionConflict: the rate changed since `expected_version`.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    rate = rate.checked()
    async with in_transaction():
        claimed = await claim(ctx, "taxes.put_rate", idempotency_key, [rate_id, rate])
        if claimed.replay_of:
            return await _get(claimed.replay_of)
        await hold_taxes()
        await lock_class(rate.tax_class_id)
        await _look_for_another(rate, rate_id)
        row = await _write(ctx, rate, rate_id, expected_version)
        await append(
            ctx,
            TaxRatePut(
                aggregate_id=row.id,
                version=row.version,
                tax_class_id=row.tax_class_id,
                country=row.country,
                region=row.region,
                name=row.name,
                rate_ppm=row.rate_ppm,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            ),
        )
        await tell_processes()
        await claimed.settle(row.id)
        return row


async def _write(
    ctx: Context, rate: NewRate, rate_id: UUID | None, expected_version: int | None
) -> TaxRate:
    columns: dict[str, Any] = {
        "tax_class_id": rate.tax_class_id,
        "country": rate.country,
        "region": region_code(rate.country, rate.region),
        "region_name": rate.region,
        "name": rate.name,
        "rate_ppm": rate.rate_ppm,
        "starts_at": rate.starts_at,
        "ends_at": rate.ends_at,
    }
    if rate_id is None:
        if await TaxRate.all().count() >= RATES_MAX:
            raise InvalidInput(f"There are {RATES_MAX} rates already.")
        return await TaxRate.create(
            id=new_id(), version=1, **columns, created_at=ctx.now, updated_at=ctx.now
        )
    row = await _get(rate_id)
    expect_version(row, "tax rate", expected_version)
    await raise_version(row, "tax rate", at=ctx.now, **columns)
    return row


async def _get(rate_id: UUID) -> TaxRate:
    row = await TaxRate.get_or_none(id=rate_id)
    if row is None:
        raise NotFound("tax rate", rate_id)
    return row


async def _look_for_another(rate: NewRate, rate_id: UUID | None) -> None:
    """Nobody else changes rates meanwhile, so what is seen here is so."""
    others = TaxRate.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=rate.starts_at),
        tax_class_id=rate.tax_class_id,
        country=rate.country,
        region=region_code(rate.country, rate.region),
        name=rate.name,
    )
    if rate.ends_at is not None:
        others = others.filter(starts_at__lt=rate.ends_at)
    if rate_id is not None:
        others = others.exclude(id=rate_id)
    if other := await others.first():
        raise TaxRatesOverlap(other.name, other.starts_at)
