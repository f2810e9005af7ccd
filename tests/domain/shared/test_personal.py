"""What is personal is a table: no column with words about people is without an entry."""

import re

import pytest
from tortoise import Tortoise
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields import CharField, JSONField, TextField

from api.settings import PROJECT
from domain.shared import sql
from domain.shared.personal import PERSONAL, Clear, Sealed, sealed_columns
from tests.shop import Shop

TABLES = {place.partition(".")[0] for place in PERSONAL}
WORDS = (ArrayField, CharField, JSONField, TextField)
# Tables that hold nothing about anybody who buys or works here.
IMPERSONAL = {
    *("api_token", "attempt_count", "credential", "refresh_token", "reset_token", "role"),
    *("audit_entry", "audit_seal", "retention_rule", "session", "signing_key"),
    *("webhook", "webhook_attempt", "webhook_delivery", "webhook_receipt"),
    "gateway_message",
    *("device", "device_event", "device_instruction"),
    *("job", "job_part"),
    *("channel_listing", "channel_manifest_entry", "channel_push"),
    *("customer_group", "customer_group_member", "price_list", "price_list_entry"),
    *("competitor_price", "price_anomaly", "price_change", "price_decision", "price_proposal"),
    *("pricing_rule", "scheduled_price", "variant_cost"),
    *("attribute", "attribute_choice", "attribute_value", "bundle_component", "clearance_reminder"),
    *("collection", "collection_product", "dimension", "dimension_value", "launch_plan"),
    *("lifecycle_look", "lifecycle_suggestion", "product_dimension_value", "product_external_ref"),
    *("product_metadata", "product_onboarding", "product_publication", "product_revision"),
    *("product_seo", "product_type", "product_type_attribute"),
    *("bulk_write", "catalog_import", "catalog_import_fault"),
    *("brand", "carrier", "category", "category_translation", "data_key", "event"),
    *("fulfillment_line", "fulfillment_order_line", "idempotency_record", "import_progress"),
    *("media_file", "media_upload", "product_media", "product_media_translation", "variant_media"),
    *(
        "inventory_level",
        "order_line",
        "order_return_line",
        "order_claim_line",
        "order_exchange_line",
        "order_step_rule",
        "return_refund",
        "product",
        "product_tag",
        "product_translation",
    ),
    *("campaign", "campaign_customer", "campaign_figures", "campaign_task"),
    *("coupon", "coupon_batch", "promotion", "promotion_customer", "promotion_revision"),
    *("product_variant", "promotion_use", "relay_state", "sales_channel"),
    *("search_boost", "search_synonym", "stock_alert", "stock_alert_rule"),
    *("stock_movement", "stock_reservation", "tag", "variant_price", "warehouse"),
    *("order_group", "order_merge", "order_step_rule"),
    *("order_draft_line", "order_tag", "order_tagging"),
    *("backorder", "backorder_part", "routing_decision", "routing_rule", "stock_policy"),
    *("automation_place", "automation_rule", "automation_run"),
    *("notification_place", "notification_template"),
    *(
        "order_tax_line",
        "shipping_method",
        "shipping_zone",
        "tax_assignment",
        "tax_class",
        "tax_rate",
    ),
}


def text_columns() -> set[str]:
    models = Tortoise.apps["tradegraph"].values()
    return {
        f"{model._meta.db_table}.{name}"
        for model in models
        for name, field in model._meta.fields_map.items()
        if model._meta.db_table in TABLES and isinstance(field, WORDS)
    }


async def test_every_text_about_people_is_sealed_or_in_clear_for_a_reason(shop: Shop) -> None:
    assert text_columns() == set(PERSONAL)


async def test_every_table_is_personal_or_known_not_to_be(shop: Shop) -> None:
    found = {model._meta.db_table for model in Tortoise.apps["tradegraph"].values()}

    assert found <= TABLES | IMPERSONAL
    assert TABLES.isdisjoint(IMPERSONAL)


# Who opens what is sealed. Whoever shows it to somebody goes through `masking`.
OPENERS = {
    "domain/channels/messages.py",  # what a channel said, for whoever enters it
    "domain/channels/secrets.py",  # what its messages are signed with
    "domain/customers/masking.py",  # the door
    "domain/customers/cards.py",  # for verbs that compare, and for a person's own export
    "domain/jobs/settle_item.py",  # orders to be placed, for the worker that does it
    "domain/orders/drafts/masking.py",  # drafts become orders, whose addresses are sealed anew
    "domain/orders/snapshots.py",  # compares where orders go, and seals it anew for another
    "api/simulation/stage.py",  # plays the customers
    "domain/notifications/claim_notifications.py",  # hands letters to whoever sends them
    "domain/notifications/gathering.py",  # what a letter says, and a person's own export
    "domain/notifications/set_own_webhook.py",  # a customer's own endpoint, shown to them
    "domain/webhooks/sealing.py",  # secrets of endpoints: nobody's
    "domain/processes/reset_password.py",  # writes a letter to the address it was asked for
}


def test_what_is_sealed_is_opened_in_these_places_alone() -> None:
    found = {
        str(path.relative_to(PROJECT))
        for layer in ("api", "domain", "realtime", "schema")
        for path in (PROJECT / layer).rglob("*.py")
        if re.search(r"^from domain.shared.sealing import .*\bopened\b", path.read_text(), re.M)
    }

    assert found == OPENERS


def test_every_entry_says_why() -> None:
    assert all(
        kept.what if isinstance(kept, Sealed) else isinstance(kept, Clear) and kept.why
        for kept in PERSONAL.values()
    )


@pytest.mark.parametrize(
    ("table", "column"), [(table, each) for table, of in sealed_columns().items() for each in of]
)
async def test_the_database_itself_takes_nothing_in_clear(
    shop: Shop, table: str, column: str
) -> None:
    checks = await sql.value(
        "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint"
        " WHERE conrelid = $1::text::regclass AND contype = 'c'",
        table,
    )

    assert f"({column} ~~ 'v_.%'::text)" in checks
