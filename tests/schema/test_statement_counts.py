"""A longer list costs no more statements than a short one, however deep the question goes."""

from tests.graph import Graph
from tests.schema.growing import grow
from tests.schema.lists import OF_CUSTOMERS, documents, root_of
from tests.schema.shapes import QUERIES, fields_of
from tests.schema.stage import Stage
from tests.shop import Shop

FEW, MANY = 2, 12
PAGE = 16  # rows
TOLD_ELSEWHERE = {"auditTrail"}  # in test_audit_trail.py: it grows by being looked at
DOCUMENTS = {
    name: text for name, text in documents().items() if root_of(name) not in TOLD_ELSEWHERE
}


def test_every_list_is_asked_for() -> None:
    lists = {name for name in QUERIES if str(fields_of("Query")[name].type).endswith("Connection!")}

    assert {root_of(name) for name in documents()} == lists


async def test_twelve_rows_cost_as_many_statements_as_two(graph: Graph, shop: Shop) -> None:
    stage = await Stage.build(shop)

    await grow(stage, FEW)
    few = {name: await statements(graph, stage, name, FEW) for name in DOCUMENTS}
    await grow(stage, MANY - FEW)
    many = {name: await statements(graph, stage, name, MANY) for name in DOCUMENTS}

    assert many == few


async def statements(graph: Graph, stage: Stage, name: str, at_least: int) -> int:
    """How many statements a list takes that has so many rows."""
    who = stage.as_owner if root_of(name) in OF_CUSTOMERS else graph.shop.admin
    data = (await graph.ask(who, DOCUMENTS[name], first=PAGE))[root_of(name)]
    assert data["totalCount"] >= len(data["nodes"]) >= at_least, name
    return await graph.statements(who, DOCUMENTS[name], first=PAGE)
