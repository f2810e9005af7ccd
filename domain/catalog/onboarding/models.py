"""What is noted of a product on its way to the shelf, where nothing else says it."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class ProductOnboarding(Model):
    """The stock that somebody expects to need, and how many pictures somebody found elsewhere."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation["Product"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Product", related_name="onboardings", on_delete=fields.CASCADE, unique=True
    )
    product_id: UUID
    estimated_units = fields.IntField(null=True)
    estimated_at: datetime | None = fields.DatetimeField(null=True)
    media_items = fields.IntField(null=True)
    media_confirmed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "product_onboarding"
