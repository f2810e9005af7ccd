"""What staff say about searching, and what was looked for. (Three more tables belong to searching
and are read by hand-written SQL alone: `product_listing`, `product_price_span`, `search_term`.)
"""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from domain.catalog.models import Brand, Category, Product
from domain.shared.ids import new_id


class SynonymSet(Model):
    """Words that mean the same; with `also`, one way only.

    Who types one of `words` also finds `also`, and not the other way round. `keys` are the words
    as searching compares them.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=80, unique=True)
    words: list[str] = ArrayField(element_type="text")
    also: list[str] = ArrayField(element_type="text")
    keys: list[str] = ArrayField(element_type="text")
    updated_at = fields.DatetimeField()

    class Meta:
        table = "search_synonym"


class SearchBoost(Model):
    """Products that stand higher or lower than their words alone would have them.

    One, or all of a brand, or all on a shelf and inside it. 100 percent changes nothing.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyNullableRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="boosts", null=True, on_delete=fields.CASCADE
    )
    product_id: UUID | None
    category: fields.ForeignKeyNullableRelation[Category] = fields.ForeignKeyField(
        "tradegraph.Category", related_name="boosts", null=True, on_delete=fields.CASCADE
    )
    category_id: UUID | None
    brand: fields.ForeignKeyNullableRelation[Brand] = fields.ForeignKeyField(
        "tradegraph.Brand", related_name="boosts", null=True, on_delete=fields.CASCADE
    )
    brand_id: UUID | None
    percent = fields.IntField()
    starts_at: datetime | None = fields.DatetimeField(null=True)
    ends_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "search_boost"


class SearchedText(Model):
    """A text that was looked for: how often, how often in vain, and when last. Never by whom."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    text = fields.CharField(max_length=100, unique=True)
    searches = fields.IntField(default=0)
    misses = fields.IntField(default=0)
    searched_at = fields.DatetimeField()
    missed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "searched_text"
        indexes = (("misses", "id"), ("searched_at",))
