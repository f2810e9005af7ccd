"""Taxes and ways of sending for tests, by the verbs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.channels.models import SalesChannel
from domain.shared.context import Context
from domain.shipping.models import ShippingMethod, ShippingZone
from domain.shipping.put_method import NewMethod, put_method
from domain.shipping.put_zone import put_zone
from domain.taxes.create_class import create_class
from domain.taxes.in_force import Place
from domain.taxes.models import TaxClass, TaxRate
from domain.taxes.put_rate import NewRate, put_rate
from domain.taxes.set_channel_taxes import set_channel_taxes


class TaxesWorld:
    """Classes and rates."""

    ctx: Context
    now: datetime
    web: SalesChannel

    async def tax_class(self, code: str = "standard", *, is_default: bool = False) -> TaxClass:
        """A class; the same one again by its code."""
        known = await TaxClass.get_or_none(code=code)
        return known or await create_class(
            self.ctx, code=code, name=code.title(), is_default=is_default
        )

    async def rate(
        self,
        rate_ppm: int,
        *,
        name: str = "VAT",
        country: str = "DE",
        region: str = "",
        of: TaxClass | None = None,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
    ) -> TaxRate:
        """A rate in force, of the default class unless one is named."""
        tax_class = of or await self.tax_class()
        rate = NewRate(
            tax_class.id, country, name, rate_ppm, starts_at or self.now, region, ends_at
        )
        return await put_rate(self.ctx, rate)

    async def taxed_at(self, country: str, region: str = "", *, is_included: bool) -> None:
        """The web shop is there, and its prices contain the tax or do not."""
        self.web = await set_channel_taxes(
            self.ctx,
            self.web.id,
            prices_include_tax=is_included,
            country=country,
            region=region,
        )

    async def shipping_zone(self, country: str = "DE", region: str = "") -> ShippingZone:
        """A zone of one place; the same one again by its name."""
        name = f"{country} {region}".strip()
        known = await ShippingZone.get_or_none(name=name)
        return known or await put_zone(self.ctx, name, [Place.of(country, region)])

    async def shipping_method(
        self,
        *,
        name: str = "Parcel",
        country: str = "DE",
        region: str = "",
        bands: Sequence[tuple[int, int]] = ((0, 500),),
        **more: Any,
    ) -> ShippingMethod:
        """A way of sending from the web shop, which takes a day or three."""
        zone = await self.shipping_zone(country, region)
        given: dict[str, Any] = {"currency": "USD", "days_min": 1, "days_max": 3, **more}
        return await put_method(
            self.ctx, NewMethod(self.web.id, zone.id, name, bands=bands, **given)
        )
