"""What channels are told of stock and prices: the latest, in one call, whoever dies or fails."""

import pytest

from domain.channels.feed.registry import use_feeds
from domain.channels.feed.simulated import SimulatedMarketplace
from domain.channels.models import ChannelListing, ChannelPush
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel
from domain.processes.feed_channels import feed_channels
from domain.processes.sync_channel import sync_channel
from domain.shared import sql
from domain.shared.errors import NotPermitted
from tests.shop import Shop

NUMBER = "UPDATE event SET seq = id WHERE seq IS NULL"  # as the relay does


async def tell(shop: Shop, mart: SimulatedMarketplace) -> int:
    await sql.execute(NUMBER)
    use_feeds({"mart": mart})
    try:
        return await feed_channels(shop.ctx)
    finally:
        use_feeds({})


async def test_a_channel_is_told_once_of_the_latest(shop: Shop) -> None:
    await shop.marketplace()
    level = await InventoryLevel.get()
    variant = await level.variant
    mart = SimulatedMarketplace()

    assert await tell(shop, mart) == 1
    for _ in range(3):
        await shop.adjust(variant, -1)
    assert (await tell(shop, mart), await tell(shop, mart)) == (1, 0)

    shown = mart.shown["THEIRS-1"]
    assert (shown.available, shown.price_minor, mart.calls) == (7, 1250, 2)
    assert await ChannelPush.all().count() == 2


async def test_who_does_not_wait_for_the_sweeps_is_told_at_once(shop: Shop) -> None:
    channel = await shop.marketplace()
    mart = SimulatedMarketplace()
    use_feeds({"mart": mart})
    try:
        synced = await sync_channel(shop.ctx, channel.id)
    finally:
        use_feeds({})

    assert (synced.channel.id, synced.told) == (channel.id, 1)
    assert mart.shown["THEIRS-1"].available == 10
    with pytest.raises(NotPermitted):
        await sync_channel(shop.as_staff(Scope.ORDERS_READ), channel.id)


async def test_what_was_not_accepted_is_told_again(shop: Shop) -> None:
    await shop.marketplace()
    mart = SimulatedMarketplace(fails_each=2)
    await tell(shop, mart)
    await shop.adjust(await (await InventoryLevel.get()).variant, 5)

    await tell(shop, mart)  # comes to nothing
    assert await ChannelPush.filter(failure="unavailable", accepted=0).count() == 1
    assert await tell(shop, mart) == 0  # not at once
    shop.later(seconds=31)
    await tell(shop, mart)

    assert mart.shown["THEIRS-1"].available == 15
    assert (await ChannelListing.get()).due_at is None


async def test_a_feeder_that_died_is_followed(shop: Shop) -> None:
    await shop.marketplace()
    await ChannelListing.all().update(due_at=None, leased_until=shop.now)
    mart = SimulatedMarketplace()

    shop.later(seconds=1)

    assert await tell(shop, mart) == 1
