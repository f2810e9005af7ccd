"""What happened to jobs."""

from dataclasses import dataclass
from typing import ClassVar

from domain.jobs.states import JobAction, JobKind, JobStatus
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCreated(Event):
    """Somebody asked for it."""

    type: ClassVar[str] = "jobs.job_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.JOB
    kind: JobKind
    items_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgressed(Event):
    """A portion is done; so many things were settled by then."""

    type: ClassVar[str] = "jobs.job_progressed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.JOB
    items_done: int
    items_refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMoved(Event):
    """It came a step further, or to its end."""

    type: ClassVar[str] = "jobs.job_moved"
    aggregate_type: ClassVar[AggregateType] = AggregateType.JOB
    source: JobStatus
    status: JobStatus
    action: JobAction
    items_done: int
    items_refused: int
