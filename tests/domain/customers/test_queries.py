"""Reads of customers: for whoever may know them."""

import pytest

from domain.customers import queries
from domain.customers.add_address import NewAddress, add_address
from domain.customers.cards import Card
from domain.customers.create_customer import create_customer
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id
from domain.shared.paging import Window
from tests.shop import Shop

HOME = NewAddress("Cleo Park", "12 Leaf Lane", "Hangzhou", "CN", region="Zhejiang", district="Xihu")


async def names(ctx: Context, search: str | None = None) -> list[str]:
    found = await queries.customers_page(ctx, Window(), search=search)
    return sorted(Card.of(row).name for row in found.rows)


async def test_a_customer_knows_oneself_and_staff_know_all(shop: Shop) -> None:
    cleo, dan = await shop.customer("Cleo"), await shop.customer("Dan")
    home = await add_address(shop.ctx, cleo.id, HOME)
    both = [cleo.id, dan.id, new_id()]
    staff = shop.as_staff(Scope.CUSTOMERS_READ)

    assert await names(staff) == ["Cleo", "Dan"]
    assert set(await queries.customers_by_ids(staff, both)) == {cleo.id, dan.id}
    assert await names(shop.as_customer(cleo)) == ["Cleo"]
    assert set(await queries.customers_by_ids(shop.as_customer(dan), both)) == {dan.id}
    assert set(await queries.addresses_of_customers(shop.as_customer(cleo), both)) == {cleo.id}
    assert (await queries.get_address(shop.as_customer(cleo), home.id)).id == home.id
    for outsider in (shop.as_customer(dan), shop.as_anonymous, shop.as_staff()):
        assert await queries.addresses_of_customers(outsider, both) == {}
        assert await queries.customer_by_number(outsider, cleo.number) is None
        with pytest.raises(NotFound):
            await queries.get_customer(outsider, cleo.id)
        with pytest.raises(NotFound):
            await queries.get_address(outsider, home.id)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("cleo", ["Cleo Park"]),
        ("PARK, Cleo", ["Cleo Park"]),
        ("Cleo Wu", []),
        ("leo", []),
        ("CLEO@example.test", ["Cleo Park"]),
        ("cleo@exam", []),
        ("+86 138 0000 1234", ["Cleo Park"]),
        ("1380000", []),
        ("", ["Cleo Park", "Dan Wu"]),
        ("100%", []),
    ],
)
async def test_customers_are_found_by_whole_words_and_by_whole_contacts(
    shop: Shop, search: str, found: list[str]
) -> None:
    await create_customer(shop.ctx, "Cleo Park", email="cleo@example.test", phone="+8613800001234")
    await create_customer(shop.ctx, "Dan Wu", email="dan@example.test")

    assert await names(shop.ctx, search) == found


async def test_customers_are_found_by_number(shop: Shop) -> None:
    cleo = await create_customer(shop.ctx, "Cleo Park")
    await create_customer(shop.ctx, "Dan Wu")

    assert await names(shop.ctx, cleo.number.lower()) == ["Cleo Park"]
    assert await queries.customer_by_number(shop.ctx, cleo.number) == cleo


async def test_who_may_not_read_personal_data_cannot_search_in_it(shop: Shop) -> None:
    cleo = await create_customer(shop.ctx, "Cleo Park", email="cleo@example.test", phone="+8613800")
    staff = shop.as_staff(Scope.CUSTOMERS_READ)

    for search in ("Cleo", "cleo@example.test", "+8613800"):
        assert await names(staff, search) == []
    assert await names(staff, cleo.number) == ["Cleo Park"]


async def test_a_search_text_has_its_limits(shop: Shop) -> None:
    for search in ("x" * 201, "\x00"):
        with pytest.raises(InvalidInput):
            await names(shop.ctx, search)
