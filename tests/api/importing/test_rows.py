"""Rows: what the importer writes is all that a table has."""

import pytest

from api.importing.facts import FactRow
from api.importing.rows import TABLES
from domain.shared import sql
from tests.shop import Shop

WRITTEN = {table: set(kind._fields) for kind, table in TABLES.items()}
WRITTEN["event"] = {"id", "seq", *FactRow._fields}
EMPTY = {
    # real ones had no budget that the source tells, ran as planned, and nobody compared them
    "campaign": {
        "pause_reason",
        "budget_minor",
        "uses_max",
        "budget_per_customer_minor",
        "uses_per_customer_max",
        "evaluated_at",
        "evaluation",
    },
    "customer": {"erased_at", "sessions_valid_from"},  # nobody imported came in, or went
    # nobody imported paid through a gateway
    "payment": {
        "provider",
        "authorized_minor",
        "voided_minor",
        "charged_back_minor",
        "open_minor",
        "came_from_id",
    },
    "payment_transaction": {
        "instrument",
        "return_url",
        "action_url",
        "failure_code",
        "expires_at",
        "heard_at",
        "settled_at",
        "next_look_at",
        "looks",
        "return_refund_id",
    },
    "sales_order": {
        "authorized_minor",
        "is_payment_under_way",
        "group_id",  # nor was anything split or merged
        "merge_id",
        "merged_into_id",
        "return_credit_minor",
        "return_status",
        "tax_minor",  # the source's prices are what was paid
        "shipping_tax_minor",
        "prices_include_tax",
        "shipping_method_id",
        "shipping_method_name",
        "warned_at",  # and was handled in no other way
        "hold_note_id",
        "assignee_id",
        "gift_message",
    },
    "fulfillment_order": {"scheduled_for", "wave_id"},
    "fulfillment_order_line": {"picked_units", "packed_units"},  # nobody scanned
    "address": {"district", "is_default"},
    # said later, by whoever describes goods; shown in every channel
    "product": {"product_type_id", "hidden_in"},
    # nothing of the year that is imported came back
    "order_line": {"claimed", "return_requested", "returned", "tax_minor"},
    "stock_movement": {"return_id"},
    "product_variant": {"is_bundle"},  # nobody imports bundles
}


@pytest.mark.parametrize("table", WRITTEN)
async def test_every_column_of_a_table_is_written(shop: Shop, table: str) -> None:
    columns = await sql.rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = $1", table
    )

    assert {row["column_name"] for row in columns} == WRITTEN[table] | EMPTY.get(table, set())
