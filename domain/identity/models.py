"""People who work here."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.shared.ids import new_id


class StaffMember(Model):
    """Somebody who works here. `roles` names the sets of scopes they hold.

    A token issued before `sessions_valid_from` is refused.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254, unique=True)
    roles = fields.JSONField[list[str]](default=list)
    is_active = fields.BooleanField(default=True)
    sessions_valid_from = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "staff_member"
