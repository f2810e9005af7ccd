"""What happened to imports."""

from dataclasses import dataclass
from typing import ClassVar

from domain.catalog.bulk.states import ImportAction, ImportFormat, ImportKind, ImportStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogImportCreated(Event):
    """Somebody is about to bring a file."""

    type: ClassVar[str] = "catalog.import_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CATALOG_IMPORT
    kind: ImportKind
    format: ImportFormat
    is_preview: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogImportMoved(Event):
    """It came a step further, or to its end; with what had come of it by then."""

    type: ClassVar[str] = "catalog.import_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CATALOG_IMPORT
    source: ImportStatus
    status: ImportStatus
    action: ImportAction
    rows_done: int
    rows_faulty: int
