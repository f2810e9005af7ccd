"""Names: a till's shorthand becomes words that a customer can read and search."""

import pytest

from api.importing.completejourney.names import NAME_MAX, product_name, size_label, spelled_out
from tests.api.importing.small_year import real_year


@pytest.mark.parametrize(
    ("shorthand", "words"),
    [
        ("ICE - CRUSHED/CUBED", "Ice, crushed/cubed"),
        ("FRZN ICE", "Frozen ice"),
        ("CONVENIENT BRKFST/WHLSM SNACKS", "Convenient breakfast/wholesome snacks"),
        ("FRUIT - SHELF STABLE", "Fruit, shelf stable"),
        ("FEM. HYGN.NAPKINS", "Feminine hygiene napkins"),
        ("BREAD:ITALIAN/FRENCH", "Bread, Italian/French"),
        ("CHIPS&SNACKS", "Chips & snacks"),
        ("CHEESE CRACKERS (CHEEZ-ITS/GOL", "Cheese crackers"),
        ("DAIRY CASE 100% PURE JUICE - O", "Dairy case 100% pure juice"),
        ("DRUG GM", "Drugstore & general merchandise"),
    ],
)
def test_shorthand_is_spelled_out(shorthand: str, words: str) -> None:
    assert spelled_out(shorthand) == words


@pytest.mark.parametrize(
    ("package_size", "label"),
    [
        ("22 LB", "22 lb"),
        (".42 OZ", "0.42 oz"),
        ("AB    8 OZ", "8 oz"),
        ("12 OZ/6 CT", "12 oz/6 count"),
        ("2 L*", "2 L"),
        ("15OZ", "15 oz"),
        (None, ""),
    ],
)
def test_a_package_size_is_written_as_on_a_shelf(package_size: str | None, label: str) -> None:
    assert size_label(package_size) == label


def test_a_name_is_the_type_the_label_and_the_size() -> None:
    name = product_name(
        product_type="ICE - CRUSHED/CUBED",
        category="FRZN ICE",
        department="GROCERY",
        private=True,
        size="22 lb",
    )

    assert name == "Ice, crushed/cubed, store brand, 22 lb"


def test_without_a_type_the_category_or_the_department_gives_the_name() -> None:
    def named(category: str | None) -> str:
        return product_name(
            product_type=None, category=category, department="DELI", private=False, size=""
        )

    assert named("CHEESES") == "Cheeses"
    assert named(None) == "Deli"


def test_every_product_of_the_source_gets_a_name_that_fits() -> None:
    names = [
        product_name(
            product_type=goods.type,
            category=goods.category,
            department=goods.department,
            private=goods.private,
            size=size_label(goods.package_size),
        )
        for goods in real_year().goods
    ]

    assert all(0 < len(name) < NAME_MAX for name in names)
    assert all(name[0].isupper() or name[0].isdigit() for name in names)
