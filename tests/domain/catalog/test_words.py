"""Words: what goods are found by, in English and in Chinese."""

import pytest

from domain.catalog.words import search_query, search_vector, words_of
from domain.shared import sql
from tests.shop import Shop


def test_english_comes_as_stems_and_as_written() -> None:
    assert words_of("Running Shoes") == ["run", "running", "shoe", "shoes"]


def test_words_that_stand_everywhere_find_nothing() -> None:
    assert words_of("The Art of Tea") == ["art", "tea"]


def test_numbers_and_units_stay() -> None:
    assert words_of("Bottle 500ml, 1.5 L") == ["bottl", "bottle", "500", "ml", "1.5", "l"]


def test_chinese_comes_as_words_pairs_and_characters() -> None:
    words = words_of("保温杯")

    assert {"保温", "保温杯", "温杯", "保", "温", "杯"} == set(words)


def test_full_width_letters_and_accents_are_the_plain_ones() -> None:
    assert words_of("Ｃrème brûlée") == words_of("creme brulee")


def test_no_text_has_no_words() -> None:
    assert words_of("", " ", "!!! — …") == []
    assert search_query("!!!") is None
    assert search_query("") is None
    assert search_vector(name=[""]) == ""


def test_a_word_weighs_as_much_as_its_best_place() -> None:
    vector = search_vector(name=["Tea"], kinds=["Leaf"], tags=["gift"], description=["tea gift x"])

    assert vector == "'tea':1A 'leaf':2B 'gift':3C 'x':4D"


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("green teas", "'green' & ('tea' | 'teas':*)"),
        ("500ml bottles", "'500' & 'ml' & ('bottl' | 'bottles':*)"),
        ("tea for two", "'tea' & ('two' | 'two':*)"),
        ("the", "('the' | 'the':*)"),
        ("绿茶", "'绿茶'"),
        ("绿茶 tea", "'绿茶' & ('tea' | 'tea':*)"),
        ("a'b & !c | d:*", "'b' & 'c' & ('d' | 'd':*)"),
    ],
)
def test_a_query_asks_for_all_words_and_the_last_may_be_half(query: str, terms: str) -> None:
    assert search_query(query) == terms


NAMES = [
    "Green tea, 20 bags",
    "Running shoes",
    "Crème brûlée 1.5 oz",
    "西湖龙井绿茶礼盒装250克",
    "小米无线耳机",
    "不锈钢保温杯 500ml",
    "Xiaomi 无线耳机",
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tea", {0}),
        ("TEAS", {0}),
        ("bag green", {0}),
        ("gre", {0}),
        ("runn", {1}),
        ("run shoe", {1}),
        ("creme", {2}),
        ("1.5 oz", {2}),
        ("tea shoes", set()),
        ("绿茶", {3}),
        ("龙井", {3}),
        ("井绿", {3}),
        ("绿茶礼盒", {3}),
        ("礼盒绿茶", {3}),
        ("茶", {3}),
        ("250克", {3}),
        ("耳机", {4, 6}),
        ("xiaomi 耳机", {6}),
        ("线耳", {4, 6}),
        ("保温杯", {5}),
        ("温杯", {5}),
        ("500 ml", {5}),
        ("５００ｍｌ", {5}),
        ("红茶", set()),
    ],
)
async def test_what_is_asked_meets_what_was_written(
    shop: Shop, query: str, found: set[int]
) -> None:
    asked = search_query(query)

    hits = {
        place
        for place, name in enumerate(NAMES)
        if await sql.value("SELECT $1::tsvector @@ $2::tsquery", search_vector(name=[name]), asked)
    }

    assert hits == found


async def test_every_pair_of_neighbouring_characters_finds_a_chinese_name(shop: Shop) -> None:
    name = "西湖龙井绿茶礼盒装"
    vector = search_vector(name=[name])

    for at in range(len(name) - 1):
        asked = search_query(name[at : at + 2])
        assert await sql.value("SELECT $1::tsvector @@ $2::tsquery", vector, asked), asked


async def test_a_very_long_text_still_fits(shop: Shop) -> None:
    vector = search_vector(
        name=["茶"], description=[" ".join(f"word{n}" for n in range(20_000))[:10_000]]
    )

    assert await sql.value("SELECT length($1::tsvector)", vector) > 1_000
