"""What was set for each rule, and how far the worker has come with it."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.retention.rules import RetentionKind, effective_days
from domain.shared.ids import new_id


class RetentionRule(Model):
    """A rule of `rules.RULES`. Its period is the default's unless it `is_own`; null is off.

    A run takes out what is older than `until`, batch after batch: `position` is the last row it
    looked at where it walks, `removing` what went in this run so far. `removed` is what went in the
    last run that came to its end, at `applied_at`. The next one begins at `due_at`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    kind = fields.CharEnumField(RetentionKind, max_length=32, unique=True)
    is_own = fields.BooleanField(default=False)
    kept_days: int | None = fields.IntField(null=True)
    due_at = fields.DatetimeField()
    until: datetime | None = fields.DatetimeField(null=True)
    position: UUID | None = fields.UUIDField(null=True)
    removing = fields.BigIntField(default=0)
    removed = fields.BigIntField(default=0)
    applied_at: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "retention_rule"

    @property
    def days(self) -> int | None:
        """The period that holds; None where nothing goes."""
        return effective_days(self.kind, is_own=self.is_own, kept_days=self.kept_days)
