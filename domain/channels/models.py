"""Where we sell."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class SalesChannel(Model):
    """Where orders come from: the own shop, an app, a marketplace, a till."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()

    class Meta:
        table = "sales_channel"
