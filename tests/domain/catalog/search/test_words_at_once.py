"""New words of two transactions at once: one waits for the other, and never both for each other."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from tortoise.transactions import in_transaction

from domain.catalog.create_category import create_category
from domain.catalog.models import CategoryTranslation, Product
from domain.catalog.translate_category import translate_category
from domain.catalog.vocabulary import note_terms
from domain.shared import sql
from tests.domain.catalog.search.goods import goods
from tests.shop import Shop

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def _meet(
    holds: Callable[[], Awaitable[object]],
    comes: Coroutine[Any, Any, object],
    wants: Callable[[], Awaitable[object]],
) -> None:
    """Somebody who holds one thing wants another as soon as who comes waits for the first."""
    held, waited = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with in_transaction():
            await holds()
            held.set()
            await waited.wait()
            await wants()

    one = asyncio.create_task(first())
    await held.wait()
    two = asyncio.create_task(comes)
    async with asyncio.timeout(20):
        while not await sql.value(WAITING):  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.005)
    waited.set()
    await asyncio.gather(one, two)


async def test_the_same_new_words_in_another_order_do_no_harm(shop: Shop) -> None:
    await _meet(
        lambda: note_terms(["amber"]),
        note_terms(["zinc amber"]),
        lambda: note_terms(["zinc"]),
    )

    assert await sql.value("SELECT count(*) FROM search_term WHERE term IN ('amber', 'zinc')") == 2


async def test_a_shelf_and_a_product_on_it_may_bring_the_same_new_word(shop: Shop) -> None:
    shelf = await create_category(shop.ctx, "Kettles")
    product = await goods(shop, "Kettle", category=shelf)

    await _meet(
        lambda: Product.filter(id=product.id).select_for_update().get(),
        translate_category(shop.ctx, shelf.id, "zh-CN", name="Samovar"),
        lambda: note_terms(["samovar"]),
    )

    assert await CategoryTranslation.get().values_list("name", flat=True) == "Samovar"
    assert await sql.value("SELECT count(*) FROM search_term WHERE term = 'samovar'") == 1
