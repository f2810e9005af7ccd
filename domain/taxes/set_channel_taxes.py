"""Saying of a channel whether its prices contain the tax, and where it is."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.taxes.put_rate import REGION_LENGTH_MAX
from domain.taxes.writing import hold_taxes, tell_processes


async def set_channel_taxes(
    ctx: Context,
    channel_id: UUID,
    *,
    prices_include_tax: bool,
    country: str | None = None,
    region: str = "",
) -> SalesChannel:
    """Say how a channel's prices are meant. An order of which nobody says where it goes is taxed as
    in `country` and `region`; without them, not at all. Orders placed already stay as they are.

    Raises:
        NotPermitted: the actor may not decide what things cost.
        InvalidInput: no country, or a region without one.
        NotFound: no such channel.
    """
    ctx.require(Scope.PRICING_WRITE)
    region = inputs.text(region, "region", longest=REGION_LENGTH_MAX, required=False)
    if country is not None:
        country = inputs.country(country, "country")
    elif region:
        raise InvalidInput("A region is one of a country.", "country")
    async with in_transaction():
        await hold_taxes()
        row = await SalesChannel.get_or_none(id=channel_id)
        if row is None:
            raise NotFound("channel", channel_id)
        row.prices_include_tax = prices_include_tax
        row.tax_country = country
        row.tax_region = region
        await row.save(update_fields=["prices_include_tax", "tax_country", "tax_region"])
        await tell_processes()
        return row
