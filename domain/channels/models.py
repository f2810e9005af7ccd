"""Where we sell, what each place calls our goods, and what it told us."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.channels.states import (
    ChannelFormat,
    ChannelKind,
    ChannelOrderStatus,
    MessageKind,
    RejectReason,
    ShortagePolicy,
)
from domain.shared.ids import new_id

UNPAID_MINUTES = 30  # an order waits for its money
WARNING_MINUTES = 10  # before it expires, it is told that it will


class SalesChannel(Model):
    """Where orders come from: the own shop, an app, a marketplace, a till.

    `unpaid_minutes` is how long its orders wait for money; `warning_minutes` before they expire
    it is told that they will, and 0 is never. `prices_include_tax` is what its prices mean; an
    order that goes nowhere in particular is taxed as in `tax_country` and `tax_region`. `columns`
    are the headers of its files by what they mean to us; `secret_sealed` is what its messages are
    signed with. The log was read for its feed as far as `fed_seq`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    currency = fields.CharField(max_length=3)
    unpaid_minutes = fields.IntField(default=UNPAID_MINUTES, db_default=UNPAID_MINUTES)
    warning_minutes = fields.IntField(default=WARNING_MINUTES, db_default=WARNING_MINUTES)
    prices_include_tax = fields.BooleanField(default=False, db_default=False)
    tax_country = fields.CharField(max_length=2, null=True)
    tax_region = fields.CharField(max_length=120, default="", db_default="")
    created_at = fields.DatetimeField()
    kind = fields.CharEnumField(
        ChannelKind, max_length=16, default=ChannelKind.OWN_SHOP, db_default="own_shop"
    )
    format = fields.CharEnumField(
        ChannelFormat, max_length=16, default=ChannelFormat.GENERIC, db_default="generic"
    )
    shortage_policy = fields.CharEnumField(
        ShortagePolicy, max_length=16, default=ShortagePolicy.REFUSE, db_default="refuse"
    )
    columns: dict[str, str] | None = fields.JSONField[dict[str, str]](null=True)
    secret_sealed: str | None = fields.TextField(null=True)
    fed_seq = fields.BigIntField(default=0, db_default=0)

    class Meta:
        table = "sales_channel"


class ChannelListing(Model):
    """What a channel calls a variant of ours, and what it was last told of it.

    It is due for the feed since `due_at`; in the hands of one feeder until `leased_until`.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    channel: fields.ForeignKeyRelation[SalesChannel] = fields.ForeignKeyField(
        "tradegraph.SalesChannel", related_name="listings", on_delete=fields.RESTRICT
    )
    channel_id: UUID
    external_sku = fields.CharField(max_length=120)
    variant: fields.ForeignKeyRelation["ProductVariant"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.ProductVariant", related_name="listings", on_delete=fields.RESTRICT
    )
    variant_id: UUID
    pushed_available: int | None = fields.IntField(null=True)
    pushed_price_minor: int | None = fields.BigIntField(null=True)
    pushed_at: datetime | None = fields.DatetimeField(null=True)
    due_at: datetime | None = fields.DatetimeField(null=True)
    leased_until: datetime | None = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "channel_listing"
        unique_together = (("channel_id", "external_sku"),)
        indexes = (("variant_id",), ("channel_id", "due_at"))


class ChannelImport(Model):
    """One message of a channel about one order: the inbox, by which nothing is lost.

    `source_id` is the channel's own id of the message, or a fingerprint of it. `message` is what
    was said, sealed; it is let go once the order is in the books. `facts` are what a person needs
    to see why it was rejected, never anything about a customer. `said_at` is the channel's own
    time of what it says: of two changes the later one stands, in whatever order they come.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    channel: fields.ForeignKeyRelation[SalesChannel] = fields.ForeignKeyField(
        "tradegraph.SalesChannel", related_name="messages", on_delete=fields.RESTRICT
    )
    channel_id: UUID
    source_id = fields.CharField(max_length=160)
    external_id = fields.CharField(max_length=64)
    kind = fields.CharEnumField(MessageKind, max_length=16)
    format = fields.CharEnumField(ChannelFormat, max_length=16)
    status = fields.CharEnumField(
        ChannelOrderStatus, max_length=16, default=ChannelOrderStatus.RECEIVED
    )
    version = fields.IntField(default=1)
    hash = fields.CharField(max_length=64)
    message: str | None = fields.TextField(null=True)
    row_number: int | None = fields.IntField(null=True)
    reason: RejectReason | None = fields.CharEnumField(  # type: ignore[assignment]  # the stubs know no nullable enum
        RejectReason, max_length=24, null=True
    )
    reason_field = fields.CharField(max_length=120, null=True)
    facts: dict[str, Any] | None = fields.JSONField[dict[str, Any]](null=True)
    order: fields.ForeignKeyNullableRelation["Order"] = fields.ForeignKeyField(  # type: ignore[name-defined]  # noqa: F821
        "tradegraph.Order", related_name="channel_messages", null=True, on_delete=fields.RESTRICT
    )
    order_id: UUID | None
    currency = fields.CharField(max_length=3, null=True)
    total_minor: int | None = fields.BigIntField(null=True)
    placed_at: datetime | None = fields.DatetimeField(null=True)
    said_at: datetime | None = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "channel_order"
        unique_together = (("channel_id", "source_id"),)
        indexes = (
            ("channel_id", "external_id"),
            ("received_at", "id"),
            ("status", "received_at", "id"),
            ("order_id",),
        )


class ChannelManifestEntry(Model):
    """What a channel itself counts: an order of that id, total and time, so many times."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    channel: fields.ForeignKeyRelation[SalesChannel] = fields.ForeignKeyField(
        "tradegraph.SalesChannel", related_name="manifest", on_delete=fields.RESTRICT
    )
    channel_id: UUID
    external_id = fields.CharField(max_length=64)
    total_minor = fields.BigIntField()
    placed_at = fields.DatetimeField()
    times = fields.IntField(default=1)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "channel_manifest_entry"
        unique_together = (("channel_id", "external_id"),)
        indexes = (("channel_id", "placed_at"),)


class ChannelPush(Model):
    """One call of a channel's feed: how many listings it was told of, and what it said."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    channel: fields.ForeignKeyRelation[SalesChannel] = fields.ForeignKeyField(
        "tradegraph.SalesChannel", related_name="pushes", on_delete=fields.RESTRICT
    )
    channel_id: UUID
    listings = fields.IntField()
    accepted = fields.IntField()
    failure = fields.CharField(max_length=120, null=True)
    pushed_at = fields.DatetimeField()

    class Meta:
        table = "channel_push"
        indexes = (("channel_id", "pushed_at"),)
