"""Which channel shows which product, and from when to when."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.states import ChannelPublicationStatus
from domain.shared.ids import new_id


class ProductPublication(Model):
    """How things stand with one product in one channel. Changed under the product's lock."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation["Product"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Product", related_name="publications", on_delete=fields.CASCADE
    )
    product_id: UUID
    channel: fields.ForeignKeyRelation["SalesChannel"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.SalesChannel", related_name="publications", on_delete=fields.CASCADE
    )
    channel_id: UUID
    status = fields.CharEnumField(
        ChannelPublicationStatus, max_length=16, default=ChannelPublicationStatus.UNPUBLISHED
    )
    publish_at: datetime | None = fields.DatetimeField(null=True)
    unpublish_at: datetime | None = fields.DatetimeField(null=True)
    published_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "product_publication"
        unique_together = (("product_id", "channel_id"),)
