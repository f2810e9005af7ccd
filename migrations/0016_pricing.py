"""Price lists, plans, costs, what others ask, rules and anomalies; groups of customers."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.catalog.states import PriceCause
from domain.customers.states import GroupKind
from domain.pricing.states import (
    AnomalyKind,
    AnomalyStatus,
    DecisionOutcome,
    DownwardMode,
    PriceListStatus,
    ProposalStatus,
    ScheduledPriceStatus,
    Strategy,
)
from domain.shared.ids import new_id

# What one unit costs by the lists that hold, or null. Of the lists of the highest priority the
# cheapest counts; within a list the tier with the most units that were reached. One function, so
# that whoever asks for a price and whoever is charged one are told the same; and planned once a
# connection, so that it costs nothing where there are no lists.
LISTED_PRICE = """
CREATE FUNCTION listed_price(wanted uuid, in_currency text, channel_code text, buyer uuid,
    units bigint, at timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT tier.amount_minor FROM (
            SELECT DISTINCT ON (list.id) list.id, list.priority, entry.amount_minor
            FROM price_list_entry AS entry JOIN price_list AS list ON list.id = entry.list_id
            WHERE entry.variant_id = wanted AND entry.min_quantity <= units
                AND list.currency = in_currency AND list.status IN ('scheduled', 'active')
                AND (list.starts_at IS NULL OR list.starts_at <= at)
                AND (list.ends_at IS NULL OR list.ends_at > at)
                AND (list.channel_id IS NULL OR list.channel_id = (
                    SELECT channel.id FROM sales_channel AS channel
                    WHERE channel.code = channel_code))
                AND (list.group_id IS NULL OR EXISTS (
                    SELECT FROM customer_group_member AS member
                    WHERE member.group_id = list.group_id AND member.customer_id = buyer))
            ORDER BY list.id, entry.min_quantity DESC
        ) AS tier
        ORDER BY tier.priority DESC, tier.amount_minor LIMIT 1
    );
END $$
"""
MAY = """
UPDATE role SET scopes = scopes || '["pricing:read", "pricing:write"]'::jsonb
WHERE is_built_in AND name IN ('admin', 'catalog_manager') AND NOT scopes ? 'pricing:read'
"""
GUARDS = [
    "ALTER TABLE price_list ADD CONSTRAINT price_list_ends_after_it_begins"
    " CHECK (starts_at IS NULL OR ends_at IS NULL OR starts_at < ends_at)",
    "ALTER TABLE price_list_entry ADD CONSTRAINT price_list_entry_not_below_zero"
    " CHECK (amount_minor >= 0 AND min_quantity >= 1)",
    "ALTER TABLE price_change ADD CONSTRAINT price_change_not_below_zero CHECK (amount_minor >= 0)",
    "ALTER TABLE scheduled_price ADD CONSTRAINT scheduled_price_not_below_zero"
    " CHECK (amount_minor >= 0)",
    "ALTER TABLE variant_cost ADD CONSTRAINT variant_cost_not_below_zero CHECK (amount_minor >= 0)",
    "ALTER TABLE competitor_price ADD CONSTRAINT competitor_price_above_zero"
    " CHECK (amount_minor > 0)",
    # Whether any list could hold: asked whenever somebody buys.
    "CREATE INDEX price_list_at_work ON price_list (id) WHERE status IN ('scheduled', 'active')",
    "CREATE INDEX scheduled_price_due ON scheduled_price (takes_effect_at, id)"
    " WHERE status = 'pending'",
    # One proposal waits for each variant and currency; one anomaly of a kind is open.
    "CREATE UNIQUE INDEX price_proposal_one_pending ON price_proposal (variant_id, currency)"
    " WHERE status = 'pending'",
    "CREATE UNIQUE INDEX price_anomaly_one_open ON price_anomaly (variant_id, currency, kind)"
    " WHERE status = 'open'",
    LISTED_PRICE,
    MAY,
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0015_products_in_full")]

    initial = False

    operations = [
        ops.CreateModel(
            name="CompetitorPrice",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="competitor_prices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("competitor", fields.CharField(max_length=80)),
                ("currency", fields.CharField(max_length=3)),
                ("amount_minor", fields.BigIntField()),
                ("source", fields.CharField(max_length=16)),
                ("actor", fields.CharField(max_length=64)),
                ("observed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "competitor_price",
                "app": "tradegraph",
                "unique_together": (("variant_id", "currency", "competitor", "observed_at"),),
                "indexes": [
                    Index(fields=["variant_id", "currency", "observed_at"]),
                    Index(fields=["observed_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "What somebody else was seen to ask for the same. Rows are added, never changed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CustomerGroup",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="GROUP: group\nTIER: tier\nSEGMENT: segment",
                        enum_type=GroupKind,
                        max_length=16,
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=200)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "customer_group",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Customers who are treated alike in something.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CustomerGroupMember",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "tradegraph.CustomerGroup",
                        source_field="group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="members",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "tradegraph.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("added_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "customer_group_member",
                "app": "tradegraph",
                "unique_together": (("customer_id", "group_id"),),
                "indexes": [Index(fields=["group_id", "added_at", "id"])],
                "pk_attr": "id",
                "table_description": "A customer is in a group. It goes when the customer is erased.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PriceAnomaly",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="price_anomalies",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="LOST_DECIMAL: lost_decimal\nAGAINST_HISTORY: against_history\nBELOW_COST: below_cost\nOUTSIDE_MARKET: outside_market",
                        enum_type=AnomalyKind,
                        max_length=24,
                    ),
                ),
                ("amount_minor", fields.BigIntField()),
                ("expected_minor", fields.BigIntField()),
                ("score", fields.IntField()),
                (
                    "status",
                    fields.CharEnumField(
                        default=AnomalyStatus.OPEN,
                        description="OPEN: open\nRESOLVED: resolved\nDISMISSED: dismissed",
                        enum_type=AnomalyStatus,
                        max_length=16,
                    ),
                ),
                ("note", fields.CharField(default="", max_length=200)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_by", fields.CharField(null=True, max_length=64)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "price_anomaly",
                "app": "tradegraph",
                "indexes": [Index(fields=["status", "opened_at", "id"])],
                "pk_attr": "id",
                "table_description": "A price that looks wrong, until somebody puts it right or says that it is meant so.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PriceChange",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="price_changes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("before_minor", fields.BigIntField(null=True)),
                ("amount_minor", fields.BigIntField()),
                (
                    "cause",
                    fields.CharEnumField(
                        description="MANUAL: manual\nRULE: rule\nSCHEDULE: schedule\nPROMOTION: promotion\nIMPORT: import",
                        enum_type=PriceCause,
                        max_length=16,
                    ),
                ),
                ("reference_id", fields.UUIDField(null=True)),
                ("actor", fields.CharField(max_length=64)),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "price_change",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["variant_id", "currency", "changed_at"]),
                    Index(fields=["variant_id", "changed_at", "id"]),
                ],
                "pk_attr": "id",
                "table_description": "One change of a variant's price, in minor units. Rows are added, never changed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PriceList",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(max_length=200)),
                ("currency", fields.CharField(max_length=3)),
                (
                    "channel",
                    fields.ForeignKeyField(
                        "tradegraph.SalesChannel",
                        source_field="channel_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="price_lists",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "tradegraph.CustomerGroup",
                        source_field="group_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="price_lists",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("priority", fields.IntField(default=0)),
                (
                    "status",
                    fields.CharEnumField(
                        default=PriceListStatus.DRAFT,
                        description="DRAFT: draft\nSCHEDULED: scheduled\nACTIVE: active\nINACTIVE: inactive",
                        enum_type=PriceListStatus,
                        max_length=16,
                    ),
                ),
                ("starts_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "price_list",
                "app": "tradegraph",
                "indexes": [Index(fields=["created_at", "id"])],
                "pk_attr": "id",
                "table_description": "Prices that hold for a while, in a channel, for a group of customers; null means any.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PriceListEntry",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "list",
                    fields.ForeignKeyField(
                        "tradegraph.PriceList",
                        source_field="list_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="entries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="listed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("min_quantity", fields.IntField(default=1)),
                ("amount_minor", fields.BigIntField()),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "price_list_entry",
                "app": "tradegraph",
                "unique_together": (("variant_id", "list_id", "min_quantity"),),
                "indexes": [Index(fields=["list_id", "id"])],
                "pk_attr": "id",
                "table_description": "What one unit of a variant costs by a list, for whoever buys `min_quantity` or more.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PricingRule",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("name", fields.CharField(unique=True, max_length=200)),
                ("currency", fields.CharField(max_length=3)),
                ("scope", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "strategy",
                    fields.CharEnumField(
                        description="MATCH_COMPETITOR: match_competitor\nUNDERCUT_COMPETITOR: undercut_competitor\nFOLLOW_DEMAND: follow_demand\nCLEAR_STOCK: clear_stock\nKEEP_MARGIN: keep_margin",
                        enum_type=Strategy,
                        max_length=24,
                    ),
                ),
                ("strategy_bp", fields.IntField(default=0)),
                ("margin_bp", fields.IntField(default=0)),
                ("ceiling_minor", fields.BigIntField(null=True)),
                ("daily_move_bp", fields.IntField()),
                ("cool_down_minutes", fields.IntField(default=0)),
                ("approval_above_bp", fields.IntField()),
                (
                    "downward",
                    fields.CharEnumField(
                        default=DownwardMode.FOLLOW_DOWN,
                        description="FOLLOW_DOWN: follow_down\nPROMOTE: promote",
                        enum_type=DownwardMode,
                        max_length=16,
                    ),
                ),
                ("is_active", fields.BooleanField(default=True)),
                (
                    "reviewed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "pricing_rule",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "How prices shall move by themselves, and the rails they never leave.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PriceDecision",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "rule",
                    fields.ForeignKeyField(
                        "tradegraph.PricingRule",
                        source_field="rule_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="decisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="price_decisions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                (
                    "outcome",
                    fields.CharEnumField(
                        description="SET: set\nPROPOSED: proposed\nPROMOTE: promote\nKEPT: kept",
                        enum_type=DecisionOutcome,
                        max_length=16,
                    ),
                ),
                ("before_minor", fields.BigIntField()),
                ("amount_minor", fields.BigIntField()),
                ("steps", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("decided_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "price_decision",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["decided_at", "id"]),
                    Index(fields=["rule_id", "variant_id", "decided_at"]),
                ],
                "pk_attr": "id",
                "table_description": "What a rule came to for one variant, and every step on the way. Never changed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PriceProposal",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "decision",
                    fields.ForeignKeyField(
                        "tradegraph.PriceDecision",
                        source_field="decision_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="proposals",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "rule",
                    fields.ForeignKeyField(
                        "tradegraph.PricingRule",
                        source_field="rule_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="proposals",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="price_proposals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("before_minor", fields.BigIntField()),
                ("amount_minor", fields.BigIntField()),
                (
                    "status",
                    fields.CharEnumField(
                        default=ProposalStatus.PENDING,
                        description="PENDING: pending\nAPPROVED: approved\nREJECTED: rejected\nWITHDRAWN: withdrawn",
                        enum_type=ProposalStatus,
                        max_length=16,
                    ),
                ),
                ("decided_by", fields.CharField(null=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "price_proposal",
                "app": "tradegraph",
                "indexes": [Index(fields=["created_at", "id"])],
                "pk_attr": "id",
                "table_description": "A price that a rule would set, and that somebody must agree to. One waits at a time.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ScheduledPrice",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="scheduled_prices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("amount_minor", fields.BigIntField()),
                ("takes_effect_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=ScheduledPriceStatus.PENDING,
                        description="PENDING: pending\nAPPLIED: applied\nCANCELED: canceled",
                        enum_type=ScheduledPriceStatus,
                        max_length=16,
                    ),
                ),
                ("actor", fields.CharField(max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "scheduled_price",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["takes_effect_at", "id"]),
                    Index(fields=["variant_id", "takes_effect_at"]),
                ],
                "pk_attr": "id",
                "table_description": "A price that a variant shall have from a moment on. It becomes one once, or never.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VariantCost",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="costs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("amount_minor", fields.BigIntField()),
                ("actor", fields.CharField(max_length=64)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "variant_cost",
                "app": "tradegraph",
                "indexes": [Index(fields=["variant_id", "currency", "recorded_at", "id"])],
                "pk_attr": "id",
                "table_description": "What one unit cost us, from a moment on. Rows are added, never changed: the newest holds.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(GUARDS),
    ]
