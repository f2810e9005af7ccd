"""A quantity that cannot be is refused by every tier, whatever is asked of the price."""

import pytest

from tests.schema.engine.documents import Question
from tests.schema.engine.tiers import Tiers, assert_same

DOCUMENT = """{ order(id: "«Order.1»") { lines { nodes { variant {
    price(channel: "web", quantity: -1) { %s }
} } } } }"""


@pytest.mark.parametrize("asked", ["amount", "currencyCode", "__typename"])
def test_it_is_refused(tiers: Tiers, asked: str) -> None:
    answers = tiers.ask(Question("admin", "en", DOCUMENT % asked, {}))

    assert_same(answers)
    (error,) = answers.served["errors"]
    assert error["extensions"]["code"] == "INVALID_INPUT"
