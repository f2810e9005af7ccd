"""Collections, and the products that were named one by one."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.models import Product
from domain.shared.ids import new_id


class Collection(Model):
    """Goods shown together. `rule` is a list of conditions that all must hold; without one its
    products were named one by one."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    slug = fields.CharField(max_length=200, unique=True)
    name = fields.CharField(max_length=200)
    names = fields.JSONField[dict[str, str]](default=dict)
    description = fields.TextField(default="")
    rule: list[dict[str, Any]] | None = fields.JSONField[list[dict[str, Any]] | None](null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "collection"
        indexes = (("name", "id"),)


class CollectionProduct(Model):
    """A product was put into a collection by hand."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    collection: fields.ForeignKeyRelation[Collection] = fields.ForeignKeyField(
        "tradegraph.Collection", related_name="collection_products", on_delete=fields.CASCADE
    )
    collection_id: UUID
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="collection_products", on_delete=fields.CASCADE
    )
    product_id: UUID

    class Meta:
        table = "collection_product"
        unique_together = (("collection_id", "product_id"),)
        indexes = (("product_id",),)
