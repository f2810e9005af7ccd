"""Endpoints on the wire: the secret is shown once, and deliveries are found by their state."""

import pytest

from domain.shared.models import EventRow
from domain.webhooks.models import Webhook
from tests.graph import Graph
from tests.schema.stage import Stage, gid
from tests.shop import Shop

CREATE = {"url": "https://receiver.example/hook", "eventTypes": ["orders.*"]}
KEYED = {**CREATE, "idempotencyKey": "set-up-1"}


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


async def test_the_secret_is_shown_once_and_again_to_who_lost_the_answer(
    graph: Graph, shop: Shop
) -> None:
    made = await graph.do(shop.admin, "webhookCreate", KEYED, "webhook { id } secret")
    again = await graph.do(shop.admin, "webhookCreate", KEYED, "webhook { id } secret")
    key = made["webhook"]["id"]
    renewed = await graph.do(shop.admin, "webhookRotateSecret", {"id": key}, "secret")
    late = await graph.do(shop.admin, "webhookCreate", KEYED, "webhook { id } secret")

    assert made["secret"].startswith("whsec_")
    assert again == made
    assert renewed["secret"] != made["secret"]
    assert late == {**made, "secret": None}
    assert await Webhook.all().count() == 1


async def test_no_field_and_no_fact_holds_the_secret_or_the_address(
    graph: Graph, shop: Shop
) -> None:
    made = await graph.do(shop.admin, "webhookCreate", CREATE, "webhook { id } secret")
    query = "query($id: ID!) { webhook(id: $id) { url timeline { nodes { type data } } } }"
    seen = await graph.ask(shop.admin, query, id=made["webhook"]["id"])
    listed = await graph.ask(shop.admin, "{ webhooks { totalCount nodes { url status } } }")
    assert listed["webhooks"]["totalCount"] == 1

    told = str([fact.payload for fact in await EventRow.all()])
    for secret in (made["secret"], made["secret"].removeprefix("whsec_")):
        assert secret not in str(seen)
        assert secret not in told
    assert "receiver.example" not in told


async def test_an_address_inside_is_refused_by_name(graph: Graph, shop: Shop) -> None:
    before = await shop.rows()
    for url in ("http://receiver.example/", "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/"):
        payload = await graph.do(shop.admin, "webhookCreate", {**CREATE, "url": url})
        (said,) = payload["userErrors"]
        assert (said["code"], said["field"]) == ("INVALID_INPUT", ["url"])

    assert await shop.rows() == before


async def test_dead_letters_are_listed_and_replayed(graph: Graph, stage: Stage) -> None:
    dead = await stage.dead_letter()
    listed = """{ webhookDeliveries(where: {state: {eq: DEAD}}) {
        totalCount nodes { id state messageName attemptCount attempts { nodes { statusCode } } }
    } }"""
    (node,) = (await graph.ask(stage.shop.admin, listed))["webhookDeliveries"]["nodes"]
    assert node["id"] == gid(dead)
    assert node["messageName"] == f"msg_{dead.id.hex}"
    assert node["attempts"]["nodes"] == [{"statusCode": 500}]

    input = {"id": gid(await dead.webhook), "deliveryIds": [node["id"]]}
    replayed = await graph.do(stage.shop.admin, "webhookReplay", input, "webhook { status }")

    assert replayed["userErrors"] == []
    assert (await graph.ask(stage.shop.admin, listed))["webhookDeliveries"]["nodes"] == []


async def test_a_delivery_to_another_endpoint_is_not_found(graph: Graph, stage: Stage) -> None:
    dead, other = await stage.dead_letter(), await stage.webhook()
    input = {"id": gid(other), "deliveryIds": [gid(dead)]}

    payload = await graph.do(stage.shop.admin, "webhookReplay", input)

    assert [said["code"] for said in payload["userErrors"]] == ["NOT_FOUND"]


async def test_nothing_named_is_replayed_by_nobody(graph: Graph, stage: Stage) -> None:
    payload = await graph.do(stage.shop.admin, "webhookReplay", {"id": gid(await stage.webhook())})

    assert [said["field"] for said in payload["userErrors"]] == [["deliveryIds"]]


@pytest.mark.parametrize(
    "wishes", [[], ["orders"], ["orders.*", "orders.*"], ["identity.*"], ["webhooks.test"], [""]]
)
async def test_types_of_events_that_nobody_is_told_are_refused(
    graph: Graph, shop: Shop, wishes: list[str]
) -> None:
    payload = await graph.do(shop.admin, "webhookCreate", {**CREATE, "eventTypes": wishes})

    assert [said["field"] for said in payload["userErrors"]] == [["eventTypes"]]
