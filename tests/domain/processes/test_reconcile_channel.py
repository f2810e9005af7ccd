"""Our books beside a channel's own list."""

from datetime import timedelta

import pytest

from domain.channels.keep_manifest import Counted, keep_manifest
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.processes.reconcile_channel import DifferenceKind, reconcile_channel
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from tests.shop import Shop
from tests.world.channels import generic


async def test_every_difference_is_named_and_the_hours_add_up(shop: Shop) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, *[generic(f"A-{number}") for number in range(4)])
    await shop.take_in()
    at = (await Order.first()).placed_at  # type: ignore[union-attr]
    said = [
        Counted("A-0", 999, at),
        Counted("A-1", 1000, at),
        Counted("A-2", 999, at),
        Counted("A-2", 999, at),
        Counted("LOST", 500, at + timedelta(hours=1)),
    ]
    for _ in range(2):  # kept twice, it is the same
        assert await keep_manifest(shop.ctx, channel.id, said) == 4

    found = await reconcile_channel(
        shop.ctx, channel.id, at - timedelta(hours=1), at + timedelta(days=1)
    )

    assert [(one.kind, one.external_id) for one in found.differences] == [
        (DifferenceKind.AMOUNT_DIFFERS, "A-1"),
        (DifferenceKind.DUPLICATE, "A-2"),
        (DifferenceKind.MISSING_THERE, "A-3"),
        (DifferenceKind.MISSING_HERE, "LOST"),
    ]
    assert [(one.here, one.there, one.here_minor, one.there_minor) for one in found.hours] == [
        (4, 4, 3996, 3997),
        (0, 1, 0, 500),
    ]
    assert not found.is_equal
    assert set(found.counts.values()) == {1}


async def test_who_may_compare_and_what(shop: Shop) -> None:
    channel, now = await shop.marketplace(), shop.now
    with pytest.raises(NotPermitted):
        await reconcile_channel(shop.as_staff(Scope.ORDERS_WRITE), channel.id, now, now)
    for end in (now, now + timedelta(days=32)):
        with pytest.raises(InvalidInput):
            await reconcile_channel(shop.ctx, channel.id, now, end)
    with pytest.raises(NotFound):
        await reconcile_channel(shop.ctx, shop.main.id, now, now + timedelta(days=1))
