"""Every refusal that a mutation declares is given in its situation, typed, and changes nothing."""

from typing import Any

import pytest
from strawberry.utils.str_converters import to_camel_case

from api.settings import PROJECT
from domain.shared.errors import DomainError
from schema.root import Mutation
from schema.shared.mutations import COMMON, Refuses
from tests.graph import Graph
from tests.schema.shapes import entities, is_part_of_input
from tests.schema.situations import (
    ASKED_BY_THE_CUSTOMER,
    ONLY_IN_A_RACE,
    SHOWN_ELSEWHERE,
    SITUATIONS,
)
from tests.schema.stage import Stage, gid
from tests.shop import Shop


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


def declared() -> set[tuple[str, type[DomainError]]]:
    """What each mutation may refuse beyond what every mutation may."""
    definition: Any = Mutation
    return {
        (to_camel_case(field.python_name), refusal)
        for field in definition.__strawberry_definition__.fields
        for extension in field.extensions
        if isinstance(extension, Refuses)
        for refusal in extension.refusals
        if refusal not in COMMON
    }


def test_every_declared_refusal_has_its_situation() -> None:
    assert declared() == set(SITUATIONS) | ONLY_IN_A_RACE | set(SHOWN_ELSEWHERE)


@pytest.mark.parametrize(
    ("error", "path"),
    sorted({(error.__name__, path) for (_, error), path in SHOWN_ELSEWHERE.items()}),
)
def test_what_is_shown_elsewhere_is_shown_there(error: str, path: str) -> None:
    assert (PROJECT / path).read_text().count(error) > 1  # not only where it is imported


@pytest.mark.parametrize(
    ("mutation", "error"), SITUATIONS, ids=[f"{name}-{e.__name__}" for name, e in SITUATIONS]
)
async def test_it_is_refused_with_its_code_and_nothing_is_done(
    graph: Graph, stage: Stage, mutation: str, error: type[DomainError]
) -> None:
    input = await SITUATIONS[mutation, error](stage)
    before = await graph.shop.rows()
    asker = stage.as_owner if (mutation, error) in ASKED_BY_THE_CUSTOMER else stage.shop.ctx

    payload = await graph.do(asker, mutation, input, entities(mutation))

    (said,) = payload.pop("userErrors")
    assert said["code"] == error.code
    assert said["__typename"] == NAMES.get(error.code, "SimpleError")
    assert said["message"]
    assert said["field"] is None or is_part_of_input(mutation, said["field"])
    assert set(payload.values()) <= {None}
    assert await graph.shop.rows() == before


NAMES = {
    "EDIT_ALREADY_OPEN": "EditAlreadyOpenError",
    "EDIT_NOT_POSSIBLE": "EditNotPossibleError",
    "EDIT_CONFLICTED": "EditConflictedError",
    "ORDERS_NOT_MERGEABLE": "OrdersNotMergeableError",
    "MERGE_NOT_UNDOABLE": "MergeNotUndoableError",
    "INSUFFICIENT_STOCK": "InsufficientStockError",
    "ORDERS_UNDER_WAY": "OrdersUnderWayError",
    "REVISION_CONFLICTS": "RevisionConflictError",
    "PROMOTION_REJECTED": "PromotionRejectedError",
    "SHIPPING_METHOD_UNAVAILABLE": "ShippingMethodUnavailableError",
    "UNKNOWN_VARIABLE": "ValidationError",
    "WRONG_CURRENCY": "ValidationError",
}


async def test_a_shortage_says_of_what_how_much_was_asked_and_how_much_there_is(
    graph: Graph, stage: Stage
) -> None:
    green, black = await stage.shop.variant(sku="GREEN"), await stage.shop.variant(sku="BLACK")
    await stage.shop.stock(green, 3)

    payload = await graph.do(
        stage.as_owner,
        "orderCreate",
        {
            "channel": "web",
            "currency": "USD",
            "lines": [
                {"variantId": gid(green), "quantity": 2},
                {"variantId": gid(black), "quantity": 1},
                {"variantId": gid(green), "quantity": 2},
            ],
            "idempotencyKey": "cart",
        },
        "order { id }",
    )

    (said,) = payload["userErrors"]
    assert sorted(said["shortages"], key=lambda each: each["variant"]["sku"]) == [
        {"variant": {"sku": "BLACK"}, "requested": 1, "available": 0},
        {"variant": {"sku": "GREEN"}, "requested": 4, "available": 3},
    ]
