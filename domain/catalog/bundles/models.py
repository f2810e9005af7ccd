"""What bundles are made of."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.models import ProductVariant
from domain.shared.ids import new_id


class BundleComponent(Model):
    """So many units of a variant are in one unit of another."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    bundle: fields.ForeignKeyRelation[ProductVariant] = fields.ForeignKeyField(
        "tradegraph.ProductVariant", related_name="bundle_components", on_delete=fields.CASCADE
    )
    bundle_id: UUID
    variant: fields.ForeignKeyRelation[ProductVariant] = fields.ForeignKeyField(
        "tradegraph.ProductVariant", related_name="in_bundles", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    quantity = fields.IntField()
    position = fields.IntField(default=0)

    class Meta:
        table = "bundle_component"
        unique_together = (("bundle_id", "variant_id"),)
        indexes = (("variant_id",),)
