"""Products in full: attributes, types, dimensions, collections, bundles, and how they present
themselves."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel, ReferenceKind
from domain.shared.ids import new_id

GUARDS = [
    "ALTER TABLE attribute ADD CONSTRAINT attribute_of_its_kind"
    " CHECK ((unit IS NULL OR kind = 'number')"
    " AND (reference_kind IS NOT NULL) = (kind = 'reference'))",
    "ALTER TABLE attribute_value ADD CONSTRAINT attribute_value_is_one"
    " CHECK (num_nonnulls(value_text, value_number, value_boolean, value_date, choice_id,"
    " reference_id) = 1)",
    # A value of a product, or of a variant: one of each attribute.
    "CREATE UNIQUE INDEX attribute_value_of_product ON attribute_value (product_id, attribute_id)"
    " WHERE variant_id IS NULL",
    "CREATE UNIQUE INDEX attribute_value_of_variant ON attribute_value (variant_id, attribute_id)"
    " WHERE variant_id IS NOT NULL",
    # A choice is one of the attribute's own.
    "ALTER TABLE attribute_choice ADD CONSTRAINT attribute_choice_of UNIQUE (attribute_id, id)",
    "ALTER TABLE attribute_value ADD CONSTRAINT attribute_value_choice_of"
    " FOREIGN KEY (attribute_id, choice_id) REFERENCES attribute_choice (attribute_id, id)",
    "ALTER TABLE dimension_value ADD CONSTRAINT dimension_value_of UNIQUE (dimension_id, id)",
    "ALTER TABLE product_dimension_value ADD CONSTRAINT product_dimension_value_of"
    " FOREIGN KEY (dimension_id, value_id) REFERENCES dimension_value (dimension_id, id)",
    "ALTER TABLE bundle_component ADD CONSTRAINT bundle_component_is_something"
    " CHECK (quantity > 0 AND bundle_id <> variant_id)",
    "ALTER TABLE collection ADD CONSTRAINT collection_rule_is_a_list"
    " CHECK (rule IS NULL OR jsonb_typeof(rule) = 'array')",
    "CREATE INDEX product_of_type ON product (product_type_id) WHERE product_type_id IS NOT NULL",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0014_media")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Attribute",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=200)),
                ("names", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="TEXT: text\nNUMBER: number\nCHOICE: choice\nBOOLEAN: boolean\nDATE: date\nREFERENCE: reference",
                        enum_type=AttributeKind,
                        max_length=16,
                    ),
                ),
                ("unit", fields.CharField(null=True, max_length=16)),
                (
                    "reference_kind",
                    fields.CharEnumField(
                        null=True,
                        description="PRODUCT: product\nCATEGORY: category\nBRAND: brand",
                        enum_type=ReferenceKind,
                        max_length=16,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "attribute",
                "app": "tradegraph",
                "indexes": [Index(fields=["name", "id"])],
                "pk_attr": "id",
                "table_description": "Something that is said of goods. `names` are its names in other languages.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AttributeChoice",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "attribute",
                    fields.ForeignKeyField(
                        "tradegraph.Attribute",
                        source_field="attribute_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="choices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("code", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=200)),
                ("names", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "attribute_choice",
                "app": "tradegraph",
                "unique_together": (("attribute_id", "code"),),
                "pk_attr": "id",
                "table_description": "One of the values that an attribute of choices can have.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AttributeValue",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attribute_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attribute_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "attribute",
                    fields.ForeignKeyField(
                        "tradegraph.Attribute",
                        source_field="attribute_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attribute_values",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("value_text", fields.TextField(null=True, unique=False)),
                ("value_number", fields.DecimalField(null=True, max_digits=20, decimal_places=6)),
                ("value_boolean", fields.BooleanField(null=True)),
                ("value_date", fields.DateField(null=True)),
                (
                    "choice",
                    fields.ForeignKeyField(
                        "tradegraph.AttributeChoice",
                        source_field="choice_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attribute_values",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reference_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "attribute_value",
                "app": "tradegraph",
                "indexes": [
                    Index(fields=["product_id"]),
                    Index(fields=["attribute_id", "choice_id"]),
                    Index(fields=["attribute_id", "value_number"]),
                    Index(fields=["choice_id"]),
                ],
                "pk_attr": "id",
                "table_description": "What an attribute is of one product, or of one of its variants. Exactly one column of those",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BundleComponent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "bundle",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="bundle_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="bundle_components",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="in_bundles",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("quantity", fields.IntField()),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "bundle_component",
                "app": "tradegraph",
                "unique_together": (("bundle_id", "variant_id"),),
                "indexes": [Index(fields=["variant_id"])],
                "pk_attr": "id",
                "table_description": "So many units of a variant are in one unit of another.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Collection",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("slug", fields.CharField(unique=True, max_length=200)),
                ("name", fields.CharField(max_length=200)),
                ("names", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("description", fields.TextField(default="", unique=False)),
                ("rule", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "collection",
                "app": "tradegraph",
                "indexes": [Index(fields=["name", "id"])],
                "pk_attr": "id",
                "table_description": "Goods shown together. `rule` is a list of conditions that all must hold; without one its",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CollectionProduct",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "collection",
                    fields.ForeignKeyField(
                        "tradegraph.Collection",
                        source_field="collection_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="collection_products",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="collection_products",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "collection_product",
                "app": "tradegraph",
                "unique_together": (("collection_id", "product_id"),),
                "indexes": [Index(fields=["product_id"])],
                "pk_attr": "id",
                "table_description": "A product was put into a collection by hand.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Dimension",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=200)),
                ("names", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "dimension",
                "app": "tradegraph",
                "indexes": [Index(fields=["name", "id"])],
                "pk_attr": "id",
                "table_description": "A way to sort goods, such as by season.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DimensionValue",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "dimension",
                    fields.ForeignKeyField(
                        "tradegraph.Dimension",
                        source_field="dimension_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="dimension_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("code", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=200)),
                ("names", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "dimension_value",
                "app": "tradegraph",
                "unique_together": (("dimension_id", "code"),),
                "pk_attr": "id",
                "table_description": "One place on a dimension, such as summer.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductDimensionValue",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="dimension_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "value",
                    fields.ForeignKeyField(
                        "tradegraph.DimensionValue",
                        source_field="value_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="product_values",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "dimension",
                    fields.ForeignKeyField(
                        "tradegraph.Dimension",
                        source_field="dimension_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="product_values",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "product_dimension_value",
                "app": "tradegraph",
                "unique_together": (("product_id", "value_id"),),
                "indexes": [Index(fields=["value_id", "product_id"])],
                "pk_attr": "id",
                "table_description": "A product has a value of a dimension, which is named here too, to be read at once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductExternalRef",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="external_refs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("system", fields.CharField(max_length=32)),
                ("external_id", fields.CharField(max_length=64)),
            ],
            options={
                "table": "product_external_ref",
                "app": "tradegraph",
                "unique_together": (("product_id", "system"), ("system", "external_id")),
                "pk_attr": "id",
                "table_description": "What another system calls a product: one name in each, and each name once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductMetadata",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="metadata_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("is_private", fields.BooleanField()),
                ("key", fields.CharField(max_length=64)),
                ("value", fields.TextField(unique=False)),
            ],
            options={
                "table": "product_metadata",
                "app": "tradegraph",
                "unique_together": (("product_id", "is_private", "key"),),
                "pk_attr": "id",
                "table_description": "A word that another system keeps on a product; a private one is for staff.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductSeo",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "tradegraph.Product",
                        source_field="product_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="seo",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("locale", fields.CharField(max_length=16)),
                ("title", fields.CharField(default="", max_length=200)),
                ("description", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "product_seo",
                "app": "tradegraph",
                "unique_together": (("product_id", "locale"),),
                "pk_attr": "id",
                "table_description": "What search engines show of a product in one language.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductType",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=200)),
                ("names", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "product_type",
                "app": "tradegraph",
                "indexes": [Index(fields=["name", "id"])],
                "pk_attr": "id",
                "table_description": "A kind of goods: which attributes its products and their variants have.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductTypeAttribute",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "product_type",
                    fields.ForeignKeyField(
                        "tradegraph.ProductType",
                        source_field="product_type_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="type_attributes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "attribute",
                    fields.ForeignKeyField(
                        "tradegraph.Attribute",
                        source_field="attribute_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="type_attributes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "level",
                    fields.CharEnumField(
                        description="PRODUCT: product\nVARIANT: variant\nOPTION: option",
                        enum_type=AttributeLevel,
                        max_length=16,
                    ),
                ),
                ("is_required", fields.BooleanField(default=False)),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "product_type_attribute",
                "app": "tradegraph",
                "unique_together": (("product_type_id", "attribute_id"),),
                "indexes": [Index(fields=["attribute_id"])],
                "pk_attr": "id",
                "table_description": "A type of products has an attribute.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Product",
            name="product_type",
            field=fields.ForeignKeyField(
                "tradegraph.ProductType",
                source_field="product_type_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="products",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.RunSQL(GUARDS),
    ]
