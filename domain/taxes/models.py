"""Classes of goods, what places take of each, and which goods are of which class."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class TaxClass(Model):
    """Goods that are taxed alike, such as books. Goods of no class are of the default one."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    is_default = fields.BooleanField(default=False)
    created_at: datetime = fields.DatetimeField()
    updated_at: datetime = fields.DatetimeField()

    class Meta:
        table = "tax_class"


class TaxRate(Model):
    """What a country, or a region of it, takes of goods of a class: from `starts_at` until
    `ends_at`.

    `rate_ppm` is in parts per million: 130,000 is 13 %. `region` is empty for the whole country,
    else the code or name that `region_code` makes; `region_name` is as somebody wrote it.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    tax_class: fields.ForeignKeyRelation[TaxClass] = fields.ForeignKeyField(
        "tradegraph.TaxClass", related_name="rates", on_delete=fields.RESTRICT
    )
    tax_class_id: UUID
    country = fields.CharField(max_length=2)
    region = fields.CharField(max_length=120, default="")
    region_name = fields.CharField(max_length=120, default="")
    name = fields.CharField(max_length=60)
    rate_ppm = fields.IntField()
    starts_at: datetime = fields.DatetimeField()
    ends_at: datetime | None = fields.DatetimeField(null=True)
    created_at: datetime = fields.DatetimeField()
    updated_at: datetime = fields.DatetimeField()

    class Meta:
        table = "tax_rate"
        indexes = (("country", "region", "tax_class_id"), ("tax_class_id",))


class TaxAssignment(Model):
    """A product, or one variant of it, is of a class. The variant's own comes first."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    tax_class: fields.ForeignKeyRelation[TaxClass] = fields.ForeignKeyField(
        "tradegraph.TaxClass", related_name="assignments", on_delete=fields.RESTRICT
    )
    tax_class_id: UUID
    product: fields.ForeignKeyNullableRelation["Product"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Product", related_name="tax_assignments", null=True, on_delete=fields.CASCADE
    )
    product_id: UUID | None
    variant: fields.ForeignKeyNullableRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant",
        related_name="tax_assignments",
        null=True,
        on_delete=fields.CASCADE,
    )
    variant_id: UUID | None

    class Meta:
        table = "tax_assignment"
        unique_together = (("product_id",), ("variant_id",))
        indexes = (("tax_class_id",),)
