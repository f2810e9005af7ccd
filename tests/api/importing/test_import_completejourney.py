"""Importing the year: the shop's own invariants hold, and nothing comes in twice."""

import json
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.importing import import_completejourney
from api.importing.report import Report
from domain.catalog.reindex import reindex
from domain.customers.cards import Card
from domain.customers.models import Customer
from domain.inventory.review_alerts import review_alerts
from domain.shared import sql
from domain.shared.personal import sealed_columns
from realtime import log
from tests import databases
from tests.api.importing.small_year import WEEKS, small_year
from tests.shop import OPENING, Shop

PROJECT = Path(__file__).parents[3]
AGGREGATES = {
    "order": "sales_order",
    "payment": "payment",
    "fulfillment_order": "fulfillment_order",
    "fulfillment": "fulfillment",
    "inventory_level": "inventory_level",
    "stock_alert": "stock_alert",
    "product": "product",
    "category": "category",
    "customer": "customer",
    "customer_group": "customer_group",
    "promotion": "promotion",
    "coupon": "coupon",
}
# What is different each time, or says how far somebody is.
BY_CHANCE_OR_TIME = {
    *("data_key", "import_progress", "promotion_revision", "relay_state", "tortoise_migrations"),
}
Credentials = Mapping[str, Any]
Contents = dict[str, tuple[int, int]]
UNDISTURBED: Contents = {}


async def import_weeks(database: Credentials, weeks: int, **later: float) -> Report:
    return await import_completejourney(
        database, weeks=weeks, now=OPENING + timedelta(**later), read=small_year
    )


async def contents() -> Contents:
    """Every table's number of rows and a sum over all that they say, but for given numbers."""
    found = {}
    for table in await databases.tables():
        if table in BY_CHANCE_OR_TIME:
            continue
        given = "- 'id' - 'seq'" if table == "event" else ""
        for column in sealed_columns().get(table, []):  # sealed anew, it is another text
            given += f" - '{column}'"
        [row] = await sql.rows(
            "SELECT count(*) AS rows, coalesce(sum(hashtextextended((to_jsonb(t)"
            f" {given})::text, 0)), 0) AS says FROM {table} t"
        )
        found[table] = (row["rows"], int(row["says"]))
    return found


async def imported_without_a_break(database: Credentials) -> Contents:
    """What an import leaves behind that nobody disturbs; found out once for all tests."""
    if not UNDISTURBED:
        await import_weeks(database, WEEKS)
        UNDISTURBED.update(await contents())
        await databases.empty()
    return UNDISTURBED


async def nothing(query: str) -> None:
    """There are no such rows."""
    assert await sql.rows(f"{query} LIMIT 3") == []


async def test_a_repeated_import_adds_nothing(database: Credentials) -> None:
    await import_weeks(database, 2)
    before = await contents()

    again = await import_weeks(database, 2)

    assert again.rows.total() == 0
    assert again.portions_before == 2
    assert await contents() == before


async def test_a_bigger_import_adds_the_rest_even_weeks_later(database: Credentials) -> None:
    at_once = await imported_without_a_break(database)

    await import_weeks(database, 1)
    await import_weeks(database, WEEKS, days=40)

    assert await contents() == at_once


@pytest.mark.parametrize("tables", [2, 20, 40])
async def test_an_import_that_was_killed_goes_on_where_it_stopped(
    database: Credentials, tables: int, tmp_path: Path
) -> None:
    uninterrupted = await imported_without_a_break(database)
    year = tmp_path / "year"
    year.write_bytes(pickle.dumps(small_year()))

    killed = subprocess.run(  # noqa: ASYNC221  # nothing else is to run meanwhile
        [
            *(sys.executable, "-m", "tests.api.importing.import_and_die"),
            *(json.dumps(database), OPENING.isoformat(), str(tables), str(year)),
        ],
        cwd=PROJECT,
        check=False,
    )
    half = await contents()
    await import_weeks(database, WEEKS)

    assert killed.returncode == -signal.SIGKILL
    assert half["sales_order"][0] < uninterrupted["sales_order"][0]
    assert await contents() == uninterrupted
    await nothing("""
        SELECT external_id FROM sales_order GROUP BY channel_id, external_id HAVING count(*) > 1
    """)


async def test_the_report_counts_what_is_there_and_what_is_odd(database: Credentials) -> None:
    report = await import_weeks(database, WEEKS)

    for table, rows in report.rows_in_all.items():
        assert await sql.value(f"SELECT count(*) FROM {table}") == rows
    assert report.rows == report.rows_in_all
    assert report.notes_in_all["line of quantity 0"] > 0
    assert report.notes_in_all["product never sold: no price, unpublished"] > 0


async def test_every_order_is_paid_delivered_and_adds_up(database: Credentials) -> None:
    await import_weeks(database, WEEKS)

    assert await sql.value("SELECT count(*) FROM sales_order") > WEEKS * 30
    await nothing("""
        SELECT o.number FROM sales_order o JOIN (
            SELECT order_id, sum(quantity * unit_price_minor) AS subtotal,
                sum(discount_minor) AS discount, sum(total_minor) AS total
            FROM order_line GROUP BY order_id) l ON l.order_id = o.id
        WHERE (o.subtotal_minor, o.discount_minor, o.total_minor) <>
            (l.subtotal, l.discount, l.total)
            OR o.subtotal_minor - o.discount_minor <> o.total_minor
            OR o.captured_minor <> o.total_minor OR o.status <> 'completed'
            OR o.payment_status <> 'paid' OR o.fulfillment_status <> 'delivered'
    """)
    await nothing("""
        SELECT id FROM order_line WHERE (allocated, fulfilled, shipped, delivered, canceled)
            <> (quantity, quantity, quantity, quantity, 0)
            OR quantity * unit_price_minor - discount_minor <> total_minor
    """)
    await nothing("""
        SELECT o.number, o.total_minor, p.captured_minor, sum(t.amount_minor)
        FROM sales_order o LEFT JOIN payment p ON p.order_id = o.id
        LEFT JOIN payment_transaction t ON t.payment_id = p.id
        GROUP BY o.id, p.id
        HAVING o.total_minor <> coalesce(p.captured_minor, 0)
            OR o.total_minor <> coalesce(sum(t.amount_minor), 0)
    """)
    await nothing("""
        SELECT l.id FROM order_line l
        LEFT JOIN fulfillment_order_line w ON w.order_line_id = l.id
        LEFT JOIN fulfillment_line p ON p.order_line_id = l.id
        WHERE (w.quantity, p.quantity) IS DISTINCT FROM (l.quantity, l.quantity)
    """)


async def test_every_history_is_complete_and_makes_the_version(database: Credentials) -> None:
    await import_weeks(database, WEEKS)

    for kind, table in AGGREGATES.items():
        assert await sql.value(f"SELECT count(*) FROM {table}") > 0, table
        await nothing(f"""
            SELECT t.id, t.version, count(e.id) AS told FROM {table} t
            LEFT JOIN event e ON e.aggregate_type = '{kind}' AND e.aggregate_id = t.id
            GROUP BY t.id
            HAVING count(e.id) <> t.version OR max(e.version) <> t.version
                OR min(e.version) <> 1
        """)
    await nothing("""
        SELECT o.number FROM sales_order o JOIN event e ON e.aggregate_id = o.id
            AND e.version = o.version
        WHERE e.payload ->> 'status' <> o.status OR e.occurred_at <> o.updated_at
    """)


async def test_facts_are_numbered_without_a_gap_behind_those_that_were_there(
    shop: Shop, database: Credentials
) -> None:
    await sql.execute("UPDATE relay_state SET last_seq = 7")

    report = await import_weeks(database, 1)

    told = await sql.row(
        "SELECT min(seq) AS first, max(seq) AS last, count(*) AS facts,"
        " bool_and(historic) AS historic FROM event"
    )
    facts = report.rows["event"]
    assert told is not None
    assert told["facts"] >= facts
    assert (told["first"], told["historic"]) == (8, True)
    assert told["last"] == await sql.value("SELECT last_seq FROM relay_state") == 7 + told["facts"]


async def test_nobody_is_told_of_history(database: Credentials) -> None:
    await import_weeks(database, 1)

    assert (await log.page(0)).events == ()


async def test_every_level_is_the_sum_of_its_movements(database: Credentials) -> None:
    await import_weeks(database, WEEKS)

    await nothing("""
        SELECT l.id FROM inventory_level l LEFT JOIN stock_movement m ON m.level_id = l.id
        GROUP BY l.id
        HAVING (l.on_hand, l.committed, l.reserved, l.incoming, l.version) IS DISTINCT FROM
            (sum(m.on_hand_delta), sum(m.committed_delta), sum(m.reserved_delta),
            sum(m.incoming_delta), count(m.id))
    """)


async def test_warnings_are_open_exactly_where_they_are_due(
    shop: Shop, database: Credentials
) -> None:
    await import_weeks(database, WEEKS)
    levels = [row["id"] for row in await sql.rows("SELECT id FROM inventory_level")]
    before = await shop.count("event")

    await review_alerts(shop.as_system, levels)

    assert await shop.count("stock_alert") > 0
    assert await shop.count("event") == before


async def test_goods_are_found_by_the_same_words_as_any_others(database: Credentials) -> None:
    await import_weeks(database, WEEKS)
    words = "SELECT id, search::text AS words FROM product ORDER BY id"
    imported = await sql.rows(words)

    await reindex([row["id"] for row in imported])

    assert await sql.rows(words) == imported


async def test_only_what_has_a_price_is_published(database: Credentials) -> None:
    await import_weeks(database, WEEKS)

    statuses = await sql.rows("""
        SELECT p.status, count(*) AS products, bool_and(v.prices > 0) AS priced,
            bool_or(v.prices > 0) AS some_priced
        FROM product p JOIN LATERAL (
            SELECT count(price.id) AS prices FROM product_variant variant
            LEFT JOIN variant_price price ON price.variant_id = variant.id
            WHERE variant.product_id = p.id) v ON true
        GROUP BY p.status
    """)

    found = {row["status"]: row for row in statuses}
    assert found["published"]["priced"]
    assert not found["unpublished"]["some_priced"]


async def test_whoever_was_made_up_is_said_to_be(database: Credentials) -> None:
    await import_weeks(database, WEEKS)

    await nothing("SELECT number FROM customer WHERE NOT traits ? 'generated'")
    for customer in await Customer.all():
        card = Card.of(customer)
        assert str(card.email).endswith("@example.test")
        assert str(card.phone)[5:10] == "55501"


async def test_a_shop_that_has_such_a_channel_already_keeps_its_own(
    shop: Shop, database: Credentials
) -> None:
    [own] = await sql.rows("SELECT * FROM sales_channel WHERE code = 'web'")

    await import_weeks(database, 1)

    assert await sql.rows("SELECT * FROM sales_channel WHERE code = 'web'") == [own]
