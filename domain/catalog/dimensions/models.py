"""Dimensions, their values, and which products have which."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.models import Product
from domain.shared.ids import new_id


class Dimension(Model):
    """A way to sort goods, such as by season."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=200)
    names = fields.JSONField[dict[str, str]](default=dict)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "dimension"
        indexes = (("name", "id"),)


class DimensionValue(Model):
    """One place on a dimension, such as summer."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    dimension: fields.ForeignKeyRelation[Dimension] = fields.ForeignKeyField(
        "tradegraph.Dimension", related_name="dimension_values", on_delete=fields.CASCADE
    )
    dimension_id: UUID
    code = fields.CharField(max_length=32)
    name = fields.CharField(max_length=200)
    names = fields.JSONField[dict[str, str]](default=dict)
    position = fields.IntField(default=0)

    class Meta:
        table = "dimension_value"
        unique_together = (("dimension_id", "code"),)


class ProductDimensionValue(Model):
    """A product has a value of a dimension, which is named here too, to be read at once."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="dimension_values", on_delete=fields.CASCADE
    )
    product_id: UUID
    value: fields.ForeignKeyRelation[DimensionValue] = fields.ForeignKeyField(
        "tradegraph.DimensionValue", related_name="product_values", on_delete=fields.RESTRICT
    )
    value_id: UUID
    dimension: fields.ForeignKeyRelation[Dimension] = fields.ForeignKeyField(
        "tradegraph.Dimension", related_name="product_values", on_delete=fields.RESTRICT
    )
    dimension_id: UUID

    class Meta:
        table = "product_dimension_value"
        unique_together = (("product_id", "value_id"),)
        indexes = (("value_id", "product_id"),)
