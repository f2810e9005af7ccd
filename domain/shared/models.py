"""The rows every context shares: the log of facts, the relay's place in it, keys of two kinds."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class EventRow(Model):
    """One fact. `id` is the order of writing, `seq` the order of telling (given by the relay).

    `seq` is dense and null until numbered. `version` counts 1, 2, 3 … within one aggregate.
    A historic fact was imported: it is in every history and never pushed.

    The table lies in months of `occurred_at`. What is declared unique here is so by triggers, and
    no version is left out (migration 0005).
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    seq = fields.BigIntField(null=True, unique=True)
    aggregate_type = fields.CharField(max_length=32)
    aggregate_id = fields.UUIDField()
    version = fields.IntField()
    type = fields.CharField(max_length=64)
    payload = fields.JSONField[dict[str, object]]()
    actor = fields.CharField(max_length=64)
    request_id = fields.CharField(max_length=64)
    cause_id = fields.CharField(max_length=64, null=True)
    historic = fields.BooleanField(default=False)
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "event"
        unique_together = (("aggregate_type", "aggregate_id", "version"),)


class RelayState(Model):
    """One row: the epoch of this log, the newest number given, and the oldest still replayed.

    Whoever numbers facts holds this row's lock, so numbers stay dense with two relays too.
    """

    id = fields.SmallIntField(primary_key=True)
    epoch = fields.UUIDField(default=new_id)
    last_seq = fields.BigIntField(default=0)
    replay_floor = fields.BigIntField(default=0)

    class Meta:
        table = "relay_state"


class IdempotencyRecord(Model):
    """One key that an actor used for one operation, and what came of it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    actor = fields.CharField(max_length=64)
    operation = fields.CharField(max_length=64)
    key = fields.CharField(max_length=255)
    request_hash = fields.CharField(max_length=64)
    result_id: UUID | None = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "idempotency_record"
        unique_together = (("actor", "operation", "key"),)


class DataKeyRow(Model):
    """A key that personal data is sealed with, or looked for by; wrapped under a master key.

    The newest that is not retired seals. A retired one seals nothing, and still opens.
    """

    id = fields.IntField(primary_key=True, generated=True)
    purpose = fields.CharField(max_length=8)
    master = fields.CharField(max_length=64)
    wrapped = fields.CharField(max_length=255)
    created_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "data_key"
