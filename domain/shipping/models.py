"""Zones that parcels go to, and the ways of sending them there."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class ShippingZone(Model):
    """Countries, or regions of them. `places` are pairs: a country, and a region as `region_code`
    writes it, empty for all of the country.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=120, unique=True)
    places = fields.JSONField[list[tuple[str, str]]]()
    created_at: datetime = fields.DatetimeField()
    updated_at: datetime = fields.DatetimeField()

    class Meta:
        table = "shipping_zone"


class ShippingMethod(Model):
    """A way in which a channel sends goods to a zone, for money of one currency, in minor units.

    `bands` are pairs: from which worth of the goods on, and the charge. Goods of less than the
    first are not sent so; those worth `free_from_minor` or more are sent for nothing. Its tax is
    that of `tax_class`, or of the default class. They are delivered in `days_min` to `days_max`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    channel: fields.ForeignKeyRelation["SalesChannel"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.SalesChannel", related_name="shipping_methods", on_delete=fields.RESTRICT
    )
    channel_id: UUID
    zone: fields.ForeignKeyRelation[ShippingZone] = fields.ForeignKeyField(
        "tradegraph.ShippingZone", related_name="methods", on_delete=fields.RESTRICT
    )
    zone_id: UUID
    name = fields.CharField(max_length=120)
    carrier: fields.ForeignKeyNullableRelation["Carrier"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Carrier", related_name="shipping_methods", null=True, on_delete=fields.RESTRICT
    )
    carrier_id: UUID | None
    tax_class: fields.ForeignKeyNullableRelation["TaxClass"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.TaxClass", related_name="shipping_methods", null=True, on_delete=fields.RESTRICT
    )
    tax_class_id: UUID | None
    currency = fields.CharField(max_length=3)
    bands = fields.JSONField[list[tuple[int, int]]]()
    free_from_minor: int | None = fields.BigIntField(null=True)
    days_min = fields.IntField()
    days_max = fields.IntField()
    is_active = fields.BooleanField(default=True)
    created_at: datetime = fields.DatetimeField()
    updated_at: datetime = fields.DatetimeField()

    class Meta:
        table = "shipping_method"
        indexes = (("channel_id", "name", "id"), ("zone_id",), ("tax_class_id",), ("carrier_id",))
