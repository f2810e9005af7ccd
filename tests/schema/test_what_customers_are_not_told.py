"""What stays in the house: customers see their tickets, and not who of us sees to them."""

import pytest

from domain.support.assign_ticket import assign_ticket
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.shop import Shop
from tests.wire import Refused


async def test_a_customer_is_not_told_who_sees_to_a_ticket(graph: Graph, shop: Shop) -> None:
    buyer, colleague = await shop.customer(), await shop.colleague()
    ticket = await shop.ticket(customer=buyer)
    await assign_ticket(shop.ctx, ticket.id, assignee_id=colleague.id)
    customer = shop.as_customer(buyer).actor

    seen = await graph.ask(
        customer,
        "query($id: ID!) { ticket(id: $id) { assignee { id } timeline { nodes { type data } } } }",
        id=global_id("Ticket", ticket.id),
    )

    assert seen["ticket"]["assignee"] is None
    assert global_id("StaffMember", colleague.id) not in str(seen)
    with pytest.raises(Refused) as refused:
        await graph.ask(
            customer,
            "query($id: ID!) { tickets(where: {assignee: {eq: $id}}) { totalCount } }",
            id=global_id("StaffMember", colleague.id),
        )
    assert refused.value.codes == ["FORBIDDEN"]


async def test_shelves_are_asked_for_by_a_level_that_can_be(graph: Graph, shop: Shop) -> None:
    for depth in (-5, 40_000):
        with pytest.raises(Refused) as refused:
            await graph.ask(
                shop.admin, "query($d: Int) { categories(depth: $d) { totalCount } }", d=depth
            )
        assert refused.value.codes == ["INVALID_INPUT"]
