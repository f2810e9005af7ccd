"""Pictures, films and papers of products: files by their content, and who shows which."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.catalog.media.states import MediaFailure, MediaKind, MediaStatus
from domain.shared.ids import new_id

GUARDS = [
    # The same bytes are one file, for as long as anybody wants them.
    "CREATE UNIQUE INDEX media_file_content ON media_file (hash) WHERE retired_at IS NULL",
    # What is due; of what all was made; what is to be taken out.
    "CREATE INDEX media_file_due ON media_file (updated_at, id)"
    " WHERE source IS NOT NULL AND status IN ('pending', 'processing')",
    "CREATE INDEX media_file_settled ON media_file (updated_at)"
    " WHERE source IS NOT NULL AND status IN ('ready', 'failed')",
    "CREATE INDEX media_file_wanted ON media_file (wanted_at) WHERE retired_at IS NULL",
    "CREATE INDEX media_file_retired ON media_file (retired_at) WHERE retired_at IS NOT NULL",
    "ALTER TABLE media_file ADD CONSTRAINT media_file_hash_is_one CHECK (hash ~ '^[0-9a-f]{64}$')",
    "ALTER TABLE media_file ADD CONSTRAINT media_file_failed_for_a_reason"
    " CHECK ((status = 'failed') = (failure IS NOT NULL))",
    "ALTER TABLE media_file ADD CONSTRAINT media_file_leased_while_processing"
    " CHECK ((status = 'processing') = (lease_id IS NOT NULL)"
    " AND (lease_id IS NULL) = (lease_until IS NULL))",
    "ALTER TABLE product_media ADD CONSTRAINT product_media_failed_for_a_reason"
    " CHECK ((status = 'failed') = (failure IS NOT NULL))",
]


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0013_email_notices")]

    initial = False

    operations = [
        ops.CreateModel(
            name="MediaFile",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("version", fields.IntField(default=0)),
                ("hash", fields.CharField(max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="IMAGE: image\nVIDEO: video\nDOCUMENT: document",
                        enum_type=MediaKind,
                        max_length=16,
                    ),
                ),
                ("type", fields.CharField(max_length=8)),
                ("extension", fields.CharField(max_length=8)),
                ("byte_size", fields.IntField()),
                ("width", fields.IntField(null=True)),
                ("height", fields.IntField(null=True)),
                (
                    "status",
                    fields.CharEnumField(
                        default=MediaStatus.PENDING,
                        description="PENDING: pending\nPROCESSING: processing\nREADY: ready\nFAILED: failed",
                        enum_type=MediaStatus,
                        max_length=16,
                    ),
                ),
                (
                    "failure",
                    fields.CharEnumField(
                        null=True,
                        description="UNREADABLE: unreadable\nTOO_MANY_PIXELS: too_many_pixels\nACTIVE_CONTENT: active_content\nTOO_HARD: too_hard\nLOST: lost",
                        enum_type=MediaFailure,
                        max_length=32,
                    ),
                ),
                ("source", fields.CharField(null=True, max_length=255)),
                ("attempts", fields.IntField(default=0)),
                ("lease_id", fields.UUIDField(null=True)),
                (
                    "lease_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("wanted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("retired_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "media_file",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "Bytes that came in, by their SHA-256: the same bytes are one file, whoever shows them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MediaUpload",
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
                        related_name="media_uploads",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("actor", fields.CharField(max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="IMAGE: image\nVIDEO: video\nDOCUMENT: document",
                        enum_type=MediaKind,
                        max_length=16,
                    ),
                ),
                ("byte_size", fields.IntField()),
                ("alt", fields.CharField(default="", max_length=500)),
                ("media_id", fields.UUIDField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "expires_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "media_upload",
                "app": "tradegraph",
                "pk_attr": "id",
                "table_description": "A way in for one file of one size, for one actor and a few minutes; `media` came of it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductMedia",
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
                        related_name="media",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "file",
                    fields.ForeignKeyField(
                        "tradegraph.MediaFile",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="shown",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.IntField(default=0)),
                ("alt", fields.CharField(default="", max_length=500)),
                ("hash", fields.CharField(max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="IMAGE: image\nVIDEO: video\nDOCUMENT: document",
                        enum_type=MediaKind,
                        max_length=16,
                    ),
                ),
                ("extension", fields.CharField(max_length=8)),
                ("byte_size", fields.IntField()),
                ("width", fields.IntField(null=True)),
                ("height", fields.IntField(null=True)),
                (
                    "status",
                    fields.CharEnumField(
                        default=MediaStatus.PENDING,
                        description="PENDING: pending\nPROCESSING: processing\nREADY: ready\nFAILED: failed",
                        enum_type=MediaStatus,
                        max_length=16,
                    ),
                ),
                (
                    "failure",
                    fields.CharEnumField(
                        null=True,
                        description="UNREADABLE: unreadable\nTOO_MANY_PIXELS: too_many_pixels\nACTIVE_CONTENT: active_content\nTOO_HARD: too_hard\nLOST: lost",
                        enum_type=MediaFailure,
                        max_length=32,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "product_media",
                "app": "tradegraph",
                "unique_together": (("product_id", "file_id"),),
                "indexes": [
                    Index(fields=["product_id", "position", "id"]),
                    Index(fields=["file_id"]),
                ],
                "pk_attr": "id",
                "table_description": "One picture, film or paper of a product. What it repeats of its file is written with it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductMediaTranslation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "media",
                    fields.ForeignKeyField(
                        "tradegraph.ProductMedia",
                        source_field="media_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="translations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("locale", fields.CharField(max_length=16)),
                ("alt", fields.CharField(max_length=500)),
            ],
            options={
                "table": "product_media_translation",
                "app": "tradegraph",
                "unique_together": (("media_id", "locale"),),
                "pk_attr": "id",
                "table_description": "What is said of it in another language, to those who do not see it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VariantMedia",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "variant",
                    fields.ForeignKeyField(
                        "tradegraph.ProductVariant",
                        source_field="variant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="variant_media",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "media",
                    fields.ForeignKeyField(
                        "tradegraph.ProductMedia",
                        source_field="media_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="variant_media",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField(default=0)),
            ],
            options={
                "table": "variant_media",
                "app": "tradegraph",
                "unique_together": (("variant_id", "media_id"),),
                "indexes": [Index(fields=["media_id"])],
                "pk_attr": "id",
                "table_description": "A variant is to be seen on one of its product's media.",
            },
            bases=["Model"],
        ),
        *(ops.RunSQL(guard) for guard in GUARDS),
    ]
