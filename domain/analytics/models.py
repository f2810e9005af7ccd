"""What was set for each step of an order."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.analytics.steps import STEPS, OrderStep
from domain.shared.ids import new_id


class OrderStepRule(Model):
    """A step of `steps.STEPS`. What is null holds as that table has it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=0)
    step = fields.CharEnumField(OrderStep, max_length=16, unique=True)
    own_owner = fields.CharField(max_length=32, null=True)
    own_target_minutes: int | None = fields.IntField(null=True)
    created_at: datetime = fields.DatetimeField()
    updated_at: datetime = fields.DatetimeField()

    class Meta:
        table = "order_step_rule"

    @property
    def owner(self) -> str:
        """Who owns it: a role, or an outsider."""
        return self.own_owner or STEPS[self.step].owner

    @property
    def target(self) -> timedelta:
        """In what time it should be done, from when it could be begun."""
        if self.own_target_minutes is None:
            return STEPS[self.step].target
        return timedelta(minutes=self.own_target_minutes)
