"""Proposals, reminders and plans about products in their stages."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.states import LifecycleAction, LifecycleStage, SuggestionStatus
from domain.shared.ids import new_id


class LifecycleSuggestion(Model):
    """A proposal to move a product on, with the figures that speak for it.

    A product has at most one that is open (a partial unique index, migration 0014).
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    product: fields.ForeignKeyRelation["Product"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Product", related_name="lifecycle_suggestions", on_delete=fields.CASCADE
    )
    product_id: UUID
    status = fields.CharEnumField(SuggestionStatus, max_length=16, default=SuggestionStatus.OPEN)
    action = fields.CharEnumField(LifecycleAction, max_length=16)
    source = fields.CharEnumField(LifecycleStage, max_length=16)
    target = fields.CharEnumField(LifecycleStage, max_length=16)
    evidence = fields.JSONField[dict[str, float | int | None]]()
    decided_by = fields.CharField(max_length=64, null=True)
    decided_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "lifecycle_suggestion"
        indexes = (("created_at", "id"), ("product_id", "decided_at"))


class ClearanceReminder(Model):
    """What is left of a declining product shall be sold. Over when the decline is.

    A product has at most one that is not over (a partial unique index, migration 0014).
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation["Product"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Product", related_name="clearance_reminders", on_delete=fields.CASCADE
    )
    product_id: UUID
    actions = fields.JSONField[list[str]]()
    raised_at = fields.DatetimeField()
    over_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "clearance_reminder"


class LifecycleLook(Model):
    """One row: when the figures of all products were last looked at by night."""

    id = fields.SmallIntField(primary_key=True)
    looked_at = fields.DatetimeField()

    class Meta:
        table = "lifecycle_look"


class LaunchPlan(Model):
    """When a product is to begin, what is hoped for, and what is to be done until then."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation["Product"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Product", related_name="launch_plans", on_delete=fields.CASCADE, unique=True
    )
    product_id: UUID
    launch_at = fields.DatetimeField()
    target_units = fields.IntField()
    tasks = fields.JSONField[list[dict[str, str | bool]]](default=list)
    note = fields.TextField(default="")
    updated_at = fields.DatetimeField()

    class Meta:
        table = "launch_plan"
