"""Split, merge, unmerge, cancel in any order: units, money, taxes, discounts stay what they were.

`EXAMPLES` says how many sequences there shall be, and `STEPS` how long; a benchmark asks for 5,000
shorter ones.
"""

import asyncio
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.promotions.terms import AmountOff, PercentOff
from tests import databases
from tests.properties.conserving import Conserving
from tests.properties.test_trading import opened
from tests.shop import Shop

EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
PARTS = 2  # so that several workers share the work
STEPS = int(os.environ.get("STEPS", "20"))


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_whatever_is_split_and_merged(
    worker_database: dict[str, Any], part: int
) -> None:
    checked = settings(
        max_examples=EXAMPLES // PARTS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    with asyncio.Runner() as runner:
        context = runner.run(opened(worker_database))
        try:

            class Here(Conserving):
                run = staticmethod(runner.run)
                shop = runner.run(discounting(is_included=part % 2 == 0))

            run_state_machine_as_test(seed(part)(Here), settings=checked)  # type: ignore[no-untyped-call]
        finally:
            runner.run(databases.empty())
            runner.run(context.close_connections())


async def discounting(*, is_included: bool) -> Shop:
    """A shop with two warehouses that takes odd amounts off everything, by two promotions, and owes
    two taxes of odd rates, which its prices contain or not.
    """
    shop = await Shop.open()
    await shop.taxed_at("US", "CA", is_included=is_included)
    await shop.rate(72_511, name="State", country="US", region="CA")
    await shop.rate(14_990, name="District", country="US", region="CA")
    await shop.warehouse("annex", priority=1)
    await shop.promotion(PercentOff(733), name="Odd percent")
    await shop.promotion(AmountOff({"USD": 501}), name="Some off")
    return shop
