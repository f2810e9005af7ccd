"""The graph, for everything that is asked of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.graph import Graph, open_graph
from tests.shop import Shop


@pytest.fixture
async def graph(shop: Shop, database: dict[str, Any]) -> AsyncIterator[Graph]:
    """The schema over this test's shop."""
    async with open_graph(shop, database) as opened:
        yield opened
