"""Where we sell."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class SalesChannel(Model):
    """Where orders come from: the own shop, an app, a marketplace, a till.

    `prices_include_tax` is what its prices mean; an order that goes nowhere in particular is taxed
    as in `tax_country` and `tax_region`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    currency = fields.CharField(max_length=3)
    prices_include_tax = fields.BooleanField(default=False, db_default=False)
    tax_country = fields.CharField(max_length=2, null=True)
    tax_region = fields.CharField(max_length=120, default="", db_default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "sales_channel"
