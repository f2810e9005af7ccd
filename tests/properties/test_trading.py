"""Cart, order, payment, refund and stock beside a model: 200 examples of up to 50 steps.

`EXAMPLES` says how many more there shall be; `make soak` asks for 10,000.
"""

import asyncio
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tortoise import Tortoise

from domain.shared.database import orm_config
from tests import databases
from tests.properties.machine import Trading
from tests.shop import Shop

EXAMPLES = int(os.environ.get("EXAMPLES", "200"))
PARTS = 4  # so that several workers share the work
STEPS = 50


@pytest.mark.parametrize("part", range(PARTS))
def test_shop_and_model_agree_after_every_step(worker_database: dict[str, Any], part: int) -> None:
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

            class Here(Trading):
                run = staticmethod(runner.run)
                shop = runner.run(Shop.open())

            run_state_machine_as_test(seed(part)(Here), settings=checked)  # type: ignore[no-untyped-call]
        finally:
            runner.run(databases.empty())
            runner.run(context.close_connections())


async def opened(credentials: dict[str, Any]) -> Any:
    """The ORM connected for as long as the runner lives."""
    return await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
