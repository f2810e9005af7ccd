"""What prices are made of: lists of them, plans, costs, what others ask, rules and their doings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

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


class PriceList(Model):
    """Prices that hold for a while, in a channel, for a group of customers; null means any.

    Of several lists that hold, the one with the highest `priority` counts. It holds from
    `starts_at` on and until just before `ends_at`; null is an open end.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=200)
    currency = fields.CharField(max_length=3)
    channel: fields.ForeignKeyNullableRelation["SalesChannel"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.SalesChannel", related_name="price_lists", null=True, on_delete=fields.RESTRICT
    )
    channel_id: UUID | None
    group: fields.ForeignKeyNullableRelation["CustomerGroup"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.CustomerGroup", related_name="price_lists", null=True, on_delete=fields.RESTRICT
    )
    group_id: UUID | None
    priority = fields.IntField(default=0)
    status = fields.CharEnumField(PriceListStatus, max_length=16, default=PriceListStatus.DRAFT)
    starts_at: datetime | None = fields.DatetimeField(null=True)
    ends_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "price_list"
        indexes = (("created_at", "id"),)


class PriceListEntry(Model):
    """What one unit of a variant costs by a list, for whoever buys `min_quantity` or more."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    list: fields.ForeignKeyRelation[PriceList] = fields.ForeignKeyField(
        "tradegraph.PriceList", related_name="entries", on_delete=fields.CASCADE
    )
    list_id: UUID
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="listed", on_delete=fields.CASCADE
    )
    variant_id: UUID
    min_quantity = fields.IntField(default=1)
    amount_minor = fields.BigIntField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "price_list_entry"
        unique_together = (("variant_id", "list_id", "min_quantity"),)
        indexes = (("list_id", "id"),)


class ScheduledPrice(Model):
    """A price that a variant shall have from a moment on. It becomes one once, or never."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="scheduled_prices", on_delete=fields.CASCADE
    )
    variant_id: UUID
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField()
    takes_effect_at = fields.DatetimeField()
    status = fields.CharEnumField(
        ScheduledPriceStatus, max_length=16, default=ScheduledPriceStatus.PENDING
    )
    actor = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "scheduled_price"
        indexes = (("takes_effect_at", "id"), ("variant_id", "takes_effect_at"))


class VariantCost(Model):
    """What one unit cost us, from a moment on. Rows are added, never changed: the newest holds."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="costs", on_delete=fields.CASCADE
    )
    variant_id: UUID
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField()
    actor = fields.CharField(max_length=64)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "variant_cost"
        indexes = (("variant_id", "currency", "recorded_at", "id"),)


class CompetitorPrice(Model):
    """What somebody else was seen to ask for the same. Rows are added, never changed."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="competitor_prices", on_delete=fields.CASCADE
    )
    variant_id: UUID
    competitor = fields.CharField(max_length=80)
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField()
    source = fields.CharField(max_length=16)
    actor = fields.CharField(max_length=64)
    observed_at = fields.DatetimeField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "competitor_price"
        unique_together = (("variant_id", "currency", "competitor", "observed_at"),)
        indexes = (("variant_id", "currency", "observed_at"), ("observed_at", "id"))


class PricingRule(Model):
    """How prices shall move by themselves, and the rails they never leave.

    Shares are in basis points (1/100 %). `scope` has lists of ids: `categories` (with the shelves
    inside them), `brands`, `variants`; a variant is meant if any of them names it. `authors` are
    the keys of the actors who wrote it.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=200, unique=True)
    currency = fields.CharField(max_length=3)
    scope = fields.JSONField[dict[str, list[str]]](default=dict)
    strategy = fields.CharEnumField(Strategy, max_length=24)
    strategy_bp = fields.IntField(default=0)
    margin_bp = fields.IntField(default=0)
    ceiling_minor: int | None = fields.BigIntField(null=True)
    daily_move_bp = fields.IntField()
    cool_down_minutes = fields.IntField(default=0)
    approval_above_bp = fields.IntField()
    downward = fields.CharEnumField(DownwardMode, max_length=16, default=DownwardMode.FOLLOW_DOWN)
    is_active = fields.BooleanField(default=True)
    authors: list[str] = ArrayField(element_type="text", default=list)
    reviewed_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "pricing_rule"


class PriceDecision(Model):
    """What a rule came to for one variant, and every step on the way. Never changed.

    What is kept again for the very same reason is not written again.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    rule: fields.ForeignKeyRelation[PricingRule] = fields.ForeignKeyField(
        "tradegraph.PricingRule", related_name="decisions", on_delete=fields.RESTRICT
    )
    rule_id: UUID
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="price_decisions", on_delete=fields.CASCADE
    )
    variant_id: UUID
    currency = fields.CharField(max_length=3)
    outcome = fields.CharEnumField(DecisionOutcome, max_length=16)
    before_minor = fields.BigIntField()
    amount_minor = fields.BigIntField()
    steps = fields.JSONField[list[dict[str, Any]]]()
    decided_at = fields.DatetimeField()

    class Meta:
        table = "price_decision"
        indexes = (("decided_at", "id"), ("rule_id", "variant_id", "decided_at"))


class PriceProposal(Model):
    """A price that a rule would set, and that somebody must agree to. One waits at a time."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    decision: fields.ForeignKeyRelation[PriceDecision] = fields.ForeignKeyField(
        "tradegraph.PriceDecision", related_name="proposals", on_delete=fields.RESTRICT
    )
    decision_id: UUID
    rule: fields.ForeignKeyRelation[PricingRule] = fields.ForeignKeyField(
        "tradegraph.PricingRule", related_name="proposals", on_delete=fields.RESTRICT
    )
    rule_id: UUID
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="price_proposals", on_delete=fields.CASCADE
    )
    variant_id: UUID
    currency = fields.CharField(max_length=3)
    before_minor = fields.BigIntField()
    amount_minor = fields.BigIntField()
    status = fields.CharEnumField(ProposalStatus, max_length=16, default=ProposalStatus.PENDING)
    decided_by = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "price_proposal"
        indexes = (("created_at", "id"),)


class PriceAnomaly(Model):
    """A price that looks wrong, until somebody puts it right or says that it is meant so."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="price_anomalies", on_delete=fields.CASCADE
    )
    variant_id: UUID
    currency = fields.CharField(max_length=3)
    kind = fields.CharEnumField(AnomalyKind, max_length=24)
    amount_minor = fields.BigIntField()
    expected_minor = fields.BigIntField()
    score = fields.IntField()
    status = fields.CharEnumField(AnomalyStatus, max_length=16, default=AnomalyStatus.OPEN)
    note = fields.CharField(max_length=200, default="")
    opened_at = fields.DatetimeField()
    closed_by = fields.CharField(max_length=64, null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "price_anomaly"
        indexes = (("status", "opened_at", "id"),)
