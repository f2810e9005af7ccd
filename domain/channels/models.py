"""Where we sell."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id

UNPAID_MINUTES = 30  # an order waits for its money
WARNING_MINUTES = 10  # before it expires, it is told that it will


class SalesChannel(Model):
    """Where orders come from: the own shop, an app, a marketplace, a till.

    `unpaid_minutes` is how long its orders wait for money; `warning_minutes` before they expire
    it is told that they will, and 0 is never. `prices_include_tax` is what its prices mean; an
    order that goes nowhere in particular is taxed as in `tax_country` and `tax_region`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    currency = fields.CharField(max_length=3)
    unpaid_minutes = fields.IntField(default=UNPAID_MINUTES, db_default=UNPAID_MINUTES)
    warning_minutes = fields.IntField(default=WARNING_MINUTES, db_default=WARNING_MINUTES)
    prices_include_tax = fields.BooleanField(default=False, db_default=False)
    tax_country = fields.CharField(max_length=2, null=True)
    tax_region = fields.CharField(max_length=120, default="", db_default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "sales_channel"
