"""Jobs, and what became of each thing in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.jobs.states import ItemStatus, JobKind, JobStatus
from domain.shared.ids import new_id


class Job(Model):
    """Something that was asked for many things at once.

    `arguments` say how it is done, the same for each. `actor` is who asked (`staff:018f…`), with
    the `scopes` they had then: they never have more than those, and may have fewer by now.
    `items_done` and `items_refused` are as of the last portion; the items themselves are exact.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=1)
    kind = fields.CharEnumField(JobKind, max_length=24)
    status = fields.CharEnumField(JobStatus, max_length=16, default=JobStatus.QUEUED)
    actor = fields.CharField(max_length=64)
    scopes = fields.JSONField[list[str]]()
    arguments = fields.JSONField[dict[str, object]]()
    items_total = fields.IntField()
    items_done = fields.IntField(default=0)
    items_refused = fields.IntField(default=0)
    attempts = fields.IntField(default=0)
    lease_id: UUID | None = fields.UUIDField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "job"
        indexes = (("created_at", "id"),)


class JobItem(Model):
    """One thing of a job, by its place in what was asked. It is settled once.

    `subject_id` is what was named, whether there is any such thing or not; of a thing that the job
    makes, what it made. Such a one says what it shall be in `request`, sealed: gone when it is
    settled, when the job ends, and when the customer whose it is (`customer_id`) is erased.
    `reference` is what the asker calls it. One that is refused says why by a `code` and a sentence
    that is safe to show, with the `facts` that it is about, and at which `field` of the request.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    job: fields.ForeignKeyRelation[Job] = fields.ForeignKeyField(
        "tradegraph.Job", related_name="items", on_delete=fields.CASCADE
    )
    job_id: UUID
    position = fields.IntField()
    subject_id: UUID | None = fields.UUIDField(null=True)
    reference = fields.CharField(max_length=64, null=True)
    customer_id: UUID | None = fields.UUIDField(null=True)
    request = fields.TextField(null=True)
    status = fields.CharEnumField(ItemStatus, max_length=16, default=ItemStatus.PENDING)
    code = fields.CharField(max_length=40, null=True)
    message = fields.CharField(max_length=400, null=True)
    field: list[str] | None = fields.JSONField[list[str]](null=True)
    facts: dict[str, Any] | None = fields.JSONField[dict[str, Any]](null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "job_item"
        unique_together = (("job_id", "position"),)


class JobPart(Model):
    """Some rows of a file that a job writes, compressed with zlib: those up to `last_id`."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    job: fields.ForeignKeyRelation[Job] = fields.ForeignKeyField(
        "tradegraph.Job", related_name="parts", on_delete=fields.CASCADE
    )
    job_id: UUID
    position = fields.IntField()
    rows = fields.IntField()
    last_id = fields.UUIDField()
    body = fields.BinaryField()

    class Meta:
        table = "job_part"
        unique_together = (("job_id", "position"),)
