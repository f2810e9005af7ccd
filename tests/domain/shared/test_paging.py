"""Keyset paging: whoever walks a list page by page sees every row once, in order, both ways."""

from datetime import datetime

import pytest

from domain.catalog.models import Product
from domain.catalog.queries import visible_products, visible_variants
from domain.shared.errors import InvalidInput
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages
from tests.shop import Shop

ORDERS = [
    Order("NAME", "name"),
    Order("NAME_DESC", "name", descending=True),
    Order("CREATED_AT", "created_at", value=instant),
    Order("CREATED_AT_DESC", "created_at", descending=True, value=instant),
    Order("ID", "id"),
    Order("ID_DESC", "id", descending=True),
]


async def many(shop: Shop, count: int = 11) -> None:
    """Products with names and instants that repeat, so that ties matter."""
    for n in range(count):
        await shop.product(f"Tea {n % 3}")
        if n % 4 == 0:
            shop.later(microseconds=1)


async def whole(order: Order) -> list[Product]:
    sign = "-" if order.descending else ""
    keys = dict.fromkeys([f"{sign}{order.column}", f"{sign}id"])
    return await Product.all().order_by(*keys)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
@pytest.mark.parametrize("size", [1, 2, 3, 10, 11, 12])
async def test_walking_forwards_sees_the_whole_list(shop: Shop, order: Order, size: int) -> None:
    await many(shop)
    seen: list[Product] = []
    after = None

    while True:
        part = await page(Product.all(), Window(first=size, after=after), order)
        assert part.has_previous == (after is not None)
        assert len(part.rows) <= size
        seen += part.rows
        if not part.has_next:
            break
        after = part.cursors[-1]

    assert seen == await whole(order)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
@pytest.mark.parametrize("size", [1, 3, 11, 12])
async def test_walking_backwards_sees_the_whole_list(shop: Shop, order: Order, size: int) -> None:
    await many(shop)
    seen: list[Product] = []
    before = None

    while True:
        part = await page(Product.all(), Window(last=size, before=before), order)
        assert part.has_next == (before is not None)
        seen = [*part.rows, *seen]
        if not part.has_previous:
            break
        before = part.cursors[0]

    assert seen == await whole(order)


async def test_every_row_is_reached_from_its_neighbours_cursor(shop: Shop) -> None:
    await many(shop)
    order = ORDERS[0]
    everything = await page(Product.all(), Window(first=100), order)

    for place in range(len(everything.rows) - 1):
        onward = await page(Product.all(), Window(first=1, after=everything.cursors[place]), order)
        back = await page(
            Product.all(), Window(last=1, before=everything.cursors[place + 1]), order
        )
        assert onward.rows == [everything.rows[place + 1]]
        assert back.rows == [everything.rows[place]]


async def test_rows_between_two_cursors(shop: Shop) -> None:
    await many(shop)
    everything = await page(Product.all(), Window(first=100), ORDERS[0])

    between = await page(
        Product.all(),
        Window(first=100, after=everything.cursors[2], before=everything.cursors[6]),
        ORDERS[0],
    )

    assert between.rows == everything.rows[3:6]


async def test_a_row_that_came_or_went_moves_no_other(shop: Shop) -> None:
    await many(shop, 6)
    order = ORDERS[2]
    first: Page[Product] = await page(Product.all(), Window(first=3), order)
    rest = (await whole(order))[3:]

    await Product.filter(id=first.rows[0].id).delete()
    shop.now = datetime(2020, 1, 1, tzinfo=shop.now.tzinfo)
    await shop.product("Older than all")
    then = await page(Product.all(), Window(first=10, after=first.cursors[-1]), order)

    assert list(then.rows) == rest


async def test_an_empty_list_has_one_empty_page(shop: Shop) -> None:
    nothing = await page(Product.all(), Window(), ORDERS[0])

    assert (nothing.rows, nothing.cursors) == ([], [])
    assert not nothing.has_next
    assert not nothing.has_previous


@pytest.mark.parametrize(
    ("window", "field"),
    [
        (Window(first=0), "first"),
        (Window(first=101), "first"),
        (Window(first=-1), "first"),
        (Window(last=0), "last"),
        (Window(last=101), "last"),
        (Window(first=1, last=1), "first"),
        (Window(after="not a cursor"), "after"),
        (Window(after=""), "after"),
        (Window(after="é"), "after"),
        (Window(before="bnVsbA=="), "before"),  # null
        (Window(before="WyJOQU1FIiwgMSwgMl0="), "before"),  # ["NAME", 1, 2]
        (Window(before="WyJOQU1FIiwgImEiLCAiYiJd"), "before"),  # ["NAME", "a", "b"]
    ],
)
async def test_a_window_that_makes_no_sense_is_refused(
    shop: Shop, window: Window, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await page(Product.all(), window, ORDERS[0])

    assert refused.value.field == [field]


async def test_a_cursor_belongs_to_one_order(shop: Shop) -> None:
    await many(shop, 2)
    by_name = await page(Product.all(), Window(first=1), ORDERS[0])

    for order in ORDERS[1:]:
        with pytest.raises(InvalidInput):
            await page(Product.all(), Window(after=by_name.cursors[0]), order)


@pytest.mark.parametrize("order", ORDERS[:4], ids=lambda order: order.name)
@pytest.mark.parametrize("backwards", [False, True])
async def test_pages_of_many_lists_are_the_pages_of_each(
    shop: Shop, order: Order, backwards: bool
) -> None:
    shelves = [await shop.category() for _ in range(3)]
    for n in range(8):
        await shop.product(f"Tea {n % 3}", category=shelves[n % 2])
    window = Window(last=2) if backwards else Window(first=2)
    keys = [shelf.id for shelf in shelves]

    for reader in (shop.ctx, shop.as_anonymous):
        rows = visible_products(reader)
        at_once = await pages(rows, "category_id", keys, window, order)
        for shelf in shelves[:2]:
            assert at_once[shelf.id] == await page(rows.filter(category_id=shelf.id), window, order)
        assert keys[2] not in at_once
        assert await counts(rows, "category_id", keys) == {keys[0]: 4, keys[1]: 4}


async def test_pages_of_many_lists_ask_their_subqueries_too(shop: Shop) -> None:
    mine, hidden = await shop.variant(), await shop.variant(published=False)
    rows = visible_variants(shop.as_anonymous)
    keys = [mine.product_id, hidden.product_id]

    at_once = await pages(rows, "product_id", keys, Window(first=1), Order("SKU", "sku"))

    assert {key: found.rows for key, found in at_once.items()} == {mine.product_id: [mine]}
