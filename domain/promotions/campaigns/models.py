"""Campaigns as they are kept, what each customer had of them, and what there is to do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.promotions.campaigns.states import (
    CampaignStatus,
    CampaignTaskKind,
    CampaignTaskStatus,
    PauseReason,
)
from domain.shared.ids import new_id


class Campaign(Model):
    """A campaign. Amounts are minor units of its currency.

    `uses` (orders) and `spent_minor` count only where there is a limit of them: else all orders
    would wait for one row. `authors` are the keys of the actors who wrote the plan.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=120)
    goal = fields.TextField(default="")
    status = fields.CharEnumField(CampaignStatus, max_length=16, default=CampaignStatus.DRAFT)
    pause_reason = fields.CharEnumField(PauseReason, max_length=16, null=True)
    currency = fields.CharField(max_length=3)
    budget_minor: int | None = fields.BigIntField(null=True)
    uses_max: int | None = fields.IntField(null=True)
    budget_per_customer_minor: int | None = fields.BigIntField(null=True)
    uses_per_customer_max: int | None = fields.IntField(null=True)
    spent_minor = fields.BigIntField(default=0)
    uses = fields.IntField(default=0)
    hold_out_basis_points = fields.IntField(default=0)
    starts_at: datetime | None = fields.DatetimeField(null=True)
    ends_at: datetime | None = fields.DatetimeField(null=True)
    authors = fields.JSONField[list[str]](default=list)
    approved_by = fields.CharField(max_length=64, null=True)
    approved_at: datetime | None = fields.DatetimeField(null=True)
    started_at: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    evaluated_at: datetime | None = fields.DatetimeField(null=True)
    evaluation: Any = fields.JSONField[Any](null=True)
    lessons = fields.TextField(default="")
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "campaign"
        indexes = (("status",), ("created_at", "id"))

    @property
    def is_counted(self) -> bool:
        """Whether all orders together have a limit."""
        return self.budget_minor is not None or self.uses_max is not None

    @property
    def is_counted_for_customer(self) -> bool:
        """Whether the orders of each customer have one."""
        return self.budget_per_customer_minor is not None or self.uses_per_customer_max is not None


class CampaignCustomer(Model):
    """What a customer had of a campaign that has a limit for each."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    campaign_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    uses = fields.IntField(default=0)
    spent_minor = fields.BigIntField(default=0)

    class Meta:
        table = "campaign_customer"
        unique_together = (("campaign_id", "customer_id"),)


class CampaignTask(Model):
    """Something to do for a campaign: whose it is, and until when. `owner_id` is a colleague."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "tradegraph.Campaign", related_name="tasks", on_delete=fields.RESTRICT
    )
    campaign_id: UUID
    kind = fields.CharEnumField(CampaignTaskKind, max_length=16)
    title = fields.CharField(max_length=200)
    details = fields.TextField(default="")
    owner_id: UUID | None = fields.UUIDField(null=True)
    due_at: datetime | None = fields.DatetimeField(null=True)
    status = fields.CharEnumField(
        CampaignTaskStatus, max_length=16, default=CampaignTaskStatus.OPEN
    )
    closed_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "campaign_task"
        indexes = (("campaign_id", "created_at", "id"), ("owner_id", "status"))
