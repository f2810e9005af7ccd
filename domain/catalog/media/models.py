"""Files by their content, the media of products that show them, and uploads under way."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.media.states import MediaFailure, MediaKind, MediaStatus
from domain.catalog.models import Product, ProductVariant
from domain.shared.ids import new_id


class MediaFile(Model):
    """Bytes that came in, by their SHA-256: the same bytes are one file, whoever shows them.

    `source` is where those bytes lie, while they do: what is shown is made of them, and then they
    go. A file that nobody shows is retired, and its place may be taken by the same bytes anew;
    where its objects lie bears its id, so that neither is taken for the other's.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    hash = fields.CharField(max_length=64)
    kind = fields.CharEnumField(MediaKind, max_length=16)
    type = fields.CharField(max_length=8)
    extension = fields.CharField(max_length=8)
    byte_size = fields.IntField()
    width: int | None = fields.IntField(null=True)
    height: int | None = fields.IntField(null=True)
    status = fields.CharEnumField(MediaStatus, max_length=16, default=MediaStatus.PENDING)
    failure: MediaFailure | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        MediaFailure, max_length=32, null=True
    )
    source = fields.CharField(max_length=255, null=True)
    attempts = fields.IntField(default=0)
    lease_id: UUID | None = fields.UUIDField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    wanted_at = fields.DatetimeField()
    retired_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "media_file"


class ProductMedia(Model):
    """One picture, film or paper of a product. What it repeats of its file is written with it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="media", on_delete=fields.CASCADE
    )
    product_id: UUID
    file: fields.ForeignKeyRelation[MediaFile] = fields.ForeignKeyField(
        "tradegraph.MediaFile", related_name="shown", on_delete=fields.RESTRICT
    )
    file_id: UUID
    position = fields.IntField(default=0)
    alt = fields.CharField(max_length=500, default="")
    hash = fields.CharField(max_length=64)
    kind = fields.CharEnumField(MediaKind, max_length=16)
    extension = fields.CharField(max_length=8)
    byte_size = fields.IntField()
    width: int | None = fields.IntField(null=True)
    height: int | None = fields.IntField(null=True)
    status = fields.CharEnumField(MediaStatus, max_length=16, default=MediaStatus.PENDING)
    failure: MediaFailure | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        MediaFailure, max_length=32, null=True
    )
    created_at = fields.DatetimeField()

    class Meta:
        table = "product_media"
        unique_together = (("product_id", "file_id"),)
        indexes = (("product_id", "position", "id"), ("file_id",))


class ProductMediaTranslation(Model):
    """What is said of it in another language, to those who do not see it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    media: fields.ForeignKeyRelation[ProductMedia] = fields.ForeignKeyField(
        "tradegraph.ProductMedia", related_name="translations", on_delete=fields.CASCADE
    )
    media_id: UUID
    locale = fields.CharField(max_length=16)
    alt = fields.CharField(max_length=500)

    class Meta:
        table = "product_media_translation"
        unique_together = (("media_id", "locale"),)


class VariantMedia(Model):
    """A variant is to be seen on one of its product's media."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    variant: fields.ForeignKeyRelation[ProductVariant] = fields.ForeignKeyField(
        "tradegraph.ProductVariant", related_name="variant_media", on_delete=fields.CASCADE
    )
    variant_id: UUID
    media: fields.ForeignKeyRelation[ProductMedia] = fields.ForeignKeyField(
        "tradegraph.ProductMedia", related_name="variant_media", on_delete=fields.CASCADE
    )
    media_id: UUID
    position = fields.IntField(default=0)

    class Meta:
        table = "variant_media"
        unique_together = (("variant_id", "media_id"),)
        indexes = (("media_id",),)


class MediaUpload(Model):
    """A way in for one file of one size, for one actor and a few minutes; `media` came of it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "tradegraph.Product", related_name="media_uploads", on_delete=fields.CASCADE
    )
    product_id: UUID
    actor = fields.CharField(max_length=64)
    kind = fields.CharEnumField(MediaKind, max_length=16)
    byte_size = fields.IntField()
    alt = fields.CharField(max_length=500, default="")
    media_id: UUID | None = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "media_upload"
