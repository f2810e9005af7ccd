"""Whatever is asked of the things in a circle, it is what graphql-core would show of each."""

from contextlib import AsyncExitStack

import pytest

from domain.identity.scopes import Role, Scope, scopes_of
from domain.shared.context import Actor
from schema.root import schema
from tests.graph import Graph
from tests.schema.stage import Stage, gid
from tests.schema.subscriptions.followed import FOLLOWED, Followed
from tests.shop import Shop, staff

OWN = {
    "orderUpdated": """
        order {
          id number status availableActions version placedAt
          total { amount currencyCode } customer { name email }
          shippingAddress { city }
          lines(first: 1) { totalCount nodes { sku variant { name } } pageInfo { hasNextPage } }
          shipments { status } events(first: 2) { nodes { type } }
        }
        again: order { number ...more }
        previousStatus""",
    "ticketUpdated": """
        ticket {
          id number status priority availableActions
          customer { name } order { number } messages(first: 2) { totalCount nodes { body } }
          timeline(first: 3) { nodes { type } }
        }
        again: ticket { number ...more }""",
}
MORE = {"orderUpdated": "Order { note holdReason }", "ticketUpdated": "Ticket { subject }"}
CIRCLED = [each for each in FOLLOWED if each.name in OWN]


def document_of(followed: Followed) -> str:
    return (
        f"subscription($id: ID!, $short: Boolean = true) {{ {followed.name}(id: $id) {{"
        f" __typename kind cursor occurredAt gap {{ reason }} aggregateVersion"
        f" event @include(if: $short) {{ type version actorKind data }}"
        f" {OWN[followed.name]} }} }} fragment more on {MORE[followed.name]}"
    )


def test_every_table_of_news_is_tried() -> None:
    assert set(schema.tables.news) == set(OWN)


@pytest.mark.parametrize("followed", CIRCLED, ids=lambda each: each.name)
async def test_each_thing_for_each_asker(graph: Graph, shop: Shop, followed: Followed) -> None:
    stage = await Stage.build(shop)
    things = [await followed.make(stage) for _ in range(3)]
    await graph.tell()
    agent = scopes_of([Role.SERVICE_AGENT])
    who_see_masked = [staff(*agent - {Scope.CUSTOMERS_PII}), stage.as_owner.actor]
    # Of who sees others' data, each reading is known by itself: they are told in groups alone.
    askers: list[Actor] = [shop.admin, staff(*agent), *who_see_masked]
    document = document_of(followed)
    shown = schema.engine.answered["item"]
    async with AsyncExitStack() as stack:
        pairs = [
            [
                await stack.enter_async_context(
                    graph.follow(who, document, alone=alone, id=gid(thing))
                )
                for alone in (False, True)
            ]
            for who in askers
            for thing in things
        ]
        assert len(graph.groups._circles) == len(who_see_masked)
        for _ in range(2):
            for thing in things:
                await followed.act(stage, thing)
        await graph.tell()
        for together, alone in pairs:
            for _ in range(2):
                assert await together.next() == await alone.next()

    assert schema.engine.answered["item"] - shown == len(pairs) * 2, "all by generated code"
