"""`NOT` means "is not so": what is not known is not left out, whichever way a list is read."""

from typing import Any

import pytest

from tests.schema.engine.documents import Question
from tests.schema.engine.tiers import Tiers, assert_same

# Lists with a column that may be empty: what it is called, where it stands in what is listed, and
# by what it is asked for.
EMPTY = {
    "products": ("brand", "brand { id }"),
    "orders": ("customer", "customer { id }"),
    "tickets": ("assignee", "assignee { id }"),
}


def asked(tiers: Tiers, name: str, selection: str, where: dict[str, Any] | None) -> Any:
    kind = {"products": "ProductWhere", "orders": "OrderWhere", "tickets": "TicketWhere"}[name]
    document = f"query($w: {kind}) {{ {name}(where: $w, first: 50) {{ {selection} }} }}"
    answers = tiers.ask(Question("admin", "en", document, {"w": where}))
    assert_same(answers, name)
    assert answers.is_fast
    return answers.served["data"][name]


@pytest.mark.parametrize("name", EMPTY)
def test_what_is_so_and_what_is_not_so_is_everything(tiers: Tiers, name: str) -> None:
    column, selection = EMPTY[name]
    nodes = asked(tiers, name, f"nodes {{ {selection} }}", None)["nodes"]
    found = [node[column] for node in nodes]
    assert None in found, "one has nothing there"
    this = {column: {"eq": next(each["id"] for each in found if each)}}
    nothing = {"OR": [this, {"id": {"oneOf": []}}]}

    def count(where: dict[str, Any] | None) -> int:
        return int(asked(tiers, name, "totalCount", where)["totalCount"])

    everything, of_it = count(None), count(this)
    assert 0 < of_it < everything
    for is_not in ({"NOT": this}, {"NOT": {"NOT": {"NOT": this}}}, {"NOT": nothing}):
        assert count(is_not) == everything - of_it
    assert count({"NOT": {"NOT": this}}) == of_it
    assert count({"AND": [{"NOT": this}, {"NOT": this}]}) == everything - of_it
    assert count({**this, "NOT": this}) == 0
    assert count({"NOT": {}}) == everything
