"""Facts as clients read them: names in camel case, and no key of ours in the open."""

import pytest

from domain.shared.ids import new_id
from schema.shared.history import public_data
from schema.shared.ids import global_id


def test_ids_inside_facts_are_global_ids() -> None:
    key = new_id()

    assert public_data({"order_id": str(key), "total_minor": 5}) == {
        "orderId": global_id("Order", key),
        "totalMinor": 5,
    }


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("fulfillment.fulfillment_order_picked", "FulfillmentOrder"),
        ("fulfillment.fulfillment_shipped", "Fulfillment"),
        ("finance.payment_captured", "Payment"),
    ],
)
def test_news_of_an_orders_child_points_to_that_child(what: str, kind: str) -> None:
    key = new_id()

    told = public_data({"what": what, "ref_id": str(key)})

    assert told == {"what": what, "refId": global_id(kind, key)}
