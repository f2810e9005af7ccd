"""Who is shown somebody else's personal data is known, whichever tier answers. Each document here
is answered by both, and `Graph` compares what they say that they have shown."""

from typing import Any

import pytest

from domain.audit.entries import Subject
from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.snapshots import sealed_snapshot
from domain.shared.context import Context
from schema.root import schema
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.schema.stage import Stage, gid
from tests.shop import Shop

ADDRESS_OF_ORDER = {
    "recipient": "Olga Ownes",
    "line1": "1 High Street",
    "city": "Leeds",
    "country": "GB",
    "postal_code": "LS1",
}
CARD = """query ($id: ID!) { customer(id: $id) { number name email
    addresses { id isDefault line1 country } } }"""
ORDERS = "{ orders { nodes { number customer { name } } } }"
ADDRESS = "{ orders { nodes { number shippingAddress { city } } } }"
FOLLOWED = """subscription ($id: ID!) {
    orderUpdated(id: $id, initial: true) { kind order { number customer { name } } } }"""


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    stage = await Stage.build(shop)
    await stage.address()
    order = await stage.order()
    await Order.filter(id=order.id).update(
        shipping_address=sealed_snapshot(order.id, ADDRESS_OF_ORDER)
    )
    return stage


@pytest.fixture
async def owner(stage: Stage) -> Customer:
    assert stage.as_owner.customer_id is not None
    return await Customer.get(id=stage.as_owner.customer_id)


def of(owner: Customer, *what: str) -> Subject:
    return Subject("customer", str(owner.id), what)


async def shown(graph: Graph, who: Context, document: str, **variables: Any) -> list[Subject]:
    """What an answer by a plan shows of others, all of it."""
    context = graph.context(who)
    graph.audit.disclosures()
    assert await schema.engine.answer(document, variables, None, context) is not None
    return [each for _, subjects in graph.audit.disclosures() for each in subjects]


async def test_what_staff_see_of_a_customer_is_known_field_by_field(
    graph: Graph, stage: Stage, owner: Customer
) -> None:
    await graph.ask(stage.shop.ctx, CARD, id=gid(owner))

    [seen] = await shown(graph, stage.shop.ctx, CARD, id=gid(owner))
    assert seen == of(owner, "address", *(["email"] if owner.email else []), "name")


@pytest.mark.parametrize("document", [ORDERS, ADDRESS])
async def test_it_is_known_through_other_things_too(
    graph: Graph, stage: Stage, owner: Customer, document: str
) -> None:
    await graph.ask(stage.shop.ctx, document)

    what = "name" if document == ORDERS else "address"
    assert of(owner, what) in await shown(graph, stage.shop.ctx, document)


async def test_ones_own_is_no_disclosure(graph: Graph, stage: Stage, owner: Customer) -> None:
    assert await shown(graph, stage.as_owner, CARD, id=gid(owner)) == []
    assert await shown(graph, stage.as_owner, ORDERS) == []


async def test_what_is_masked_is_not_disclosed(graph: Graph, stage: Stage, owner: Customer) -> None:
    masked = stage.shop.as_staff(Scope.CUSTOMERS_READ, Scope.ORDERS_READ)

    assert await shown(graph, masked, CARD, id=gid(owner)) == []
    assert await shown(graph, masked, ORDERS) == []


async def test_what_was_not_asked_for_is_not_disclosed(
    graph: Graph, stage: Stage, owner: Customer
) -> None:
    document = "query ($id: ID!) { customer(id: $id) { number locale } }"

    assert await shown(graph, stage.shop.ctx, document, id=gid(owner)) == []


async def test_a_request_that_is_shown_nothing_writes_nothing(graph: Graph, stage: Stage) -> None:
    await graph.ask(stage.shop.ctx, "{ products { nodes { slug } } }")

    assert graph.audit.kept == []


async def test_everybody_who_follows_is_known_by_name(graph: Graph, stage: Stage) -> None:
    order = await stage.order()
    first, second = stage.shop.as_staff(*Scope), stage.shop.as_staff(*Scope)
    async with (
        graph.follow(first, FOLLOWED, id=global_id("Order", order.id)) as one,
        graph.follow(second, FOLLOWED, id=global_id("Order", order.id)) as other,
    ):
        await one.next()
        await other.next()
        at_first = {entry.actor for entry in graph.audit.kept}
        graph.audit.kept.clear()
        await stage.shop.pay(order)
        await graph.tell()
        await one.next()
        await other.next()

    assert at_first == {first.actor.key, second.actor.key}
    assert {entry.actor for entry in graph.audit.kept} == at_first
