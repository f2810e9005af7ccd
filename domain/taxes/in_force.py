"""The rates that are known, kept by each process, and used only while they are so.

They share their revision with promotions (see `domain.promotions.active`): both are what an order
is placed by beside its prices, and whoever places one in a single statement compares one value.
"""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from domain.channels.models import SalesChannel
from domain.promotions.active import HOLD_SHARED, NOW
from domain.shared import sql
from domain.shared.places.regions import region_code
from domain.taxes.arithmetic import Rate
from domain.taxes.models import TaxClass, TaxRate


class Place(NamedTuple):
    """Where something goes: a country, and a region as `region_code` writes it, or nothing."""

    country: str
    region: str = ""

    @classmethod
    def of(cls, country: str, region: str) -> "Place":
        """A place as somebody wrote it."""
        return cls(country, region_code(country, region))


class ChannelTaxes(NamedTuple):
    """What a channel's prices are, and where an order goes of which nobody said it."""

    is_included: bool
    home: Place | None


@dataclass(frozen=True, slots=True)
class TaxRules:
    """All rates as of a revision, whatever their times; where there is none, nothing else is known,
    for nobody needs it.
    """

    revision: UUID
    default_class: UUID | None = None
    channels: Mapping[str, ChannelTaxes] = field(default_factory=dict)
    rates: Mapping[str, Sequence[TaxRate]] = field(default_factory=dict)  # by country

    def place_of(self, channel: str, place: Place | None) -> Place | None:
        """Where an order of a channel is taxed: where it goes, else where the channel is."""
        known = self.channels.get(channel)
        return place or (known.home if known else None)

    def may_apply(self, now: datetime, channel: str, country: str | None) -> bool:
        """Whether anything might be owed for an order of this moment that goes there."""
        if not self.rates:
            return False
        place = self.place_of(channel, Place(country) if country else None)
        found = self.rates.get(place.country, ()) if place else ()
        return any(_is_open(rate, now) for rate in found)

    def is_included(self, channel: str) -> bool:
        """Whether a channel's prices contain the tax."""
        known = self.channels.get(channel)
        return known.is_included if known else False

    def rates_at(self, now: datetime, place: Place, tax_class: UUID | None) -> list[Rate]:
        """What is owed there of goods of a class, by name: what the region takes, or where it says
        nothing of the class, the country. Rates of one place add up.
        """
        found = [
            rate
            for rate in self.rates.get(place.country, ())
            if rate.tax_class_id == tax_class and _is_open(rate, now)
        ]
        regional = [rate for rate in found if place.region and rate.region == place.region]
        chosen = regional or [rate for rate in found if not rate.region]
        return sorted(Rate(rate.name, rate.rate_ppm) for rate in chosen)


def _is_open(rate: TaxRate, now: datetime) -> bool:
    return rate.starts_at <= now and (rate.ends_at is None or now < rate.ends_at)


_known: WeakKeyDictionary[AbstractEventLoop, TaxRules] = WeakKeyDictionary()


async def known_taxes() -> TaxRules:
    """What this process knows; whoever acts on it asks whether its revision still is the one."""
    return _known.get(asyncio.get_running_loop()) or await current_taxes()


async def current_taxes(*, held: bool = False) -> TaxRules:
    """What is in force now; held, nothing of it changes until the caller's transaction ends."""
    if held:
        await sql.execute(HOLD_SHARED)
    revision = await sql.value(NOW)
    loop = asyncio.get_running_loop()
    known = _known.get(loop)
    if known is None or known.revision != revision:
        known = _known[loop] = await _read(revision)
    return known


async def _read(revision: UUID) -> TaxRules:
    rates: dict[str, list[TaxRate]] = {}
    for rate in await TaxRate.all():
        rates.setdefault(rate.country, []).append(rate)
    if not rates:
        return TaxRules(revision)
    usual = await TaxClass.get_or_none(is_default=True)
    return TaxRules(
        revision,
        usual.id if usual else None,
        {
            row.code: ChannelTaxes(
                row.prices_include_tax,
                Place.of(row.tax_country, row.tax_region) if row.tax_country else None,
            )
            for row in await SalesChannel.all()
        },
        rates,
    )
