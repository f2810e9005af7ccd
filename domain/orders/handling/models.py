"""What the house notes about orders, and the words it sorts them by."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.orders.handling.states import NoteVisibility
from domain.orders.models import Order
from domain.shared.context import ActorKind
from domain.shared.ids import new_id


class OrderNote(Model):
    """What a colleague wrote about an order. `version` counts how often they did."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="notes", on_delete=fields.RESTRICT
    )
    order_id: UUID
    version = fields.IntField(default=1)
    visibility = fields.CharEnumField(NoteVisibility, max_length=16)
    author_kind = fields.CharEnumField(ActorKind, max_length=16)
    author_id: UUID | None = fields.UUIDField(null=True)
    body = fields.TextField()
    written_at = fields.DatetimeField()
    edited_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "order_note"
        indexes = (("order_id", "written_at", "id"),)


class OrderTag(Model):
    """A word that orders are sorted by; `orders` is how many carry it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=40, unique=True)
    orders = fields.IntField(default=0)
    created_at = fields.DatetimeField()

    class Meta:
        table = "order_tag"


class OrderTagging(Model):
    """An order carries a word."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "tradegraph.Order", related_name="taggings", on_delete=fields.RESTRICT
    )
    order_id: UUID
    tag: fields.ForeignKeyRelation[OrderTag] = fields.ForeignKeyField(
        "tradegraph.OrderTag", related_name="taggings", on_delete=fields.RESTRICT
    )
    tag_id: UUID

    class Meta:
        table = "order_tagging"
        unique_together = (("order_id", "tag_id"),)
        indexes = (("tag_id", "order_id"),)
