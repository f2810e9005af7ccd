"""What is sold: categories, brands, products, variants, prices, words in other languages."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField, TSVectorField
from tortoise.models import Model

from domain.catalog.states import LifecycleStage, PriceCause, PublicationStatus
from domain.shared.ids import new_id

if TYPE_CHECKING:
    from domain.catalog.attributes.models import ProductType


class Category(Model):
    """A shelf in a tree of shelves. `path` is the slugs from the root, `a/b/c`."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    parent: fields.ForeignKeyNullableRelation["Category"] = fields.ForeignKeyField(
        "tradegraph.Category", related_name="children", null=True, on_delete=fields.RESTRICT
    )
    parent_id: UUID | None
    name = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=200, unique=True)
    path = fields.CharField(max_length=800)
    depth = fields.SmallIntField()
    position = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "category"
        indexes = (("path",),)


class CategoryTranslation(Model):
    """A category's name in another language."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "tradegraph.Category", related_name="translations", on_delete=fields.CASCADE
    )
    category_id: UUID
    locale = fields.CharField(max_length=16)
    name = fields.CharField(max_length=200)

    class Meta:
        table = "category_translation"
        unique_together = (("category_id", "locale"),)


class Brand(Model):
    """Who makes it. A private label is our own."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=200, unique=True)
    is_private_label = fields.BooleanField(default=False)

    class Meta:
        table = "brand"


class Tag(Model):
    """A word to find things by."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=80, unique=True)

    class Meta:
        table = "tag"


class Product(Model):
    """Something we sell, in one or more variants. `search` holds its words, as stems.

    `hidden_in` are the codes of channels that do not show it though it is published, null for none:
    a copy out of `product_publication`, so that nobody who sells must look there.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    slug = fields.CharField(max_length=200, unique=True)
    name = fields.CharField(max_length=200)
    description = fields.TextField(default="")
    status = fields.CharEnumField(
        PublicationStatus, max_length=16, default=PublicationStatus.UNPUBLISHED
    )
    category: fields.ForeignKeyNullableRelation[Category] = fields.ForeignKeyField(
        "tradegraph.Category", related_name="products", null=True, on_delete=fields.RESTRICT
    )
    category_id: UUID | None
    brand: fields.ForeignKeyNullableRelation[Brand] = fields.ForeignKeyField(
        "tradegraph.Brand", related_name="products", null=True, on_delete=fields.RESTRICT
    )
    brand_id: UUID | None
    product_type: fields.ForeignKeyNullableRelation["ProductType"] = fields.ForeignKeyField(
        "tradegraph.ProductType", related_name="products", null=True, on_delete=fields.RESTRICT
    )
    product_type_id: UUID | None
    external_system = fields.CharField(max_length=32, null=True)
    external_id = fields.CharField(max_length=64, null=True)
    hidden_in: list[str] | None = ArrayField("text", null=True)
    lifecycle_stage = fields.CharEnumField(
        LifecycleStage, max_length=16, default=LifecycleStage.PLANNED
    )
    search = TSVectorField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    published_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "product"
        unique_together = (("external_system", "external_id"),)
        indexes = (("status", "name", "id"), ("status", "created_at", "id"))


class ProductTag(Model):
    """A product carries a tag."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="product_tags", on_delete=fields.CASCADE
    )
    product_id: UUID
    tag: fields.ForeignKeyRelation[Tag] = fields.ForeignKeyField(
        "tradegraph.Tag", related_name="product_tags", on_delete=fields.CASCADE
    )
    tag_id: UUID

    class Meta:
        table = "product_tag"
        unique_together = (("product_id", "tag_id"),)


class ProductTranslation(Model):
    """A product's words in another language."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="translations", on_delete=fields.CASCADE
    )
    product_id: UUID
    locale = fields.CharField(max_length=16)
    name = fields.CharField(max_length=200)
    description = fields.TextField(default="")

    class Meta:
        table = "product_translation"
        unique_together = (("product_id", "locale"),)


class ProductVariant(Model):
    """One size or pack of a product, with a stock-keeping unit of its own.

    A bundle is made of units of others: see `bundles`. What lies in its own name is not sold.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="variants", on_delete=fields.RESTRICT
    )
    product_id: UUID
    sku = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=120)
    pack_units = fields.IntField(default=1)
    position = fields.IntField(default=0)
    is_bundle = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "product_variant"
        indexes = (("product_id", "position"),)


class VariantPrice(Model):
    """What one unit of a variant costs in one currency, in minor units."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    variant: fields.ForeignKeyRelation[ProductVariant] = fields.ForeignKeyField(
        "tradegraph.ProductVariant", related_name="prices", on_delete=fields.CASCADE
    )
    variant_id: UUID
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "variant_price"
        unique_together = (("variant_id", "currency"),)


class PriceChange(Model):
    """One change of a variant's price, in minor units. Rows are added, never changed.

    `before_minor` is what it cost until then, none where it had no price in this currency: so the
    changes of a span say all prices that were in force in it. `reference_id` is what changed it,
    where that is not a person: the decision of a rule, the plan it was part of.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    variant: fields.ForeignKeyRelation[ProductVariant] = fields.ForeignKeyField(
        "tradegraph.ProductVariant", related_name="price_changes", on_delete=fields.CASCADE
    )
    variant_id: UUID
    currency = fields.CharField(max_length=3)
    before_minor: int | None = fields.BigIntField(null=True)
    amount_minor = fields.BigIntField()
    cause = fields.CharEnumField(PriceCause, max_length=16)
    reference_id: UUID | None = fields.UUIDField(null=True)
    actor = fields.CharField(max_length=64)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "price_change"
        indexes = (("variant_id", "currency", "changed_at"), ("variant_id", "changed_at", "id"))
