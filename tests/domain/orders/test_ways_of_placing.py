"""Three ways of placing orders come to the same: answers, rows and facts, whatever is asked for.

One after the other step by step, one after the other in one statement each, and in groups.
"""

import random
from collections.abc import Awaitable, Callable, Sequence

import pytest

from domain.orders.models import Order
from domain.orders.placing import Placing
from domain.orders.step_by_step import place_step_by_step
from domain.orders.till import place_alone
from domain.orders.together import GroupFailed, place_together
from domain.shared.errors import DomainError
from tests.domain.inventory.test_ledger import assert_the_books_balance
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.domain.orders.worlds import World, said
from tests.shop import Shop

REQUESTS = 50
Answers = dict[int, object]


async def one_by_one(
    way: Callable[[Placing], Awaitable[Order]], placings: Sequence[tuple[int, Placing]]
) -> Answers:
    """Each after the other; the answers in that order."""
    answers: Answers = {}
    for number, placing in placings:
        try:
            answers[number] = await way(placing)
        except DomainError as refusal:
            answers[number] = refusal
    return answers


async def in_groups(dice: random.Random, placings: Sequence[tuple[int, Placing]]) -> Answers:
    """In groups of any size, as the till has them; the answers in the order they were given."""
    answers: Answers = {}
    left = [*placings]
    while left:
        size = dice.randint(2, 9)
        group, left = left[:size], left[size:]
        try:
            outcomes = await place_together([placing for _, placing in group])
        except GroupFailed:
            answers |= await one_by_one(place_alone, group)
            continue
        settled = zip(group, outcomes, strict=True)
        answers |= {number: outcome for (number, _), outcome in settled if outcome}
        others = [one for one, outcome in zip(group, outcomes, strict=True) if outcome is None]
        answers |= await one_by_one(place_step_by_step, others)
    return answers


@pytest.mark.parametrize(("seed", "listed"), [(0, False), (1, False), (2, True), (3, True)])
async def test_every_way_of_placing_comes_to_the_same(shop: Shop, seed: int, listed: bool) -> None:
    world = await World.open(shop)
    if listed:
        await world.list_prices()
    dice = random.Random(seed)
    asked = [(number, world.placing(dice, number)) for number in range(REQUESTS)]

    grouped = await in_groups(dice, asked)
    in_their_order = [asked[number] for number in grouped]  # odd ones come behind their group
    books_of_groups = await written(world)
    alone = await one_by_one(place_alone, in_their_order)
    books_of_single_statements = await written(world)
    by_steps = await one_by_one(place_step_by_step, in_their_order)
    books_of_steps = await written(world)

    assert told(grouped) == told(alone) == told(by_steps)
    assert books_of_groups == books_of_steps
    assert books_of_single_statements == books_of_steps
    assert 8 < len(books_of_steps["sales_order"]) < REQUESTS  # both sold and refused


async def written(world: World) -> dict[str, list[str]]:
    """What stands in the books, which must be right in themselves too; then they are undone."""
    await assert_the_books_balance()
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()
    found = await world.written()
    await world.undo()
    return found


def told(answers: Answers) -> dict[int, object]:
    return {number: said(answer) for number, answer in answers.items()}


async def test_what_comes_back_is_what_stands_in_the_books(shop: Shop) -> None:
    world = await World.open(shop)
    dice = random.Random(1)
    asked = [(number, world.placing(dice, number)) for number in range(REQUESTS)]

    orders = [
        answer
        for answers in (await in_groups(dice, asked), await one_by_one(place_alone, asked))
        for answer in answers.values()
        if isinstance(answer, Order)
    ]

    assert len(orders) > 8
    for order in orders:
        assert dict(await Order.get(id=order.id)) == dict(order)
