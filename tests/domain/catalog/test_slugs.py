"""Slugs: addresses made from names, each given once."""

import asyncio

import pytest
from tortoise.transactions import in_transaction

from domain.catalog.create_brand import create_brand
from domain.catalog.models import Brand
from domain.catalog.slugs import SLUG_LENGTH_MAX, free_slug, slug_of
from tests.shop import Shop


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        (["Green Tea"], "green-tea"),
        (["  Crème Brûlée, 1.5 oz! "], "creme-brulee-1-5-oz"),
        (["Ben's Best"], "bens-best"),
        (["绿茶", "Green tea"], "green-tea"),
        (["小米 Mi 耳机"], "mi"),
    ],
)
def test_a_slug_is_the_name_in_plain_letters(names: list[str], slug: str) -> None:
    assert slug_of(names, prefix="p") == slug


def test_a_name_without_plain_letters_gets_a_short_id() -> None:
    slug = slug_of(["绿茶"], prefix="p")

    assert slug.startswith("p-")
    assert len(slug) == len("p-") + 8
    assert slug != slug_of(["绿茶"], prefix="p")


def test_a_slug_is_never_too_long_and_ends_in_a_letter() -> None:
    slug = slug_of(["ab " * 100], prefix="p")

    assert len(slug) <= SLUG_LENGTH_MAX
    assert not slug.endswith("-")


async def test_whoever_comes_later_gets_a_number(shop: Shop) -> None:
    for _ in range(3):
        await create_brand(shop.ctx, "Leaf")

    async with in_transaction():
        assert await free_slug(Brand, "leaf") == "leaf-4"
        assert await free_slug(Brand, "lea") == "lea"


async def test_a_rush_for_one_name_gives_everybody_an_address(shop: Shop) -> None:
    brands = await asyncio.gather(*(create_brand(shop.ctx, "Leaf") for _ in range(6)))

    assert {brand.slug for brand in brands} == {"leaf", *(f"leaf-{n}" for n in range(2, 7))}
