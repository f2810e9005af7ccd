"""Imports of many rows with their faults, and what came of writes of many."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.catalog.bulk.states import ImportFailure, ImportFormat, ImportKind, ImportStatus
from domain.shared.ids import new_id

# As before, but of each product by itself and by indexes. The plan is made once in a session: one
# that was made while there were hardly any prices held every price against every product that
# changed, which is nothing for one and hours for a hundred thousand.
SPAN_PRICES = """
CREATE OR REPLACE FUNCTION span_prices() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    INSERT INTO product_price_span (product_id, currency, lowest_minor)
    SELECT touched.product_id, touched.currency, cheapest.lowest_minor
    FROM (SELECT DISTINCT variant.product_id, changed.currency
          FROM changed JOIN product_variant variant ON variant.id = changed.variant_id) touched
    CROSS JOIN LATERAL (
        SELECT min((SELECT price.amount_minor FROM variant_price price
            WHERE price.variant_id = variant.id AND price.currency = touched.currency
        )) AS lowest_minor
        FROM product_variant variant WHERE variant.product_id = touched.product_id) cheapest
    WHERE cheapest.lowest_minor IS NOT NULL ORDER BY 1, 2
    ON CONFLICT (product_id, currency) DO UPDATE SET lowest_minor = excluded.lowest_minor
    WHERE product_price_span.lowest_minor <> excluded.lowest_minor;
    IF TG_OP = 'DELETE' THEN
        DELETE FROM product_price_span span
        USING changed JOIN product_variant variant ON variant.id = changed.variant_id
        WHERE span.product_id = variant.product_id AND span.currency = changed.currency
        AND NOT EXISTS (
            SELECT FROM product_variant other JOIN variant_price price
                ON price.variant_id = other.id AND price.currency = span.currency
            WHERE other.product_id = span.product_id);
    END IF;
    RETURN NULL;
END $$
"""
GUARDS = [
    SPAN_PRICES,
    # What a worker looks for.
    "CREATE INDEX catalog_import_due ON catalog_import (created_at, id)"
    " WHERE status IN ('queued', 'running')",
    "ALTER TABLE catalog_import ADD CONSTRAINT catalog_import_within_the_file"
    " CHECK (total_bytes > 0 AND bytes_done BETWEEN 0 AND total_bytes)",
    "ALTER TABLE catalog_import ADD CONSTRAINT catalog_import_counts CHECK (rows_faulty >= 0"
    " AND items_created >= 0 AND items_updated >= 0 AND items_unchanged >= 0"
    " AND items_created + items_updated + items_unchanged + rows_faulty <= rows_done)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0020_campaigns")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BulkWrite",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("results", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                (
                    "created_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "bulk_write",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "What came of a write of many items that was sent with a key, for whoever sends it again.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CatalogImport",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="PRODUCTS: products\nPRICES: prices",
                        enum_type=ImportKind,
                        max_length=16,
                    ),
                ),
                (
                    "format",
                    fields.CharEnumField(
                        description="CSV: csv\nJSONL: jsonl", enum_type=ImportFormat, max_length=8
                    ),
                ),
                ("is_preview", fields.BooleanField(default=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=ImportStatus.AWAITING_FILE,
                        description="AWAITING_FILE: awaiting_file\nQUEUED: queued\nRUNNING: running\nPREVIEWED: previewed\nCOMPLETED: completed\nCANCELED: canceled\nFAILED: failed",
                        enum_type=ImportStatus,
                        max_length=16,
                    ),
                ),
                (
                    "failure",
                    fields.CharEnumField(
                        null=True,
                        description="NO_FILE: no_file\nFILE_LOST: file_lost\nBAD_HEADER: bad_header\nTOO_MANY_ROWS: too_many_rows\nTOO_MANY_FAULTS: too_many_faults\nSTUCK: stuck",
                        enum_type=ImportFailure,
                        max_length=16,
                    ),
                ),
                ("actor", fields.CharField(max_length=64)),
                ("total_bytes", fields.IntField()),
                ("bytes_done", fields.IntField(default=0)),
                ("rows_done", fields.IntField(default=0)),
                ("items_created", fields.IntField(default=0)),
                ("items_updated", fields.IntField(default=0)),
                ("items_unchanged", fields.IntField(default=0)),
                ("rows_faulty", fields.IntField(default=0)),
                ("faults_found", fields.IntField(default=0)),
                ("source", fields.CharField(null=True, max_length=255)),
                ("attempts", fields.IntField(default=0)),
                ("lease_id", fields.UUIDField(null=True)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "catalog_import",
                "app": "tradegraph",
                "indexes": [Index(fields=["created_at", "id"])],
                "pk_attr": "id",
                "table_description": "A file of rows on its way into the catalog, and how far it is.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CatalogImportFault",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "job",
                    fields.ForeignKeyField(
                        "tradegraph.CatalogImport",
                        source_field="job_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="faults",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("row_number", fields.IntField()),
                ("column_name", fields.CharField(null=True, max_length=80)),
                ("code", fields.CharField(max_length=40)),
                ("message", fields.CharField(max_length=400)),
                ("facts", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "catalog_import_fault",
                "app": "tradegraph",
                "unique_together": (("job_id", "position"),),
                "pk_attr": "id",
                "table_description": "One thing that is wrong with one row of a file. Rows are added, never changed.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
