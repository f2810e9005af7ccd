"""What was meant: slips, synonyms, fewer words; what is noted of it; what is suggested."""

import asyncio

import pytest

from domain.catalog.models import CategoryTranslation
from domain.catalog.search.find import find_products, suggest_products
from domain.catalog.search.journal import forget_texts, impersonal, zero_results
from domain.catalog.search.models import SearchedText, SynonymSet
from domain.catalog.search.port import ProductSearch, SearchMatch
from domain.catalog.search.set_synonyms import set_synonyms
from domain.catalog.update_product import update_product
from domain.catalog.vocabulary import count_terms
from domain.processes.apply_retention import apply_retention
from domain.shared import sql
from domain.shared.errors import InvalidInput, NotPermitted
from domain.shared.paging import Window
from tests.domain.catalog.search.goods import goods, match, names
from tests.shop import Shop


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chocolte", "chocolate"),  # a letter left out
        ("choccolate", "chocolate"),  # one too many
        ("chocolare", "chocolate"),  # another one
        ("cohcolate", "chocolate"),  # two swapped
        ("appel", "apple"),
        ("yogrt", "yogurt"),
        ("appel chocolte", "apple chocolate"),
    ],
)
async def test_a_slip_of_the_finger_finds_what_was_meant_and_says_so(
    shop: Shop, typed: str, meant: str
) -> None:
    await goods(shop, "Apple chocolate")
    await goods(shop, "Apples")
    await goods(shop, "Yogurt drink")

    found = await find_products(shop.as_anonymous, ProductSearch(typed))

    assert (found.match, found.corrected) == (SearchMatch.CORRECTED, meant)
    assert await names(shop.as_anonymous, typed) == await names(shop.as_anonymous, meant)


@pytest.mark.parametrize("typed", ["tae", "zzzzzz", "teas", "12345"])
async def test_short_words_and_words_like_nothing_are_not_corrected(shop: Shop, typed: str) -> None:
    await goods(shop, "Tea")

    found = await find_products(shop.ctx, ProductSearch(typed))

    assert found.corrected is None


async def test_a_word_of_the_catalog_is_left_alone_but_a_rare_one_is_asked_about(
    shop: Shop,
) -> None:
    await goods(shop, "Flower")
    await goods(shop, "Flour")
    assert (await find_products(shop.ctx, ProductSearch("flower"))).did_you_mean is None

    await sql.execute("UPDATE search_term SET docs = 40 WHERE term = 'flour'")
    await goods(shop, "Floor polish")
    found = await find_products(shop.ctx, ProductSearch("floor"))

    assert (found.match, found.did_you_mean) == (SearchMatch.ALL, "flour")
    assert await names(shop.ctx, "floor") == ["Floor polish"]


async def test_a_correction_tells_strangers_of_nothing_that_is_not_on_the_shelf(
    shop: Shop,
) -> None:
    await goods(shop, "Moonlight lamp", published=False)

    stranger = await find_products(shop.as_anonymous, ProductSearch("moonligt"))
    staff = await find_products(shop.ctx, ProductSearch("moonligt"))

    assert (stranger.match, stranger.corrected) == (SearchMatch.NONE, None)
    assert staff.corrected == "moonlight"


async def test_new_words_are_known_with_the_change_that_brings_them_or_not_at_all(
    shop: Shop,
) -> None:
    product = await goods(shop, "Kettle")
    await update_product(shop.ctx, product.id, name="Samovar")

    assert await match(shop.ctx, "samowar") is SearchMatch.CORRECTED
    assert await match(shop.ctx, "kettel") is SearchMatch.NONE


async def test_words_are_counted_in_what_is_published(shop: Shop) -> None:
    for number in range(3):
        await goods(shop, f"Kettle {number}", published=number < 2)
    await goods(shop, "Samovar", published=False)

    await asyncio.gather(count_terms(shop.now), count_terms(shop.now))

    rows = await sql.rows("SELECT term, docs FROM search_term ORDER BY term")
    known = {row["term"]: row["docs"] for row in rows}
    assert known["kettl"] == known["kettle"] == 2
    assert known["samovar"] == 0


async def test_where_nothing_has_all_words_what_has_most_of_them_is_found(shop: Shop) -> None:
    await goods(shop, "Green tea leaves")
    await goods(shop, "Green paint")

    assert await match(shop.ctx, "green tea leaves organic") is SearchMatch.SOME
    assert await names(shop.ctx, "green tea organic") == ["Green tea leaves"]
    assert await names(shop.ctx, "green organic") == ["Green paint", "Green tea leaves"]
    assert await match(shop.ctx, "organic") is SearchMatch.NONE


async def test_a_chinese_word_that_nothing_has_is_looked_for_by_its_parts(shop: Shop) -> None:
    await goods(shop, "Longjing", chinese="有机龙井绿茶")
    await goods(shop, "Umbrella", chinese="十骨自动折叠伞")

    for text, name in (("龙井茶", "Longjing"), ("雨伞", "Umbrella")):
        assert await match(shop.ctx, text) is SearchMatch.SOME
        assert await names(shop.ctx, text) == [name]


async def test_synonyms_find_each_other_in_both_languages(shop: Shop) -> None:
    await goods(shop, "Soda")
    await goods(shop, "Lemon soft drink")
    await goods(shop, "Sprite", chinese="汽水")
    await set_synonyms(shop.ctx, "soda", ["soda", "soft drinks", "汽水", "pop"])

    for text in ("soda", "soft drink", "汽水", "pop"):
        assert set(await names(shop.as_anonymous, text)) == {"Soda", "Lemon soft drink", "Sprite"}
    assert await names(shop.as_anonymous, "lemon pop") == ["Lemon soft drink"]
    assert await match(shop.as_anonymous, "soft") is SearchMatch.ALL


async def test_one_way_synonyms_widen_what_is_typed_and_not_the_other_way(shop: Shop) -> None:
    await goods(shop, "Cola")
    await goods(shop, "Drink")
    await set_synonyms(shop.ctx, "drink", ["drink"], also=["cola"])

    assert set(await names(shop.ctx, "drink")) == {"Cola", "Drink"}
    assert await names(shop.ctx, "cola") == ["Cola"]


async def test_synonyms_are_replaced_taken_away_and_set_twice_without_harm(shop: Shop) -> None:
    said = [set_synonyms(shop.ctx, "soda", ["soda", "pop"]) for _ in range(2)]
    await asyncio.gather(*said)
    (row,) = await SynonymSet.all()
    shop.later(minutes=1)
    again = await set_synonyms(shop.ctx, "soda", ["soda", "pop"])
    assert again is not None
    assert again.updated_at == row.updated_at

    await set_synonyms(shop.ctx, "soda", ["soda", "fizz"])
    assert (await SynonymSet.get(name="soda")).words == ["soda", "fizz"]
    for _ in range(2):
        assert await set_synonyms(shop.ctx, "soda", []) is None
    assert await SynonymSet.all().count() == 0


async def test_synonyms_that_mean_nothing_are_refused(shop: Shop) -> None:
    for words in (["soda"], ["soda", "..."], ["soda", "one two three four five"], ["a\x00", "b"]):
        with pytest.raises(InvalidInput):
            await set_synonyms(shop.ctx, "soda", words)
    with pytest.raises(NotPermitted):
        await set_synonyms(shop.as_staff("catalog:read"), "soda", ["soda", "pop"])


async def test_what_is_not_found_is_counted_once_for_each_time(shop: Shop) -> None:
    await goods(shop, "Tea")
    for text in ("Samovar", " samovar ", "tea", "SAMOVAR"):
        await find_products(shop.as_anonymous, ProductSearch(text))
    shop.later(minutes=1)
    await asyncio.gather(
        *(find_products(shop.as_anonymous, ProductSearch("kettle")) for _ in range(5))
    )

    page = await zero_results(shop.as_staff("catalog:read"), Window())
    assert [(row.text, row.misses, row.missed_at) for row in page.rows] == [
        ("kettle", 5, shop.now),
        ("samovar", 3, shop.now.replace(minute=0)),
    ]
    assert (await zero_results(shop.as_anonymous, Window())).rows == []
    assert (await SearchedText.get(text="tea")).misses == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Samovar for ada@example.test", "samovar for"),
        ("call +1 (555) 010-0199 now", "call now"),
        ("13800138000", ""),
        ("138 0013 8000 牛奶", "牛奶"),
        ("500ml 牛奶 12 瓶", "500ml 牛奶 12 瓶"),
    ],
)
def test_what_looks_like_an_address_or_a_number_of_somebody_is_not_kept(
    typed: str, kept: str
) -> None:
    assert impersonal(typed) == kept


async def test_texts_are_forgotten_when_nobody_looks_for_them_any_more(shop: Shop) -> None:
    await find_products(shop.ctx, ProductSearch("samovar"))
    shop.later(days=60)
    await find_products(shop.ctx, ProductSearch("kettle"))
    shop.later(days=31)

    assert await apply_retention(shop.as_system) == 1
    assert [row.text for row in await SearchedText.all()] == ["kettle"]


async def test_nobody_fills_the_table_for_good(shop: Shop) -> None:
    for text in ("one", "two", "three"):
        await find_products(shop.as_anonymous, ProductSearch(text))
        shop.later(seconds=1)

    assert [await forget_texts(shop.now, most=2) for _ in range(2)] == [1, 0]
    assert {row.text for row in await SearchedText.all()} == {"two", "three"}


async def test_while_one_types_names_shelves_makers_and_popular_texts_are_suggested(
    shop: Shop,
) -> None:
    shelf, brand = await shop.category("Chocolate bars"), await shop.brand("Choco House")
    await CategoryTranslation.create(category=shelf, locale="zh-CN", name="巧克力棒")
    for _ in range(2):
        await goods(shop, "Dark chocolate", chinese="黑巧克力", category=shelf)
    await goods(shop, "Chocolate milk", brand=brand)
    await goods(shop, "Secret chocolate", published=False)
    for _ in range(3):
        await find_products(shop.ctx, ProductSearch("chocolate milk"))
        await find_products(shop.ctx, ProductSearch("chocolate elephant"))

    offered = await suggest_products(shop.as_anonymous, "choc", None)

    assert {row.name for row in offered.products} == {"Dark chocolate", "Chocolate milk"}
    assert len(offered.products) == 2
    assert offered.category_ids == [shelf.id]
    assert offered.brand_ids == [brand.id]
    assert offered.texts == ["chocolate milk"]
    chinese = await suggest_products(shop.as_anonymous, "巧克力", 1)
    assert [row.name for row in chinese.products] == ["Dark chocolate"]
    assert chinese.category_ids == [shelf.id]


@pytest.mark.parametrize("prefix", ["", "c", "...", "%", "(", "c("])
async def test_too_little_suggests_nothing_and_signs_are_signs(shop: Shop, prefix: str) -> None:
    await goods(shop, "Chocolate")

    assert (await suggest_products(shop.ctx, prefix, 5)).products == ()


async def test_suggestions_have_their_limits(shop: Shop) -> None:
    for prefix, first in (("x" * 201, 5), ("tea", 21), ("tea", 0)):
        with pytest.raises(InvalidInput):
            await suggest_products(shop.ctx, prefix, first)
