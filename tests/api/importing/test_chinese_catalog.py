"""The Chinese catalog is data; these checks keep it fit to import."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import api.importing

FILE = Path(api.importing.__file__).parent / "data" / "chinese_catalog.json"
TEXT = FILE.read_text(encoding="utf-8")
CATALOG: dict[str, list[dict[str, Any]]] = json.loads(TEXT)
BRANDS, CATEGORIES, PRODUCTS = (CATALOG[part] for part in ("brands", "categories", "products"))
PARENTS: dict[str, str | None] = {c["code"]: c["parent"] for c in CATEGORIES}
HAN = re.compile(r"[\u4e00-\u9fff]")


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def path_to(category: str) -> list[str]:
    """The way down from the top; a loop among the parents ends as a path that is too long."""
    path = [category]
    while (parent := PARENTS[path[0]]) is not None and len(path) < 9:
        path.insert(0, parent)
    return path


def test_the_catalog_holds_three_hundred_and_twenty_products() -> None:
    assert len(PRODUCTS) == 320


def test_codes_are_unique_within_brands_categories_and_products() -> None:
    for part in (BRANDS, CATEGORIES, PRODUCTS):
        assert repeated(entry["code"] for entry in part) == []


def test_product_codes_count_upwards_without_gaps() -> None:
    assert [p["code"] for p in PRODUCTS] == [f"zh-{n:04d}" for n in range(1, len(PRODUCTS) + 1)]


def test_every_parent_of_a_category_exists() -> None:
    assert {parent for parent in PARENTS.values() if parent is not None} <= PARENTS.keys()


def test_every_product_hangs_on_the_third_level() -> None:
    assert [p["code"] for p in PRODUCTS if len(path_to(p["category"])) != 3] == []


def test_no_branch_of_the_category_tree_is_empty() -> None:
    reached = {code for p in PRODUCTS for code in path_to(p["category"])}
    assert PARENTS.keys() - reached == set()


def test_every_brand_of_a_product_exists_and_every_brand_has_a_product() -> None:
    assert {p["brand"] for p in PRODUCTS} == {b["code"] for b in BRANDS}


def test_brands_and_categories_are_named_in_both_languages() -> None:
    for entry in BRANDS + CATEGORIES:
        assert HAN.search(entry["zh"]), entry
        assert entry["en"].strip(), entry
        assert not HAN.search(entry["en"]), entry


def test_products_are_named_and_described_in_both_languages() -> None:
    for product in PRODUCTS:
        for field in ("name", "description"):
            assert HAN.search(product["zh"][field]), product["code"]
            assert product["en"][field].strip(), product["code"]
            assert not HAN.search(product["en"][field]), product["code"]


def test_no_two_products_share_a_name_or_a_description_in_either_language() -> None:
    for language in ("zh", "en"):
        for field in ("name", "description"):
            assert repeated(p[language][field].casefold() for p in PRODUCTS) == []


def test_no_two_brands_or_categories_share_a_name_in_either_language() -> None:
    for part in (BRANDS, CATEGORIES):
        for language in ("zh", "en"):
            assert repeated(entry[language].casefold() for entry in part) == []


def test_chinese_sentences_end_and_pause_with_chinese_punctuation() -> None:
    for product in PRODUCTS:
        description = product["zh"]["description"]
        assert description.endswith("。"), product["code"]
        assert not re.search("[,;:!?]", description), product["code"]


def test_prices_are_positive_and_written_with_two_digits() -> None:
    for product in PRODUCTS:
        for variant in product["variants"]:
            assert re.fullmatch(r"\d+\.\d{2}", variant["price"]), product["code"]
            assert Decimal(variant["price"]) > 0, product["code"]


def test_every_product_has_one_to_three_variants_of_different_sizes() -> None:
    for product in PRODUCTS:
        assert 1 <= len(product["variants"]) <= 3, product["code"]
        for size in ("size", "size_zh"):
            assert repeated(variant[size] for variant in product["variants"]) == []
            assert all(variant[size].strip() for variant in product["variants"])


def test_tags_are_lower_case_words_and_none_is_given_twice() -> None:
    for product in PRODUCTS:
        assert product["tags"], product["code"]
        assert repeated(product["tags"]) == []
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", tag) for tag in product["tags"])


def test_each_product_stands_on_a_line_of_its_own() -> None:
    lines = [line.strip().rstrip(",") for line in TEXT.splitlines() if '"code": "zh-' in line]
    assert [json.loads(line) for line in lines] == PRODUCTS
