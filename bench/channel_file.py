"""The retailer's year as a channel's file, and as the channel's own list: two ways to say it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from api.importing.completejourney.plan import SOURCE, Plan, plan_of
from api.importing.completejourney.products import add_product, article_of
from api.importing.completejourney.shelves import add_shelves
from api.importing.completejourney.year import FIRST_WEEK, LAST_WEEK, Basket, Year
from api.importing.portions import Portion, load
from api.importing.premises import open_premises
from domain.shared.ids import new_id

CHANNEL = "journey-mart"
UNITS = 10_000_000  # of each variant on the shelf: the year is sold out of it
ADD_CHANNEL = """
INSERT INTO sales_channel (id, code, name, currency, created_at, kind, format, shortage_policy)
VALUES ($1, $2, 'A retailer of real baskets', 'USD', $3, 'marketplace', 'generic', 'refuse')
"""
SINGLES = "sku LIKE 'CJ-%-1'"
ADD_LISTINGS = f"""
INSERT INTO channel_listing (id, channel_id, external_sku, variant_id, created_at, updated_at)
SELECT gen_random_uuid(), $1, split_part(sku, '-', 2), id, $2, $2
FROM product_variant WHERE {SINGLES}
"""
ADD_LEVELS = f"""
INSERT INTO inventory_level (id, variant_id, warehouse_id, version, on_hand, committed, reserved,
    incoming, updated_at)
SELECT gen_random_uuid(), id, $1, 0, {UNITS}, 0, 0, 0, $2 FROM product_variant WHERE {SINGLES}
"""


async def furnish(connection: Any, year: Year, now: datetime) -> None:
    """The retailer's products, plenty of each, and the channel that lists them."""
    premises = await open_premises(connection)
    plan = plan_of(year, premises, timedelta())
    for week in range(LAST_WEEK, FIRST_WEEK - 1, -1):
        await load(connection, _products(plan, week), now=now)
    channel = new_id()
    await connection.execute(ADD_CHANNEL, channel, CHANNEL, now)
    await connection.execute(ADD_LISTINGS, channel, now)
    await connection.execute(ADD_LEVELS, premises.warehouses[0], now)
    await connection.execute("ANALYZE")


def _products(plan: Plan, week: int) -> Portion:
    portion = Portion(SOURCE, f"products of week {week}")
    add_shelves(portion, plan, week)
    for goods in plan.goods[week]:
        add_product(portion, plan, article_of(plan, goods))
    return portion


def write_orders(year: Year, weeks: int, path: Path) -> int:
    """The first so many weeks' baskets, a line each; how many."""
    count = 0
    with path.open("wb") as file:
        for week in range(FIRST_WEEK, FIRST_WEEK + weeks):
            for basket in year.baskets(week):
                file.write(orjson.dumps(_order(basket), option=orjson.OPT_APPEND_NEWLINE))
                count += 1
    return count


def _order(basket: Basket) -> dict[str, Any]:
    lines, total = [], 0
    for sold in basket.lines:
        unit = -(-(sold.paid_minor + sold.discount_minor) // sold.quantity)
        off = unit * sold.quantity - sold.paid_minor
        total += sold.paid_minor
        lines.append(
            {
                "sku": str(sold.product_id),
                "quantity": sold.quantity,
                "unitPrice": _dollars(unit),
                "discount": _dollars(off),
            }
        )
    return {
        "id": str(basket.basket_id),
        "placedAt": basket.at.isoformat(),
        "currency": "USD",
        "total": _dollars(total),
        "paid": _dollars(total),
        "lines": lines,
    }


def write_list(year: Year, weeks: int, path: Path) -> int:
    """What the source itself counts: added up from its columns, not from the file of orders."""
    lines = year.lines
    good = lines.is_good & (lines.week < FIRST_WEEK + weeks)
    ids, first, places = np.unique(lines.basket_id[good], return_index=True, return_inverse=True)
    sums = np.bincount(places, weights=lines.paid_minor[good]).astype(np.int64)
    times = lines.at[good][first]
    with path.open("wb") as file:
        for entry in _entries(ids.tolist(), sums.tolist(), times.tolist()):
            file.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))
    return len(ids)


def _entries(ids: list[int], sums: list[int], times: list[datetime]) -> Iterator[dict[str, str]]:
    for id_, total, at in zip(ids, sums, times, strict=True):
        yield {
            "id": str(id_),
            "total": _dollars(total),
            "placedAt": at.replace(tzinfo=UTC).isoformat(),
        }


def _dollars(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
