"""Imports with their faults, and what came of writes of many that were sent with a key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.catalog.bulk.states import ImportFailure, ImportFormat, ImportKind, ImportStatus
from domain.shared.ids import new_id


class CatalogImport(Model):
    """A file of rows on its way into the catalog, and how far it is.

    `rows_done` and `bytes_done` move in the transaction that writes the rows: what they say is
    done is done once. `total_bytes` is the size of the file. A preview writes nothing but faults.
    `source` is where the bytes lie, while anybody needs them.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    kind = fields.CharEnumField(ImportKind, max_length=16)
    format = fields.CharEnumField(ImportFormat, max_length=8)
    is_preview = fields.BooleanField(default=False)
    status = fields.CharEnumField(ImportStatus, max_length=16, default=ImportStatus.AWAITING_FILE)
    failure: ImportFailure | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        ImportFailure, max_length=16, null=True
    )
    actor = fields.CharField(max_length=64)
    total_bytes = fields.IntField()
    bytes_done = fields.IntField(default=0)
    rows_done = fields.IntField(default=0)
    items_created = fields.IntField(default=0)
    items_updated = fields.IntField(default=0)
    items_unchanged = fields.IntField(default=0)
    rows_faulty = fields.IntField(default=0)
    faults_found = fields.IntField(default=0)
    source = fields.CharField(max_length=255, null=True)
    attempts = fields.IntField(default=0)
    lease_id: UUID | None = fields.UUIDField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "catalog_import"
        indexes = (("created_at", "id"),)


class CatalogImportFault(Model):
    """One thing that is wrong with one row of a file. Rows are added, never changed."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    # The name of the column would say `import`, which no attribute can be called.
    job: fields.ForeignKeyRelation[CatalogImport] = fields.ForeignKeyField(
        "tradegraph.CatalogImport", related_name="faults", on_delete=fields.CASCADE
    )
    job_id: UUID
    position = fields.IntField()
    row_number = fields.IntField()
    column_name = fields.CharField(max_length=80, null=True)
    code = fields.CharField(max_length=40)
    message = fields.CharField(max_length=400)
    facts = fields.JSONField[dict[str, object]]()

    class Meta:
        table = "catalog_import_fault"
        unique_together = (("job_id", "position"),)


class BulkWrite(Model):
    """What came of a write of many items that was sent with a key, for whoever sends it again."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    results = fields.JSONField[list[Any]]()
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "bulk_write"
