"""What subscriptions usually ask for needs no graphql-core: their items are shown by plans."""

import pytest

from schema.root import schema
from tests.graph import Graph
from tests.schema.subscriptions.followed import FOLLOWED, Followed
from tests.shop import Shop


@pytest.mark.parametrize("followed", FOLLOWED, ids=lambda each: each.name)
async def test_items_have_a_plan(graph: Graph, shop: Shop, followed: Followed) -> None:
    checked = schema.checked(followed.document, None)
    assert checked is not None
    variables = {"id": "an id", "initial": False}
    assert schema.engine.showing(checked, variables, graph.context(shop.admin)) is not None
