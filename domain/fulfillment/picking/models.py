"""What was scanned: kept for as long as the work is."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.states import FulfillmentProgress
from domain.shared.ids import new_id


class FulfillmentScan(Model):
    """One scan that counted: for which step of which work, of what, by whom, when.

    `scanned_by` is an actor's key. Where it was is the work's warehouse.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    fulfillment_order: fields.ForeignKeyRelation[FulfillmentOrder] = fields.ForeignKeyField(
        "tradegraph.FulfillmentOrder", related_name="scans", on_delete=fields.CASCADE
    )
    fulfillment_order_id: UUID
    step = fields.CharEnumField(FulfillmentProgress, max_length=16)
    code = fields.CharField(max_length=64)
    quantity = fields.IntField()
    scanned_by = fields.CharField(max_length=64)
    scanned_at = fields.DatetimeField()

    class Meta:
        table = "fulfillment_scan"
        indexes = (("fulfillment_order_id", "scanned_at", "id"),)
