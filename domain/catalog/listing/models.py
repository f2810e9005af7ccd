"""What search engines show, what other systems keep here, and what they call a product."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.models import Product
from domain.shared.ids import new_id


class ProductSeo(Model):
    """What search engines show of a product in one language."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="seo", on_delete=fields.CASCADE
    )
    product_id: UUID
    locale = fields.CharField(max_length=16)
    title = fields.CharField(max_length=200, default="")
    description = fields.TextField(default="")

    class Meta:
        table = "product_seo"
        unique_together = (("product_id", "locale"),)


class ProductMetadata(Model):
    """A word that another system keeps on a product; a private one is for staff."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="metadata_items", on_delete=fields.CASCADE
    )
    product_id: UUID
    is_private = fields.BooleanField()
    key = fields.CharField(max_length=64)
    value = fields.TextField()

    class Meta:
        table = "product_metadata"
        unique_together = (("product_id", "is_private", "key"),)


class ProductExternalRef(Model):
    """What another system calls a product: one name in each, and each name once."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="external_refs", on_delete=fields.CASCADE
    )
    product_id: UUID
    system = fields.CharField(max_length=32)
    external_id = fields.CharField(max_length=64)

    class Meta:
        table = "product_external_ref"
        unique_together = (("product_id", "system"), ("system", "external_id"))
