"""Who may follow what: a table of every subscription and everybody who may try."""

from datetime import UTC, datetime

import pytest

from domain.identity.tracking_tokens import issue_tracking_token
from domain.shared.context import Context
from domain.shared.ids import new_id
from schema.shared.ids import global_id, open_id
from tests.graph import Graph
from tests.schema.everything import one_of_everything
from tests.schema.permissions.askers import people, read_table
from tests.schema.shapes import SUBSCRIPTIONS, tells_facts
from tests.schema.stage import Stage
from tests.shop import Shop
from tests.wire import Refused

MAY = read_table("""
                             nobody  stranger     owner     agent  operator  admin
    campaignMetricsUpdated not-found not-found not-found not-found not-found     ok
    inventoryLevelUpdated   sign-in        no        no        ok        ok     ok
    jobUpdated            not-found not-found not-found        ok        ok     ok
    lifecycleFeed           sign-in        no        no        ok        ok     ok
    notificationFeedUpdated not-found not-found ok     ok not-found     ok
    orderFeed               sign-in        ok        ok        ok        ok     ok
    orderUpdated          not-found not-found        ok        ok        ok     ok
    orderViewers            sign-in        no        no        ok        ok     ok
    priceAnomalyFeed        sign-in        no        no        no        no     ok
    shipmentTrackingUpdated not-found not-found      ok        ok        ok     ok
    stockAlertFeed          sign-in        no        no        ok        ok     ok
    ticketQueueFeed         sign-in        no        no        ok        no     ok
    ticketUpdated         not-found not-found        ok        ok not-found     ok
    ticketViewers           sign-in        no        no        ok        no     ok
""")
CODES = {"UNAUTHENTICATED": "sign-in", "FORBIDDEN": "no", "NOT_FOUND": "not-found"}
KINDS = {
    "campaignMetricsUpdated": "Campaign",
    "jobUpdated": "Job",
    "notificationFeedUpdated": "Customer",
    "orderUpdated": "Order",
    "orderViewers": "Order",
    "shipmentTrackingUpdated": "Fulfillment",
    "ticketUpdated": "Ticket",
    "ticketViewers": "Ticket",
}


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


def test_every_subscription_stands_in_the_table() -> None:
    assert sorted(MAY) == SUBSCRIPTIONS


async def test_everybody_follows_what_the_table_says_and_no_more(
    graph: Graph, stage: Stage
) -> None:
    ids = await one_of_everything(stage)

    found: dict[str, dict[str, str]] = {name: {} for name in MAY}
    for person, ctx in (await people(stage)).items():
        for name in MAY:
            found[name][person] = await told(graph, ctx, name, ids.get(KINDS.get(name, "")))

    assert found == MAY


async def test_what_one_may_not_follow_is_answered_like_what_there_is_not(
    graph: Graph, stage: Stage
) -> None:
    ids = await one_of_everything(stage)
    stranger = (await people(stage))["stranger"]

    for name, kind in KINDS.items():
        answers = []
        for value in (ids[kind], global_id(kind, new_id()), global_id("Brand", new_id()), "x"):
            with pytest.raises(Refused) as refused:
                await first_of(graph, stranger, name, value)
            (error,) = refused.value.errors
            error["extensions"].pop("requestId")
            answers.append(error)
        assert answers == [answers[0]] * 4


async def test_whoever_has_the_link_follows_the_parcel_without_signing_in(
    graph: Graph, stage: Stage
) -> None:
    stage.shop.now = datetime.now(UTC)  # a link is good for 90 days
    ids = await one_of_everything(stage)
    opened = open_id(ids["Fulfillment"])
    assert opened is not None
    token = issue_tracking_token("s" * 32, opened[1], stage.shop.now)
    query = (
        "subscription($token: String!) { shipmentTrackingUpdated(token: $token, initial: true)"
        " { kind fulfillment { id } event { type } } }"
    )
    link = graph.context(stage.shop.ctx).tracking_token(opened[1])

    async with graph.follow(stage.shop.as_anonymous, query, token=link) as live:
        assert await live.next() == {"kind": "INITIAL", "fulfillment": None, "event": None}
    with pytest.raises(Refused) as refused:
        async with graph.follow(stage.shop.as_anonymous, query, token=token) as live:
            await live.next()

    assert refused.value.codes == ["UNAUTHENTICATED"], "a token that somebody else signed"


async def told(graph: Graph, ctx: Context, name: str, value: str | None) -> str:
    """What somebody hears first."""
    try:
        await first_of(graph, ctx, name, value)
    except Refused as refused:
        (code,) = refused.codes
        return CODES[code]
    return "ok"


async def first_of(graph: Graph, ctx: Context, name: str, value: str | None) -> None:
    subscribe = graph.follow if tells_facts(name) else graph.attend
    async with subscribe(ctx, document(name, value)) as live:
        await live.next()


def document(name: str, value: str | None) -> str:
    """With a cursor that is none, so that whoever may follow hears of a gap at once."""
    if not tells_facts(name):
        return f'subscription {{ {name}(id: "{value}") {{ viewers {{ name }} }} }}'
    id = "" if value is None else f'id: "{value}", '
    return f'subscription {{ {name}({id}after: "nowhere") {{ kind }} }}'
