"""Opening a sales channel."""

import pytest

from domain.channels.create_channel import create_channel
from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.shared.errors import AlreadyTaken, InvalidInput, NotPermitted
from tests.shop import Shop


async def test_a_channel_has_a_code_a_name_and_a_currency(shop: Shop) -> None:
    made = await create_channel(shop.ctx, code="app", name="The app", currency="CNY")

    kept = await SalesChannel.get(id=made.id)
    assert (kept.code, kept.name, kept.currency) == ("app", "The app", "CNY")


async def test_a_code_belongs_to_one_channel(shop: Shop) -> None:
    with pytest.raises(AlreadyTaken) as refusal:
        await create_channel(shop.ctx, code="web", name="Another", currency="CNY")

    assert refusal.value.field == ["code"]
    assert await shop.count("sales_channel") == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "x" * 33}, "code"),
        ({"name": "a\x00"}, "name"),
        ({"currency": "XXX"}, "currency"),
    ],
)
async def test_nonsense_is_refused(shop: Shop, words: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await create_channel(shop.ctx, **{"code": "app", "name": "App", "currency": "CNY", **words})

    assert refusal.value.field == [field]
    assert await shop.count("sales_channel") == 1


async def test_only_those_who_may_write_orders_open_one(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await create_channel(
            shop.as_staff(Scope.ORDERS_READ), code="app", name="App", currency="CNY"
        )

    assert await shop.count("sales_channel") == 1
