"""A worker in a process of its own: it acts by the rules of the shop, and loads no graph."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from typing import Any

from domain.jobs.models import Job
from domain.jobs.states import JobStatus
from domain.orders.models import Order
from domain.processes.bulk_orders import bulk_create_orders
from domain.promotions.cart import Stacking
from domain.promotions.terms import PercentOff
from domain.shared import sql
from tests.api.processes import DEADLINE_SECONDS, ROOT, running, url_of
from tests.shop import Shop

LOADED = "import sys, api.working; print('schema.root' in sys.modules)"


async def test_what_it_places_has_the_discounts_of_the_shop(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = await sql.value("SELECT now()")
    variant = await shop.variant(price_minor=1_000)
    await shop.stock(variant, 5)
    for name, points in (("first", 1_000), ("best", 3_000)):
        await shop.promotion(PercentOff(points), name=name, stacking=Stacking.EXCLUSIVE)
    asked = [replace(shop.request((variant, 1)), external_id="MANY-1")]
    job = await bulk_create_orders(shop.ctx, asked, idempotency_key="k")

    async with running("worker", DATABASE_URL=url_of(database), PROMOTION_STACKING="first"):
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (await Job.get(id=job.id)).status is not JobStatus.COMPLETED:
                await sql.execute("SELECT pg_sleep(0.02)")

    assert (await Order.get()).discount_minor == 100, "the first, and not the best"


def test_it_loads_no_graph() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"
