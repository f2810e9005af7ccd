"""Revisions and their review, publication in each channel, onboarding, and lifecycles."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.catalog.states import (
    ChannelPublicationStatus,
    LifecycleAction,
    LifecycleStage,
    RevisionStatus,
    SuggestionStatus,
)
from domain.shared.ids import new_id

# Who may approve what is said of products: whoever ran the catalog, and who may do everything.
ROLES = [
    "UPDATE role SET scopes = (SELECT jsonb_agg(each ORDER BY each) FROM"
    " jsonb_array_elements(scopes || '[\"catalog:approve\"]'::jsonb) AS each)"
    " WHERE name IN ('admin', 'catalog_manager') AND NOT scopes ? 'catalog:approve'",
]
# What was sold already is taken for mature, and so is what is imported; what was not shown is a
# plan. Whoever creates a product names its stage.
STAGES = [
    "UPDATE product SET lifecycle_stage = 'planned' WHERE status = 'unpublished'",
]
GUARDS = [
    *ROLES,
    *STAGES,
    # One of these for a product at a time.
    "CREATE UNIQUE INDEX product_revision_pending ON product_revision (product_id)"
    " WHERE status IN ('draft', 'in_review', 'changes_requested', 'approved')",
    "CREATE UNIQUE INDEX lifecycle_suggestion_open ON lifecycle_suggestion (product_id)"
    " WHERE status = 'open'",
    "CREATE UNIQUE INDEX clearance_reminder_standing ON clearance_reminder (product_id)"
    " WHERE over_at IS NULL",
    # What is due, and what a channel does not show.
    "CREATE INDEX product_publication_due ON product_publication (updated_at, id)"
    " WHERE publish_at IS NOT NULL OR unpublish_at IS NOT NULL",
    "CREATE INDEX product_publication_hidden ON product_publication (channel_id, product_id)"
    " WHERE status <> 'published'",
    "ALTER TABLE product_publication ADD CONSTRAINT product_publication_scheduled_has_a_time"
    " CHECK (status <> 'scheduled' OR publish_at IS NOT NULL)",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0016_pricing")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ClearanceReminder",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="clearance_reminders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("actions", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("raised_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("over_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "clearance_reminder",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "What is left of a declining product shall be sold. Over when the decline is.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LaunchPlan",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        unique=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="launch_plans",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("launch_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("target_units", fields.IntField()),
                ("tasks", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("note", fields.TextField(default="", unique=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "launch_plan",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "When a product is to begin, what is hoped for, and what is to be done until then.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LifecycleSuggestion",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lifecycle_suggestions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=SuggestionStatus.OPEN,
                        description="OPEN: open\nACCEPTED: accepted\nDISMISSED: dismissed\nLAPSED: lapsed",
                        enum_type=SuggestionStatus,
                        max_length=16,
                    ),
                ),
                (
                    "action",
                    fields.CharEnumField(
                        description="INTRODUCE: introduce\nGROW: grow\nMATURE: mature\nDECLINE: decline\nCLEAR: clear\nDISCONTINUE: discontinue",
                        enum_type=LifecycleAction,
                        max_length=16,
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        description="PLANNED: planned\nINTRODUCTION: introduction\nGROWTH: growth\nMATURITY: maturity\nDECLINE: decline\nCLEARANCE: clearance\nDISCONTINUED: discontinued",
                        enum_type=LifecycleStage,
                        max_length=16,
                    ),
                ),
                (
                    "target",
                    fields.CharEnumField(
                        description="PLANNED: planned\nINTRODUCTION: introduction\nGROWTH: growth\nMATURITY: maturity\nDECLINE: decline\nCLEARANCE: clearance\nDISCONTINUED: discontinued",
                        enum_type=LifecycleStage,
                        max_length=16,
                    ),
                ),
                ("evidence", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("decided_by", fields.CharField(null=True, max_length=64)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "lifecycle_suggestion",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["product_id", "decided_at"]),
                ],
                "pk_attr": "id",
                "table_description": "A proposal to move a product on, with the figures that speak for it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductOnboarding",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        unique=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="onboardings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("estimated_units", fields.IntField(null=True)),
                (
                    "estimated_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("media_items", fields.IntField(null=True)),
                (
                    "media_confirmed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "product_onboarding",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "The stock that somebody expects to need, and the pictures that somebody found ready.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductPublication",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="publications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="publications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=ChannelPublicationStatus.UNPUBLISHED,
                        description="UNPUBLISHED: unpublished\nSCHEDULED: scheduled\nPUBLISHED: published",
                        enum_type=ChannelPublicationStatus,
                        max_length=16,
                    ),
                ),
                ("publish_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "unpublish_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "published_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "product_publication",
                "app": "tradegraph",
                "unique_together": (("product_id", "channel_id"),),
                "pk_attr": "id",
                "table_description": "How things stand with one product in one channel. Changed under the product's lock.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductRevision",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="revisions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=RevisionStatus.DRAFT,
                        description="DRAFT: draft\nIN_REVIEW: in_review\nCHANGES_REQUESTED: changes_requested\nAPPROVED: approved\nPUBLISHED: published\nREJECTED: rejected\nWITHDRAWN: withdrawn",
                        enum_type=RevisionStatus,
                        max_length=24,
                    ),
                ),
                ("base_version", fields.IntField()),
                ("base", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("staged", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("authors", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("comment", fields.TextField(default="", unique=False)),
                ("reviewed_by", fields.CharField(null=True, max_length=64)),
                (
                    "submitted_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "reviewed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "published_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "product_revision",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["created_at", "id"]),
                    Index(fields=["product_id", "created_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "What shall be said of a product. `staged` holds the fields it changes, `base` what stood",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Product",
            name="hidden_in",
            field=ArrayField(null=True, element_type="TEXT"),
        ),
        ops.AddField(
            model_name="Product",
            name="lifecycle_stage",
            field=fields.CharEnumField(
                default=LifecycleStage.PLANNED,
                db_default="maturity",  # for the rows that are there
                description="PLANNED: planned\nINTRODUCTION: introduction\nGROWTH: growth\nMATURITY: maturity\nDECLINE: decline\nCLEARANCE: clearance\nDISCONTINUED: discontinued",
                enum_type=LifecycleStage,
                max_length=16,
            ),
        ),
        ops.AlterField(
            model_name="Product",
            name="lifecycle_stage",
            field=fields.CharEnumField(
                default=LifecycleStage.PLANNED,
                description="PLANNED: planned\nINTRODUCTION: introduction\nGROWTH: growth\nMATURITY: maturity\nDECLINE: decline\nCLEARANCE: clearance\nDISCONTINUED: discontinued",
                enum_type=LifecycleStage,
                max_length=16,
            ),
        ),
        ops.RunSQL(GUARDS),
    ]
