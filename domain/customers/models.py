"""Who buys: customers and where they live."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class Customer(Model):
    """Somebody who buys. `traits` holds what the source knew of the household, e.g. age band.

    A token issued before `sessions_valid_from` is refused.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    number = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254, null=True, unique=True)
    phone = fields.CharField(max_length=32, null=True)
    locale = fields.CharField(max_length=16, default="en")
    traits = fields.JSONField[dict[str, str]](default=dict)
    external_system = fields.CharField(max_length=32, null=True)
    external_id = fields.CharField(max_length=64, null=True)
    sessions_valid_from = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "customer"
        unique_together = (("external_system", "external_id"),)
        indexes = (("created_at", "id"), ("name", "id"))


class Address(Model):
    """Where a customer wants parcels. At most one is the default."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "tradegraph.Customer", related_name="addresses", on_delete=fields.CASCADE
    )
    customer_id: UUID
    recipient = fields.CharField(max_length=120)
    phone = fields.CharField(max_length=32, null=True)
    line1 = fields.CharField(max_length=200)
    line2 = fields.CharField(max_length=200, default="")
    city = fields.CharField(max_length=120)
    region = fields.CharField(max_length=120, default="")
    postal_code = fields.CharField(max_length=32, default="")
    country = fields.CharField(max_length=2)
    is_default = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "address"
        indexes = (("customer_id",),)
