"""People who work here."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class StaffMember(Model):
    """Somebody who works here. `roles` names the sets of scopes they hold."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254, unique=True)
    roles = fields.JSONField[list[str]](default=list)
    is_active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "staff_member"
