"""Groups of customers, and who is in them: for prices, promotions and letters."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.customers.models import Customer
from domain.customers.states import GroupKind
from domain.shared.ids import new_id


class CustomerGroup(Model):
    """Customers who are treated alike in something."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    kind = fields.CharEnumField(GroupKind, max_length=16)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "customer_group"


class CustomerGroupMember(Model):
    """A customer is in a group. It goes when the customer is erased."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    group: fields.ForeignKeyRelation[CustomerGroup] = fields.ForeignKeyField(
        "tradegraph.CustomerGroup", related_name="members", on_delete=fields.CASCADE
    )
    group_id: UUID
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "tradegraph.Customer", related_name="memberships", on_delete=fields.CASCADE
    )
    customer_id: UUID
    added_at = fields.DatetimeField()

    class Meta:
        table = "customer_group_member"
        unique_together = (("customer_id", "group_id"),)
        indexes = (("group_id", "added_at", "id"),)
