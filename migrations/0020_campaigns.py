"""Campaigns: plans with budgets, tasks, what orders took of them, and the figures told last."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.promotions.campaigns.states import (
    CampaignStatus,
    CampaignTaskKind,
    CampaignTaskStatus,
    PauseReason,
)
from domain.shared.ids import new_id

GUARDS = [
    "ALTER TABLE campaign ADD CONSTRAINT campaign_limits CHECK (uses >= 0 AND spent_minor >= 0"
    " AND uses <= coalesce(uses_max, uses) AND spent_minor <= coalesce(budget_minor, spent_minor)"
    " AND uses_max > 0 AND budget_minor > 0 AND uses_per_customer_max > 0"
    " AND budget_per_customer_minor > 0 AND hold_out_basis_points BETWEEN 0 AND 5000)",
    "ALTER TABLE campaign ADD CONSTRAINT campaign_window CHECK (ends_at > starts_at)",
    "ALTER TABLE campaign_customer ADD CONSTRAINT campaign_customer_uses"
    " CHECK (uses >= 0 AND spent_minor >= 0)",
    "ALTER TABLE campaign_customer ADD CONSTRAINT campaign_customer_of_a_campaign"
    " FOREIGN KEY (campaign_id) REFERENCES campaign (id)",
    "ALTER TABLE campaign_customer ADD CONSTRAINT campaign_customer_of_a_customer"
    " FOREIGN KEY (customer_id) REFERENCES customer (id)",
    "ALTER TABLE campaign_figures ADD CONSTRAINT campaign_figures_of_a_campaign"
    " FOREIGN KEY (id) REFERENCES campaign (id)",
    "ALTER TABLE campaign_task ADD CONSTRAINT campaign_task_of_a_colleague"
    " FOREIGN KEY (owner_id) REFERENCES staff_member (id)",
    "ALTER TABLE promotion_use ADD CONSTRAINT promotion_use_of_a_campaign"
    " FOREIGN KEY (campaign_id) REFERENCES campaign (id)",
    # Roles of shops that are open already learn the new scope.
    "UPDATE role SET scopes = (SELECT jsonb_agg(DISTINCT scope ORDER BY scope)"
    " FROM jsonb_array_elements_text(scopes || '[\"promotions:approve\"]'::jsonb) AS scope)"
    " WHERE is_built_in AND name IN ('admin', 'catalog_manager')",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0019_search")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(max_length=120)),
                ("goal", fields.TextField(default="", unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=CampaignStatus.DRAFT,
                        description="DRAFT: draft\nAPPROVED: approved\nSCHEDULED: scheduled\nRUNNING: running\nPAUSED: paused\nENDED: ended\nEVALUATED: evaluated",
                        enum_type=CampaignStatus,
                        max_length=16,
                    ),
                ),
                (
                    "pause_reason",
                    fields.CharEnumField(
                        null=True,
                        description="BY_HAND: by_hand\nBUDGET: budget",
                        enum_type=PauseReason,
                        max_length=16,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("budget_minor", fields.BigIntField(null=True)),
                ("uses_max", fields.IntField(null=True)),
                ("budget_per_customer_minor", fields.BigIntField(null=True)),
                ("uses_per_customer_max", fields.IntField(null=True)),
                ("spent_minor", fields.BigIntField(default=0)),
                ("uses", fields.IntField(default=0)),
                ("hold_out_basis_points", fields.IntField(default=0)),
                ("starts_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("authors", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("approved_by", fields.CharField(null=True, max_length=64)),
                (
                    "approved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "evaluated_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("evaluation", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("lessons", fields.TextField(default="", unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "campaign",
                "app": "tradegraph",
                "indexes": [Index(fields=["status"]), Index(fields=["created_at", "id"])],
                "pk_attr": "id",
                "table_description": "A campaign. Amounts are minor units of its currency.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CampaignCustomer",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("campaign_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("uses", fields.IntField(default=0)),
                ("spent_minor", fields.BigIntField(default=0)),
            ],
            options={
                "table": "campaign_customer",
                "app": "tradegraph",
                "unique_together": (("campaign_id", "customer_id"),),
                "pk_attr": "id",
                "table_description": "What a customer had of a campaign that has a limit for each.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CampaignFigures",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("figures", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "campaign_figures",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "The figures that the last fact about them told of. `id` is the campaign's.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CampaignTask",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "campaign",
                    fields.ForeignKeyField(
                        "tradegraph.Campaign",
                        source_field="campaign_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tasks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ADVERTISING: advertising\nPAGE_UPDATE: page_update\nOTHER: other",
                        enum_type=CampaignTaskKind,
                        max_length=16,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("details", fields.TextField(default="", unique=False)),
                ("owner_id", fields.UUIDField(null=True)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=CampaignTaskStatus.OPEN,
                        description="OPEN: open\nDONE: done\nCANCELED: canceled",
                        enum_type=CampaignTaskStatus,
                        max_length=16,
                    ),
                ),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "campaign_task",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["campaign_id", "created_at", "id"]),
                    Index(fields=["owner_id", "status"]),
                ],
                "pk_attr": "id",
                "table_description": "Something to do for a campaign: whose it is, and until when. `owner_id` is a colleague.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="PromotionRow",
            name="campaign",
            field=fields.ForeignKeyField(
                "tradegraph.Campaign",
                source_field="campaign_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="promotions",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddIndex(
            model_name="PromotionRow",
            index=Index(fields=["campaign_id", "created_at", "id"]),
        ),
        ops.AddField(
            model_name="PromotionUse",
            name="campaign_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="PromotionUse",
            name="is_counted_for_campaign_customer",
            field=fields.BooleanField(default=False, db_default=False),  # for the rows there are
        ),
        ops.AlterField(
            model_name="PromotionUse",
            name="is_counted_for_campaign_customer",
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name="PromotionUse",
            name="is_counted_in_campaign",
            field=fields.BooleanField(default=False, db_default=False),  # for the rows there are
        ),
        ops.AlterField(
            model_name="PromotionUse",
            name="is_counted_in_campaign",
            field=fields.BooleanField(default=False),
        ),
        ops.AddIndex(
            model_name="PromotionUse",
            index=Index(fields=["campaign_id"]),
        ),
        ops.RunSQL(GUARDS),
    ]
