"""Pending edits of products, and what became of them."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.states import RevisionStatus
from domain.shared.ids import new_id


class ProductRevision(Model):
    """What shall be said of a product. `staged` holds the fields it changes, `base` what stood
    there when each was written down; `authors` are the keys of the actors who wrote it.

    Once it is true, it is `outdated` from when somebody changed the product beside it.

    A product has at most one that is pending (a partial unique index, migration 0014).
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    product: fields.ForeignKeyRelation["Product"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Product", related_name="revisions", on_delete=fields.CASCADE
    )
    product_id: UUID
    status = fields.CharEnumField(RevisionStatus, max_length=24, default=RevisionStatus.DRAFT)
    base_version = fields.IntField()
    base = fields.JSONField[dict[str, object]](default=dict)
    staged = fields.JSONField[dict[str, object]](default=dict)
    authors = fields.JSONField[list[str]](default=list)
    comment = fields.TextField(default="")
    reviewed_by = fields.CharField(max_length=64, null=True)
    submitted_at: datetime | None = fields.DatetimeField(null=True)
    reviewed_at: datetime | None = fields.DatetimeField(null=True)
    published_at: datetime | None = fields.DatetimeField(null=True)
    outdated_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "product_revision"
        indexes = (("created_at", "id"), ("product_id", "created_at", "id"))
