"""Addresses: where a customer wants parcels, and which is the default."""

import asyncio
from dataclasses import replace

import pytest

from domain.customers.add_address import ADDRESSES_MAX, NewAddress, add_address
from domain.customers.cards import opened_address, sealed_address
from domain.customers.errors import TooManyAddresses
from domain.customers.models import Address, Customer
from domain.customers.queries import addresses_of_customers
from domain.customers.remove_address import remove_address
from domain.customers.set_default_address import set_default_address
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop

HOME = NewAddress(
    "Cleo Park",
    "12 Leaf Lane",
    "Hangzhou",
    "CN",
    region="Zhejiang",
    district="Xihu",
    phone="+86 138 0000 1234",
)


async def defaults(customer: Customer) -> list[str]:
    rows = Address.filter(customer_id=customer.id, is_default=True)
    return [str(opened_address(row)["line1"]) for row in await rows]


async def test_the_first_address_is_the_default_and_the_next_is_not(shop: Shop) -> None:
    cleo = await shop.customer()

    home = await add_address(shop.as_customer(cleo), cleo.id, HOME)
    await add_address(shop.as_customer(cleo), cleo.id, replace(HOME, line1="Office"))

    assert await defaults(cleo) == ["12 Leaf Lane"]
    assert opened_address(home)["phone"] == "+8613800001234"
    assert (await Customer.get(id=cleo.id)).version == 2
    assert await shop.event_names() == ["customers.address_added"] * 2
    assert await EventRow.get(version=1).values_list("payload", flat=True) == {
        "address_id": str(home.id)
    }


async def test_an_address_may_come_as_the_new_default(shop: Shop) -> None:
    cleo = await shop.customer()
    await add_address(shop.ctx, cleo.id, HOME)

    await add_address(shop.ctx, cleo.id, replace(HOME, line1="Office"), is_default=True)

    assert await defaults(cleo) == ["Office"]
    rows = await addresses_of_customers(shop.ctx, [cleo.id])
    assert [opened_address(row)["line1"] for row in rows[cleo.id]] == ["Office", "12 Leaf Lane"]


async def test_addresses_added_at_once_have_one_default(shop: Shop) -> None:
    cleo = await shop.customer()

    await asyncio.gather(*(add_address(shop.ctx, cleo.id, HOME, is_default=True) for _ in range(4)))

    assert len(await defaults(cleo)) == 1
    assert (await Customer.get(id=cleo.id)).version == 4


async def test_setting_the_default_again_tells_the_world_once(shop: Shop) -> None:
    cleo = await shop.customer()
    await add_address(shop.ctx, cleo.id, HOME)
    office = await add_address(shop.ctx, cleo.id, replace(HOME, line1="Office"))

    for _ in range(2):
        address = await set_default_address(shop.as_customer(cleo), office.id)
        assert address.is_default

    assert await defaults(cleo) == ["Office"]
    assert (await shop.event_names())[2:] == ["customers.default_address_set"]


async def test_a_removed_default_leaves_none(shop: Shop) -> None:
    cleo = await shop.customer()
    home = await add_address(shop.ctx, cleo.id, HOME)
    await add_address(shop.ctx, cleo.id, replace(HOME, line1="Office"))

    customer = await remove_address(shop.as_customer(cleo), home.id)

    assert customer.version == 3
    assert await defaults(cleo) == []
    assert await shop.count("address") == 1
    assert (await shop.event_names())[2:] == ["customers.address_removed"]


async def test_of_two_who_remove_at_once_one_does(shop: Shop) -> None:
    cleo = await shop.customer()
    home = await add_address(shop.ctx, cleo.id, HOME)

    outcomes = await asyncio.gather(
        *(remove_address(shop.ctx, home.id) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Customer", "NotFound"]
    assert (await shop.event_names())[1:] == ["customers.address_removed"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recipient": ""}, "recipient"),
        ({"recipient": "x" * 121}, "recipient"),
        ({"line1": " "}, "line1"),
        ({"line1": "x" * 201}, "line1"),
        ({"line2": "\x00"}, "line2"),
        ({"city": ""}, "city"),
        ({"region": "x" * 121}, "region"),
        ({"postal_code": "x" * 33}, "postalCode"),
        ({"country": "China"}, "country"),
        ({"country": "cn"}, "country"),
        ({"phone": "x"}, "phone"),
    ],
)
async def test_bad_input_adds_nothing(shop: Shop, change: dict[str, str], field: str) -> None:
    cleo = await shop.customer()

    with pytest.raises(InvalidInput) as refused:
        await add_address(shop.ctx, cleo.id, replace(HOME, **change))

    assert refused.value.field == [field]
    assert await shop.count("address") == 0
    assert await shop.event_names() == []


async def test_a_card_has_room_for_so_many(shop: Shop) -> None:
    cleo = await shop.customer()
    await Address.bulk_create(
        Address(
            id=key,
            customer_id=cleo.id,
            **sealed_address(key, {"recipient": "Cleo", "line1": "1 Lane", "city": "Hangzhou"}),
            country="CN",
            created_at=shop.now,
        )
        for key in (new_id() for _ in range(ADDRESSES_MAX))
    )

    with pytest.raises(TooManyAddresses):
        await add_address(shop.ctx, cleo.id, HOME)

    assert await shop.count("address") == ADDRESSES_MAX
    assert await shop.event_names() == []


async def test_another_customers_addresses_are_not_there(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")
    home = await add_address(shop.ctx, cleo.id, HOME)
    reader = shop.as_staff(Scope.CUSTOMERS_READ)

    for stranger, address_id in ((shop.as_customer(dan), home.id), (shop.ctx, new_id())):
        with pytest.raises(NotFound):
            await set_default_address(stranger, address_id)
        with pytest.raises(NotFound):
            await remove_address(stranger, address_id)
    with pytest.raises(NotFound):
        await add_address(shop.as_customer(dan), cleo.id, HOME)
    with pytest.raises(NotPermitted):
        await add_address(reader, cleo.id, HOME)
    with pytest.raises(NotPermitted):
        await set_default_address(reader, home.id)
    with pytest.raises(NotPermitted):
        await remove_address(reader, home.id)
    with pytest.raises(VersionConflict):
        await add_address(shop.ctx, cleo.id, HOME, expected_version=0)

    assert await shop.count("address") == 1
    assert await shop.event_names() == ["customers.address_added"]
