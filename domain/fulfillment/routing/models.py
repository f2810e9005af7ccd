"""Rules of routing, and what was decided by them."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.fulfillment.routing.vocabulary import RoutingCause, RoutingRuleKind
from domain.shared.ids import new_id


class RoutingRule(Model):
    """One rule: those of lower `position` come first. Without a channel it is for all of them.

    `terms` holds what its kind needs: `warehouses`, a list of ids, or `costs` in minor units of
    `currency`; see `domain.fulfillment.routing.terms`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=120, unique=True)
    kind = fields.CharEnumField(RoutingRuleKind, max_length=16)
    channel: fields.ForeignKeyNullableRelation["SalesChannel"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.SalesChannel", related_name="routing_rules", null=True, on_delete=fields.CASCADE
    )
    channel_id: UUID | None
    position = fields.IntField()
    is_active = fields.BooleanField(default=True)
    terms = fields.JSONField[dict[str, Any]](default=dict)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "routing_rule"
        indexes = (("position", "id"),)


class RoutingDecision(Model):
    """What was decided for an order, as it was decided: `content` is what `keeping` has."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="routing_decisions", on_delete=fields.CASCADE
    )
    order_id: UUID
    cause = fields.CharEnumField(RoutingCause, max_length=16)
    content = fields.JSONField[dict[str, Any]]()
    decided_at = fields.DatetimeField()

    class Meta:
        table = "routing_decision"
        indexes = (("order_id", "decided_at", "id"),)
