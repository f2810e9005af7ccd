"""Evaluation by examples: what each comes to is written down beside it."""

import pytest

from domain.promotions.cart import Refusal
from domain.promotions.evaluate import evaluate
from tests.domain.promotions.carts import named
from tests.domain.promotions.examples import EXAMPLES
from tests.domain.promotions.examples.example import Example


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.says)
def test_each_example_comes_to_what_it_says(example: Example) -> None:
    found = evaluate(example.cart, example.promotions, example.around)

    assert [line.discount_minor for line in found.lines] == example.takes
    assert found.total_minor == example.total
    assert found.shipping_discount_minor == example.shipping
    why: dict[str, Refusal] = {each.promotion.name: each.refusal for each in found.rejected}
    assert why == example.why
    gifts = {each.variant_id: each.units for each in found.gifts}
    assert gifts == {named(name): units for name, units in example.gifts.items()}


def test_there_are_examples_enough() -> None:
    assert len({example.says for example in EXAMPLES}) == len(EXAMPLES) >= 60
