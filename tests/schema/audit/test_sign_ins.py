"""Whoever lets people in tells the trail, and a refused sign-in is known by its code."""

import pytest

from domain.audit.entries import AuditKind
from schema.shared.record import SIGN_IN, note_refusal, record_sign_in
from tests.graph import Graph
from tests.shop import Shop


async def test_who_signed_in_is_written_down_by_name(graph: Graph, shop: Shop) -> None:
    context = graph.context(shop.as_anonymous)

    await record_sign_in(context, shop.admin, "mutation sessionCreate")

    [entry] = graph.audit.kept
    assert (entry.kind, entry.actor) == (AuditKind.SIGNED_IN, shop.admin.key)


@pytest.mark.parametrize("code", sorted(SIGN_IN))
async def test_who_was_not_let_in_is_noted(graph: Graph, shop: Shop, code: str) -> None:
    note_refusal(graph.context(shop.as_anonymous), code, "mutation sessionCreate")

    [entry] = graph.audit.noted
    assert (entry.kind, entry.actor, entry.code) == (AuditKind.SIGN_IN_REFUSED, "anonymous", code)


async def test_a_rule_of_the_shop_that_said_no_is_no_attempt(graph: Graph, shop: Shop) -> None:
    note_refusal(graph.context(shop.as_anonymous), "INVALID_TRANSITION", "mutation orderCancel")

    assert graph.audit.noted == []
