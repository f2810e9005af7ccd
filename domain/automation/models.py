"""Rules, their runs, and how far the log was read for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.automation.states import AutomationRunStatus
from domain.automation.vocabulary import AutomationEvent
from domain.shared.ids import new_id


class AutomationRule(Model):
    """When this happens, and that holds, do these things: those of lower `position` first.

    `conditions` is what `domain.automation.conditions` keeps, `actions` what `.actions` does. Who
    gets the order, and the promotion of its coupons, stand here. What happened before `enabled_at`
    is none of its business; it is null while the rule rests. A rule that was deleted stays, for its
    runs name it.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=120)
    event = fields.CharEnumField(AutomationEvent, max_length=24)
    delay_minutes = fields.IntField(default=0)
    conditions = fields.JSONField[dict[str, Any]]()
    actions = fields.JSONField[list[dict[str, Any]]]()
    assignee: fields.ForeignKeyNullableRelation["StaffMember"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.StaffMember",
        related_name="automation_rules",
        null=True,
        on_delete=fields.RESTRICT,
    )
    assignee_id: UUID | None
    promotion: fields.ForeignKeyNullableRelation["PromotionRow"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.PromotionRow",
        related_name="automation_rules",
        null=True,
        on_delete=fields.RESTRICT,
    )
    promotion_id: UUID | None
    position = fields.IntField()
    enabled_at: datetime | None = fields.DatetimeField(null=True)
    deleted_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "automation_rule"
        indexes = (("position", "id"),)


class AutomationRun(Model):
    """One rule that matched one fact of the log, once: the log of automation.

    `depth` is 1 where somebody brought the fact about, one more where a run of that depth did.
    While it waits, it is carried out at `due_at`; `position` is the rule's when it matched. `code`
    and `reason` say why nothing was done; `done` names the actions that were.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    rule: fields.ForeignKeyRelation[AutomationRule] = fields.ForeignKeyField(
        "tradegraph.AutomationRule", related_name="runs", on_delete=fields.RESTRICT
    )
    rule_id: UUID
    event_seq = fields.BigIntField()
    event = fields.CharEnumField(AutomationEvent, max_length=24)
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="automation_runs", on_delete=fields.CASCADE
    )
    order_id: UUID
    status = fields.CharEnumField(
        AutomationRunStatus, max_length=16, default=AutomationRunStatus.WAITING
    )
    depth = fields.IntField()
    position = fields.IntField()
    attempts = fields.IntField(default=0)
    due_at: datetime | None = fields.DatetimeField(null=True)
    code = fields.CharField(max_length=48, default="")
    reason = fields.CharField(max_length=300, default="")
    done = fields.JSONField[list[str]](default=list)
    occurred_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "automation_run"
        unique_together = (("rule_id", "event_seq"),)
        indexes = (("created_at", "id"), ("order_id", "created_at", "id"))


class AutomationPlace(Model):
    """One row: facts up to the number `cursor_seq` were shown to the rules."""

    id = fields.SmallIntField(primary_key=True)
    cursor_seq = fields.BigIntField(default=0)

    class Meta:
        table = "automation_place"
