"""Once a night, whoever works and whenever it began, the figures are looked at."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.catalog.lifecycle.models import LifecycleLook, LifecycleSuggestion
from domain.catalog.models import Product
from domain.catalog.states import LifecycleStage
from domain.processes.suggest_by_night import last_night, suggest_by_night
from domain.shared.errors import NotPermitted
from tests.shop import Shop


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-03-02T03:00:00", "2026-03-02T03:00:00"),
        ("2026-03-02T23:59:59.999999", "2026-03-02T03:00:00"),
        ("2026-03-02T02:59:59.999999", "2026-03-01T03:00:00"),
        ("2028-03-01T00:00:00", "2028-02-29T03:00:00"),
        ("2027-01-01T02:00:00", "2026-12-31T03:00:00"),
    ],
)
def test_a_night_begins_at_three(now: str, night: str) -> None:
    at, begun = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (now, night))

    assert last_night(at) == begun


async def test_a_new_shop_waits_for_its_first_night(shop: Shop) -> None:
    await unsold(shop)

    opened = []
    for hour in (3, 9, 26, 27, 27.5, 50):
        opened.append(await look(shop, hour))

    assert opened == [0, 0, 0, 1, 0, 0]


async def test_nights_on_which_nobody_worked_are_made_up_for_once(shop: Shop) -> None:
    await look(shop, 2)
    await unsold(shop)

    assert [await look(shop, 6 * 24 + 14), await look(shop, 6 * 24 + 15)] == [1, 0]


async def test_a_look_that_fails_is_not_noted(shop: Shop) -> None:
    await look(shop, 2)
    await unsold(shop)
    shop.now = at(4)

    with pytest.raises(NotPermitted):
        await suggest_by_night(shop.as_staff("catalog:read"))

    assert (await LifecycleLook.get()).looked_at == at(2)
    assert await look(shop, 4) == 1


async def test_of_two_workers_at_once_one_proposes(shop: Shop) -> None:
    await look(shop, 2)
    for _ in range(5):
        await unsold(shop)
    shop.now = at(3)

    opened = await asyncio.gather(*(suggest_by_night(shop.as_system) for _ in range(4)))

    assert sum(opened) == await LifecycleSuggestion.all().count() == 5


def at(hours: float) -> datetime:
    """So many hours after the beginning of a day."""
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hours)


async def look(shop: Shop, hours: float) -> int:
    """A worker's turn, so many hours after the beginning of the first day."""
    shop.now = at(hours)
    return await suggest_by_night(shop.as_system)


async def unsold(shop: Shop) -> None:
    """A product that lies there: its figures speak for its decline."""
    variant = await shop.variant()
    await shop.stock(variant, 5)
    await Product.filter(id=variant.product_id).update(
        lifecycle_stage=LifecycleStage.MATURITY, published_at=at(-200 * 24)
    )
