"""Attributes, their choices, the types of products that have them, and every value."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel, ReferenceKind
from domain.catalog.models import Product, ProductVariant
from domain.shared.ids import new_id


class Attribute(Model):
    """Something that is said of goods. `names` are its names in other languages."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=200)
    names = fields.JSONField[dict[str, str]](default=dict)
    kind = fields.CharEnumField(AttributeKind, max_length=16)
    unit = fields.CharField(max_length=16, null=True)
    reference_kind = fields.CharEnumField(ReferenceKind, max_length=16, null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "attribute"
        indexes = (("name", "id"),)


class AttributeChoice(Model):
    """One of the values that an attribute of choices can have."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    attribute: fields.ForeignKeyRelation[Attribute] = fields.ForeignKeyField(
        "tradegraph.Attribute", related_name="choices", on_delete=fields.CASCADE
    )
    attribute_id: UUID
    code = fields.CharField(max_length=32)
    name = fields.CharField(max_length=200)
    names = fields.JSONField[dict[str, str]](default=dict)
    position = fields.IntField(default=0)

    class Meta:
        table = "attribute_choice"
        unique_together = (("attribute_id", "code"),)


class ProductType(Model):
    """A kind of goods: which attributes its products and their variants have."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=200)
    names = fields.JSONField[dict[str, str]](default=dict)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "product_type"
        indexes = (("name", "id"),)


class ProductTypeAttribute(Model):
    """A type of products has an attribute."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product_type: fields.ForeignKeyRelation[ProductType] = fields.ForeignKeyField(
        "tradegraph.ProductType", related_name="type_attributes", on_delete=fields.CASCADE
    )
    product_type_id: UUID
    attribute: fields.ForeignKeyRelation[Attribute] = fields.ForeignKeyField(
        "tradegraph.Attribute", related_name="type_attributes", on_delete=fields.RESTRICT
    )
    attribute_id: UUID
    level = fields.CharEnumField(AttributeLevel, max_length=16)
    is_required = fields.BooleanField(default=False)
    position = fields.IntField(default=0)

    class Meta:
        table = "product_type_attribute"
        unique_together = (("product_type_id", "attribute_id"),)
        indexes = (("attribute_id",),)


class AttributeValue(Model):
    """What an attribute is of one product, or of one of its variants. Exactly one column of those
    for values is filled: that of the attribute's kind."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="attribute_values", on_delete=fields.CASCADE
    )
    product_id: UUID
    variant: fields.ForeignKeyNullableRelation[ProductVariant] = fields.ForeignKeyField(
        "tradegraph.ProductVariant",
        related_name="attribute_values",
        null=True,
        on_delete=fields.CASCADE,
    )
    variant_id: UUID | None
    attribute: fields.ForeignKeyRelation[Attribute] = fields.ForeignKeyField(
        "tradegraph.Attribute", related_name="attribute_values", on_delete=fields.RESTRICT
    )
    attribute_id: UUID
    value_text: str | None = fields.TextField(null=True)
    value_number: Decimal | None = fields.DecimalField(max_digits=20, decimal_places=6, null=True)
    value_boolean = fields.BooleanField(null=True)
    value_date: date | None = fields.DateField(null=True)
    choice: fields.ForeignKeyNullableRelation[AttributeChoice] = fields.ForeignKeyField(
        "tradegraph.AttributeChoice",
        related_name="attribute_values",
        null=True,
        on_delete=fields.RESTRICT,
    )
    choice_id: UUID | None
    reference_id: UUID | None = fields.UUIDField(null=True)

    class Meta:
        table = "attribute_value"
        indexes = (
            ("product_id",),
            ("attribute_id", "choice_id"),
            ("attribute_id", "value_number"),
            ("choice_id",),
        )
