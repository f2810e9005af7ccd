"""Opening a warehouse."""

import pytest

from domain.identity.scopes import Scope
from domain.inventory.create_warehouse import create_warehouse
from domain.inventory.models import Warehouse
from domain.shared.errors import AlreadyTaken, InvalidInput, NotPermitted
from tests.shop import Shop


async def test_a_warehouse_has_a_code_a_name_and_a_rank(shop: Shop) -> None:
    made = await create_warehouse(shop.ctx, code="north", name="North", region="CN-BJ", priority=3)

    kept = await Warehouse.get(id=made.id)
    assert (kept.code, kept.name, kept.region, kept.priority) == ("north", "North", "CN-BJ", 3)
    assert kept.is_active


async def test_a_code_belongs_to_one_warehouse(shop: Shop) -> None:
    with pytest.raises(AlreadyTaken) as refusal:
        await create_warehouse(shop.ctx, code="main", name="Another")

    assert refusal.value.field == ["code"]
    assert await shop.count("warehouse") == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"code": " "}, "code"),
        ({"code": "x" * 33}, "code"),
        ({"name": ""}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"region": "x" * 81}, "region"),
        ({"priority": -1}, "priority"),
        ({"priority": 2**40}, "priority"),
    ],
)
async def test_nonsense_is_refused(shop: Shop, words: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await create_warehouse(shop.ctx, **{"code": "north", "name": "North", **words})

    assert refusal.value.field == [field]
    assert await shop.count("warehouse") == 1


async def test_only_those_who_may_write_inventory_open_one(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await create_warehouse(shop.as_staff(Scope.INVENTORY_ADJUST), code="north", name="North")

    assert await shop.count("warehouse") == 1
