"""Jobs in the graph: what became of each order, in words, whatever refused it."""

import pytest

from domain.jobs.models import JobItem
from domain.jobs.states import ItemStatus
from tests.graph import Graph
from tests.schema.stage import Stage, gid
from tests.shop import Shop

QUERY = "query($id: ID!) { job(id: $id) { percentDone items(first: 5) { nodes { %s } } } }"


@pytest.mark.parametrize("more", ["", " settledAt @skip(if: true)"])  # by a plan, and without
async def test_why_an_order_was_refused_is_said_whatever_refused_it(
    graph: Graph, shop: Shop, more: str
) -> None:
    stage = await Stage.build(shop)
    job = await shop.job(await stage.order(), done=True)
    await JobItem.filter(job_id=job.id, status=ItemStatus.DONE).update(
        status=ItemStatus.REFUSED, code="FORBIDDEN", message="This needs orders:write.", facts={}
    )
    query = QUERY % f"position status code message order {{ number }}{more}"

    found = (await graph.ask(shop.admin, query, id=gid(job)))["job"]

    lost, gone = found["items"]["nodes"]
    assert (lost["status"], lost["code"]) == ("REFUSED", "REFUSED")
    assert lost["order"] is not None
    assert (gone["code"], gone["message"], gone["order"]) == ("NOT_FOUND", "No such order.", None)
    assert found["percentDone"] == 100


@pytest.mark.parametrize("more", ["", " settledAt @skip(if: true)"])  # by a plan, and without
async def test_items_are_looked_through_by_what_became_of_them(
    graph: Graph, shop: Shop, more: str
) -> None:
    stage = await Stage.build(shop)
    job = await shop.job(await stage.order(), await stage.order(), done=True)
    query = """query($id: ID!, $status: ItemStatus, $first: Int) { job(id: $id) {
        items(status: $status, first: $first) {
            totalCount pageInfo { hasNextPage } nodes { position field %s } } } }"""

    async def ask(status: str | None, first: int) -> tuple[int, bool, list[int]]:
        told = await graph.ask(shop.admin, query % more, id=gid(job), status=status, first=first)
        of = told["job"]["items"]
        places = [node["position"] for node in of["nodes"]]
        return of["totalCount"], of["pageInfo"]["hasNextPage"], places

    assert await ask("REFUSED", 5) == (1, False, [1])
    assert await ask("DONE", 1) == (2, True, [0])
    assert await ask("PENDING", 5) == (0, False, [])
    assert await ask(None, 5) == (3, False, [0, 1, 2])


async def test_one_key_asks_for_one_thing_of_each_kind(graph: Graph, shop: Shop) -> None:
    stage = await Stage.build(shop)
    ids = [gid(await stage.order())]
    key = {"ids": ids, "idempotencyKey": "same"}

    tagged = await graph.do(
        shop.admin, "orderBulkTag", {**key, "tags": ["fair"]}, "job { id kind }"
    )
    canceled = await graph.do(
        shop.admin, "orderBulkCancel", {**key, "reason": "STOCK"}, "job { id kind }"
    )

    assert [one["userErrors"] for one in (tagged, canceled)] == [[], []]
    assert tagged["job"]["id"] != canceled["job"]["id"]
