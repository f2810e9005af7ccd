"""Collections: what is named one by one, and what a rule selects at this very moment."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest

from domain.catalog.attributes.kinds import AttributeKind
from domain.catalog.collections.add_products import add_products
from domain.catalog.collections.errors import CollectionHasRule
from domain.catalog.collections.models import Collection
from domain.catalog.collections.remove_products import remove_products
from domain.catalog.collections.rules import RuleCondition, RuleField, checked, read, written
from domain.catalog.collections.set_rule import set_rule
from domain.catalog.models import Product, Tag
from domain.catalog.product_list import ProductFilter, products_page
from domain.catalog.set_price import set_price
from domain.catalog.tagging import tag_product
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.filters import AnyOf, Condition, Is, Not
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shared.paging import Window
from tests.shop import Shop


async def shown(shop: Shop, condition: Condition, ctx: Context | None = None) -> set[UUID]:
    page = await products_page(ctx or shop.ctx, Window(), ProductFilter(condition=condition))
    return {row.id for row in page.rows}


async def inside(shop: Shop, collection: Collection, ctx: Context | None = None) -> set[UUID]:
    return await shown(shop, Is("collection", "eq", collection.id), ctx)


async def test_what_is_named_one_by_one_is_in_it_until_it_is_taken_out(shop: Shop) -> None:
    tea, coffee = await shop.product(), await shop.product()
    collection = await shop.collection()

    for _ in range(2):  # the second time nothing changes
        await add_products(shop.ctx, collection.id, [tea.id, coffee.id, tea.id])
    assert await inside(shop, collection) == {tea.id, coffee.id}
    for _ in range(2):
        await remove_products(shop.ctx, collection.id, [tea.id])
    assert await inside(shop, collection) == {coffee.id}

    assert await shop.event_names("collection") == [
        "catalog.collection_products_added",
        "catalog.collection_products_removed",
    ]


async def test_of_two_who_add_the_same_at_once_one_adds_it(shop: Shop) -> None:
    tea, collection = await shop.product(), await shop.collection()

    await asyncio.gather(*(add_products(shop.ctx, collection.id, [tea.id]) for _ in range(3)))

    assert await shop.event_names("collection") == ["catalog.collection_products_added"]


async def test_strangers_see_of_a_collection_what_is_on_the_shelf(shop: Shop) -> None:
    tea, secret = await shop.product(), await shop.product(published=False)
    collection = await shop.collection(tea, secret)

    assert await inside(shop, collection) == {tea.id, secret.id}
    assert await inside(shop, collection, shop.as_anonymous) == {tea.id}


async def dressed(shop: Shop) -> tuple[Product, dict[RuleField, RuleCondition]]:
    """A product, and for each field a condition that it meets."""
    root = await shop.category()
    product = await shop.product(
        category=await shop.category(parent=root), brand=await shop.brand()
    )
    assert product.brand_id is not None
    await shop.variant(product, price_minor=1250)
    await tag_product(product.id, ["gift"])
    colour = await shop.attribute(AttributeKind.CHOICE, choices=("red",))
    weight = await shop.attribute(AttributeKind.NUMBER)
    red = await shop.choice(colour, "red")
    await shop.value(product, colour, choice=red)
    await shop.value(product, weight, value_number=Decimal("2.5"))
    season = await shop.dimension("summer")
    summer = await shop.dimension_value(season, "summer")
    await shop.placed(product, summer)
    low, high = Decimal("2.5"), Decimal("12.50")
    return product, {
        RuleField.CATEGORY: RuleCondition(RuleField.CATEGORY, ids=(root.id,)),
        RuleField.BRAND: RuleCondition(RuleField.BRAND, ids=(new_id(), product.brand_id)),
        RuleField.TAG: RuleCondition(RuleField.TAG, tags=("gift", "new")),
        RuleField.CHOICE: RuleCondition(RuleField.CHOICE, ids=(red.id,)),
        RuleField.NUMBER: RuleCondition(RuleField.NUMBER, ids=(weight.id,), low=low),
        RuleField.DIMENSION: RuleCondition(RuleField.DIMENSION, ids=(summer.id,)),
        RuleField.PRICE: RuleCondition(RuleField.PRICE, currency="USD", high=high),
    }


async def test_a_condition_of_every_field_selects_what_meets_it(shop: Shop) -> None:
    product, conditions = await dressed(shop)
    other = await shop.product("Coffee")
    await shop.variant(other, price_minor=1251)

    for field in RuleField:
        collection = await shop.collection(rule=[conditions[field]])
        assert await inside(shop, collection) == {product.id}, field
        assert other.id in await shown(shop, Not(Is("collection", "eq", collection.id))), field
    together = await shop.collection(rule=[conditions[field] for field in RuleField])
    assert await inside(shop, together) == {product.id}


async def test_a_rule_is_never_out_of_date(shop: Shop) -> None:
    tea = await shop.product()
    variant = await shop.variant(tea, price_minor=1250)
    cheap = RuleCondition(RuleField.PRICE, currency="USD", high=Decimal("10.00"))
    collection = await shop.collection(rule=[cheap])

    assert await inside(shop, collection) == set()
    await set_price(shop.ctx, variant.id, Money(999, "USD"))
    assert await inside(shop, collection) == {tea.id}


async def test_collections_can_be_asked_for_together(shop: Shop) -> None:
    tea, coffee = await shop.product(), await shop.product()
    await tag_product(coffee.id, ["hot"])
    by_hand = await shop.collection(tea)
    by_rule = await shop.collection(rule=[RuleCondition(RuleField.TAG, tags=("hot",))])
    keys = [by_hand.id, by_rule.id, new_id()]

    assert await shown(shop, Is("collection", "one_of", keys)) == {tea.id, coffee.id}
    either = AnyOf([Is("collection", "eq", by_hand.id), Is("collection", "eq", by_rule.id)])
    assert await shown(shop, either) == {tea.id, coffee.id}
    assert await shown(shop, Is("collection", "eq", new_id())) == set()


async def test_what_a_rule_names_and_is_gone_selects_nothing(shop: Shop) -> None:
    product, conditions = await dressed(shop)
    collection = await shop.collection(rule=[conditions[RuleField.TAG]])
    await Tag.all().delete()

    assert await inside(shop, collection) == set()
    assert product.version == 0


def test_a_rule_is_read_as_it_was_written() -> None:
    rule = [
        RuleCondition(RuleField.CATEGORY, ids=(new_id(), new_id())),
        RuleCondition(RuleField.NUMBER, ids=(new_id(),), low=Decimal("0.5"), high=Decimal(7)),
        RuleCondition(RuleField.PRICE, currency="USD", low=Decimal("1.00")),
        RuleCondition(RuleField.TAG, tags=("gift",)),
    ]

    assert read(written(checked(rule))) == rule


@pytest.mark.parametrize(
    "rule",
    [
        [],
        [RuleCondition(RuleField.TAG)],
        [RuleCondition(RuleField.TAG, ids=(new_id(),))],
        [RuleCondition(RuleField.CATEGORY, ids=(new_id(),), tags=("a",))],
        [RuleCondition(RuleField.PRICE, currency="USD")],
        [RuleCondition(RuleField.PRICE, low=Decimal(1))],
        [RuleCondition(RuleField.PRICE, currency="USD", low=Decimal("-1"))],
        [RuleCondition(RuleField.PRICE, currency="USD", low=Decimal("1.001"))],
        [RuleCondition(RuleField.TAG, tags=("a",))] * 21,
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule: list[RuleCondition]) -> None:
    with pytest.raises(InvalidInput):
        checked(rule, "rule")
    with pytest.raises(WrongCurrency):
        checked([RuleCondition(RuleField.PRICE, currency="XXX", low=Decimal(1))], "rule")


async def test_what_a_rule_fills_is_not_filled_by_hand(shop: Shop) -> None:
    tea, collection = await shop.product(), await shop.collection()
    await add_products(shop.ctx, collection.id, [tea.id])
    rule = [RuleCondition(RuleField.TAG, tags=("gift",))]

    for _ in range(2):
        await set_rule(shop.ctx, collection.id, rule)
    for verb in (add_products, remove_products):
        with pytest.raises(CollectionHasRule):
            await verb(shop.ctx, collection.id, [tea.id])
    assert await inside(shop, collection) == set()
    await set_rule(shop.ctx, collection.id, None)

    assert await inside(shop, collection) == {tea.id}, "what was named by hand comes back"
    assert (await shop.event_names("collection"))[1:] == ["catalog.collection_updated"] * 2
    with pytest.raises(NotFound):
        await set_rule(shop.ctx, collection.id, [RuleCondition(RuleField.BRAND, ids=(new_id(),))])
