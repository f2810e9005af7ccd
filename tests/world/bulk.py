"""Imports of files for tests, as rows; the verbs have tests of their own."""

from datetime import datetime, timedelta
from typing import Any

from domain.catalog.bulk.models import CatalogImport, CatalogImportFault
from domain.catalog.bulk.states import ImportFailure, ImportFormat, ImportKind, ImportStatus


class BulkWorld:
    """Imports."""

    now: datetime
    admin: Any

    async def catalog_import(self, status: ImportStatus = ImportStatus.QUEUED) -> CatalogImport:
        """An import with a fault in its second row."""
        row = await CatalogImport.create(
            kind=ImportKind.PRODUCTS,
            format=ImportFormat.CSV,
            status=status,
            is_preview=status is ImportStatus.PREVIEWED,
            failure=ImportFailure.STUCK if status is ImportStatus.FAILED else None,
            actor=self.admin.key,
            total_bytes=1_000,
            created_at=self.now,
            updated_at=self.now,
            expires_at=self.now + timedelta(minutes=15),
        )
        await CatalogImportFault.create(
            job_id=row.id,
            position=0,
            row_number=2,
            column_name="name",
            code="INVALID_INPUT",
            message="A new product needs a name.",
            facts={},
        )
        return row
