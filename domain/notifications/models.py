"""What customers are told, how they want to be told, and in which words."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.notifications.kinds import NotificationKind
from domain.notifications.schedule import ATTEMPTS_MAX
from domain.notifications.states import Medium, NotificationStatus, SendingError
from domain.shared.ids import new_id


class Notification(Model):
    """One customer told of one fact by one medium: the same words at each attempt.

    The fact is `event_seq`; what is written is sealed. Whoever attempts it holds `lease_id`, and
    nobody else takes it up before `next_attempt_at`. `version` counts what people do with it.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    event_seq = fields.BigIntField()
    customer: fields.ForeignKeyRelation["Customer"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Customer", related_name="notifications", on_delete=fields.CASCADE
    )
    customer_id: UUID
    order: fields.ForeignKeyRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="notifications", on_delete=fields.CASCADE
    )
    order_id: UUID
    kind = fields.CharEnumField(NotificationKind, max_length=32)
    medium = fields.CharEnumField(Medium, max_length=16)
    locale = fields.CharField(max_length=16)
    subject = fields.TextField()
    text = fields.TextField()
    html = fields.TextField(default="")
    status = fields.CharEnumField(
        NotificationStatus, max_length=16, default=NotificationStatus.PENDING
    )
    attempts = fields.IntField(default=0)
    attempts_max = fields.IntField(default=ATTEMPTS_MAX)
    next_attempt_at: datetime | None = fields.DatetimeField(null=True)
    lease_id: UUID | None = fields.UUIDField(null=True)
    error: SendingError | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        SendingError, max_length=16, null=True
    )
    error_detail = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()
    ended_at: datetime | None = fields.DatetimeField(null=True)
    read_at: datetime | None = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "notification"
        unique_together = (("event_seq", "customer_id", "kind", "medium"),)
        indexes = (
            ("created_at", "id"),
            ("customer_id", "medium", "created_at", "id"),
            ("order_id", "created_at", "id"),
        )


class NotificationFeed(Model):
    """A customer's own end: their feed, whose facts `version` counts, and perhaps an endpoint.

    The key is the customer's. Address and secret of the endpoint are sealed.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    version = fields.IntField(default=0)
    webhook_url = fields.TextField(default="")
    webhook_secret = fields.TextField(default="")
    updated_at = fields.DatetimeField()

    class Meta:
        table = "notification_feed"


class NotificationPreference(Model):
    """What a customer said to being told of a kind by a medium; nothing said is what is usual."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    customer: fields.ForeignKeyRelation["Customer"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Customer", related_name="notification_preferences", on_delete=fields.CASCADE
    )
    customer_id: UUID
    kind = fields.CharEnumField(NotificationKind, max_length=32)
    medium = fields.CharEnumField(Medium, max_length=16)
    is_wanted = fields.BooleanField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "notification_preference"
        unique_together = (("customer_id", "kind", "medium"),)


class NotificationTemplate(Model):
    """The words for a kind, in a language, for a medium; where there is none, ours hold."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    kind = fields.CharEnumField(NotificationKind, max_length=32)
    locale = fields.CharField(max_length=16)
    medium = fields.CharEnumField(Medium, max_length=16)
    subject = fields.CharField(max_length=200)
    text = fields.TextField()
    html = fields.TextField(default="")
    is_in_use = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "notification_template"
        unique_together = (("kind", "locale", "medium"),)
        indexes = (("created_at", "id"),)


class NotificationPlace(Model):
    """One row: facts up to the number `cursor_seq` have become notifications."""

    id = fields.SmallIntField(primary_key=True)
    cursor_seq = fields.BigIntField(default=0)

    class Meta:
        table = "notification_place"
