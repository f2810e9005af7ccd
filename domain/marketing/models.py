"""What was last told of the figures of each campaign."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class CampaignFigures(Model):
    """The figures that the last fact about them told of. `id` is the campaign's."""

    id: UUID = fields.UUIDField(primary_key=True)
    version = fields.IntField(default=0)
    figures = fields.JSONField[dict[str, Any]](default=dict)
    updated_at: datetime = fields.DatetimeField()

    class Meta:
        table = "campaign_figures"
