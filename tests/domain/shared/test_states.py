"""Lifecycles as tables: every machine of the shop, walked; and what no table may be."""

from enum import StrEnum

import pytest

from domain.catalog.models import Product
from domain.catalog.states import PUBLICATION, PublicationAction, PublicationStatus
from domain.finance import states as finance
from domain.fulfillment import states as fulfillment
from domain.inventory import states as inventory
from domain.orders import states as orders
from domain.shared.errors import InvalidTransition, VersionConflict
from domain.shared.states import StateMachine, expect_version, move, raise_version
from domain.support import states as support
from tests.shop import Shop

MACHINES = [
    PUBLICATION,
    *(
        machine
        for module in (finance, fulfillment, inventory, orders, support)
        for machine in vars(module).values()
        if isinstance(machine, StateMachine)
    ),
]


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    BLINKING = "blinking"


class Turn(StrEnum):
    GO = "go"
    STOP = "stop"
    BREAK = "break"
    REPAIR = "repair"


LIGHT = StateMachine(
    "light",
    Light,
    initial={Light.RED},
    held=Light.BLINKING,
    moves=[
        move(Turn.GO, Light.RED, Light.GREEN),
        move(Turn.STOP, Light.GREEN, Light.RED),
        move(Turn.BREAK, {Light.RED, Light.GREEN}, Light.BLINKING),
        move(Turn.REPAIR, Light.BLINKING, None),
    ],
)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.kind)
def test_every_state_and_action_of_the_shop_works_or_is_refused(
    machine: StateMachine[StrEnum, StrEnum],
) -> None:
    actions = list(dict.fromkeys(arrow.action for arrow in machine.moves))
    for state in machine.states:
        for action in actions:
            if machine.allows(state, action):
                assert action in machine.actions(state)
                assert machine.target(state, action, held_from=next(iter(machine.initial)))
                continue
            with pytest.raises(InvalidTransition) as refused:
                machine.target(state, action)
            assert refused.value.allowed == [str(allowed) for allowed in machine.actions(state)]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.kind)
def test_every_state_of_the_shop_can_be_reached_from_the_beginning(
    machine: StateMachine[StrEnum, StrEnum],
) -> None:
    reached = set(machine.initial)
    for _ in machine.states:
        reached |= {
            arrow.target for arrow in machine.moves if arrow.target and arrow.sources & reached
        }

    assert reached == set(machine.states)


def test_a_table_without_a_way_into_a_state_is_no_table() -> None:
    with pytest.raises(AssertionError, match="no way into"):
        StateMachine(
            "light",
            Light,
            initial={Light.RED},
            moves=[move(Turn.GO, Light.RED, Light.GREEN)],
        )


def test_a_table_with_two_ways_for_one_action_is_no_table() -> None:
    with pytest.raises(AssertionError, match="listed twice"):
        StateMachine(
            "light",
            Light,
            initial={Light.RED},
            moves=[
                move(Turn.GO, Light.RED, Light.GREEN),
                move(Turn.GO, {Light.RED, Light.GREEN}, Light.BLINKING),
            ],
        )


def test_a_release_leads_back_to_where_it_was_held_from() -> None:
    assert LIGHT.target(Light.BLINKING, Turn.REPAIR, held_from=Light.GREEN) is Light.GREEN
    with pytest.raises(AssertionError):
        LIGHT.target(Light.BLINKING, Turn.REPAIR)


def test_actions_come_in_the_order_of_the_table() -> None:
    assert LIGHT.actions(Light.GREEN) == [Turn.STOP, Turn.BREAK]


async def test_a_move_raises_the_version_by_one_and_says_where_it_was(shop: Shop) -> None:
    product = await shop.product(published=False)
    shop.later(minutes=1)

    source = await PUBLICATION.move(product, PublicationAction.PUBLISH, at=shop.now)

    kept = await Product.get(id=product.id)
    assert source is PublicationStatus.UNPUBLISHED
    assert (kept.status, kept.version, kept.updated_at) == (
        PublicationStatus.PUBLISHED,
        1,
        shop.now,
    )
    assert (product.status, product.version) == (kept.status, 1)


async def test_a_move_the_table_has_not_changes_nothing(shop: Shop) -> None:
    product = await shop.product(published=True)

    with pytest.raises(InvalidTransition):
        await PUBLICATION.move(product, PublicationAction.PUBLISH, at=shop.now)

    assert (await Product.get(id=product.id)).version == 0


async def test_whoever_comes_second_with_the_same_row_is_refused(shop: Shop) -> None:
    product = await shop.product(published=False)
    same = await Product.get(id=product.id)
    await PUBLICATION.move(product, PublicationAction.PUBLISH, at=shop.now)

    with pytest.raises(VersionConflict):
        await PUBLICATION.move(same, PublicationAction.PUBLISH, at=shop.now)
    with pytest.raises(VersionConflict):
        await raise_version(same, "product", at=shop.now, name="Mine")

    kept = await Product.get(id=product.id)
    assert (kept.version, kept.name) == (1, "Green tea")
    assert same.version == 0


async def test_a_decision_names_the_version_it_was_made_on(shop: Shop) -> None:
    product = await shop.product()

    expect_version(product, "product", None)
    expect_version(product, "product", 0)
    with pytest.raises(VersionConflict) as refused:
        expect_version(product, "product", 1)

    assert (refused.value.expected, refused.value.actual) == (1, 0)
    assert refused.value.retryable
