"""Creating with a key: whoever repeats after a lost answer gets the first result, and no second."""

import pytest

from domain.customers.add_address import NewAddress, add_address
from domain.customers.create_customer import create_customer
from domain.shared.errors import IdempotencyKeyReused
from tests.shop import Shop

HOME = NewAddress("Cleo Park", "12 Leaf Lane", "Hangzhou", "CN", region="Zhejiang", district="Xihu")


async def test_the_same_key_creates_one_customer(shop: Shop) -> None:
    created = [
        await create_customer(shop.ctx, "Cleo", email="cleo@example.test", idempotency_key="k")
        for _ in range(2)
    ]

    assert created[0].id == created[1].id
    with pytest.raises(IdempotencyKeyReused):
        await create_customer(shop.ctx, "Dan", idempotency_key="k")
    assert await shop.event_names() == ["customers.customer_created"]


async def test_the_same_key_adds_one_address(shop: Shop) -> None:
    cleo = await shop.customer()

    added = [
        await add_address(shop.as_customer(cleo), cleo.id, HOME, idempotency_key="k")
        for _ in range(2)
    ]

    assert added[0].id == added[1].id
    assert await shop.event_names() == ["customers.address_added"]
