"""Who buys: customers and where they live. What is personal is sealed: see `cards`."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from domain.customers.states import ConsentPurpose, ConsentSource
from domain.shared.ids import new_id


class Customer(Model):
    """Somebody who buys. `traits` holds what the source knew of the household, e.g. age band.

    Name, e-mail address and phone number are sealed. The indexes are blind: equal values have equal
    ones, and nobody without the key reads them.

    A token issued before `sessions_valid_from` is refused. Since `erased_at` nothing personal is
    left of them, and nobody orders in their name.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    number = fields.CharField(max_length=32, unique=True)
    name = fields.TextField()
    name_index: list[str] = ArrayField(element_type="text", default=list)
    email = fields.TextField(null=True)
    email_index = fields.CharField(max_length=32, null=True, unique=True)
    phone = fields.TextField(null=True)
    phone_index = fields.CharField(max_length=32, null=True, db_index=True)
    locale = fields.CharField(max_length=16, default="en")
    traits = fields.JSONField[dict[str, str]](default=dict)
    external_system = fields.CharField(max_length=32, null=True)
    external_id = fields.CharField(max_length=64, null=True)
    sessions_valid_from = fields.DatetimeField(null=True)
    erased_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "customer"
        unique_together = (("external_system", "external_id"),)
        indexes = (("created_at", "id"),)


class Address(Model):
    """Where a customer wants parcels; all but the country is sealed. At most one is the default."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "tradegraph.Customer", related_name="addresses", on_delete=fields.CASCADE
    )
    customer_id: UUID
    recipient = fields.TextField()
    phone = fields.TextField(null=True)
    line1 = fields.TextField()
    line2 = fields.TextField(default="")
    district = fields.TextField(default="", db_default="")
    city = fields.TextField()
    region = fields.TextField(default="")
    postal_code = fields.TextField(default="")
    country = fields.CharField(max_length=2)
    is_default = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "address"
        indexes = (("customer_id",),)


class Consent(Model):
    """What a customer agreed to, or took back, once. Rows are added, never changed: the newest of a
    purpose holds.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "tradegraph.Customer", related_name="consents", on_delete=fields.RESTRICT
    )
    customer_id: UUID
    purpose = fields.CharEnumField(ConsentPurpose, max_length=24)
    is_granted = fields.BooleanField()
    policy_version = fields.CharField(max_length=32)
    source = fields.CharEnumField(ConsentSource, max_length=16)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "consent"
        indexes = (("customer_id", "purpose", "recorded_at", "id"),)


class EmailNotice(Model):
    """A letter that is due to the address a customer had until now. `email` is what stood on the
    card, sealed for the card; the row goes as soon as the letter does.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    customer_id: UUID = fields.UUIDField(db_index=True)
    email = fields.TextField()
    locale = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField(db_index=True)
    tries = fields.IntField(default=0)

    class Meta:
        table = "email_notice"
