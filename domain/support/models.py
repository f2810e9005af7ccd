"""Questions and complaints: tickets and the messages in them."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.context import ActorKind
from domain.shared.ids import new_id
from domain.support.states import MessageVisibility, TicketPriority, TicketStatus


class Ticket(Model):
    """One problem of one customer, perhaps about an order or a parcel."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    number = fields.CharField(max_length=32, unique=True)
    customer: fields.ForeignKeyNullableRelation["Customer"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Customer", related_name="tickets", null=True, on_delete=fields.RESTRICT
    )
    customer_id: UUID | None
    order: fields.ForeignKeyNullableRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="tickets", null=True, on_delete=fields.RESTRICT
    )
    order_id: UUID | None
    fulfillment: fields.ForeignKeyNullableRelation["Fulfillment"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Fulfillment", related_name="tickets", null=True, on_delete=fields.RESTRICT
    )
    fulfillment_id: UUID | None
    assignee: fields.ForeignKeyNullableRelation["StaffMember"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.StaffMember", related_name="tickets", null=True, on_delete=fields.RESTRICT
    )
    assignee_id: UUID | None
    subject = fields.CharField(max_length=200)
    status = fields.CharEnumField(TicketStatus, max_length=24, default=TicketStatus.NEW)
    priority = fields.CharEnumField(TicketPriority, max_length=16, default=TicketPriority.MEDIUM)
    created_at = fields.DatetimeField()
    first_replied_at: datetime | None = fields.DatetimeField(null=True)
    resolved_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "ticket"
        indexes = (
            ("created_at", "id"),
            ("status", "created_at", "id"),
            ("customer_id", "created_at", "id"),
            ("order_id",),
        )


class TicketMessage(Model):
    """One thing somebody said. Internal ones never leave the house; customers' names are sealed."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "tradegraph.Ticket", related_name="messages", on_delete=fields.CASCADE
    )
    ticket_id: UUID
    author_kind = fields.CharEnumField(ActorKind, max_length=16)
    author_id: UUID | None = fields.UUIDField(null=True)
    author_name = fields.TextField(default="")
    visibility = fields.CharEnumField(
        MessageVisibility, max_length=16, default=MessageVisibility.PUBLIC
    )
    body = fields.TextField()
    sent_at = fields.DatetimeField()

    class Meta:
        table = "ticket_message"
        indexes = (("ticket_id", "sent_at", "id"),)
