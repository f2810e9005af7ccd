"""Acknowledging: somebody has seen the warning and looks after it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.inventory.events import StockAlertAcknowledged
from domain.inventory.models import StockAlert
from domain.inventory.queries import get_alert
from domain.inventory.states import STOCK_ALERT, StockAlertAction, StockAlertStatus
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def acknowledge_alert(
    ctx: Context, alert_id: UUID, *, expected_version: int | None = None
) -> StockAlert:
    """Take note of a warning. It still resolves by itself.

    Repeating the call is harmless: nothing is written and no second event is told.

    Raises:
        NotPermitted: the actor may neither adjust stock nor write alert rules.
        NotFound: the actor can see no such warning.
        InvalidTransition: it has resolved.
        VersionConflict: it changed while we looked; try again.
    """
    if not ctx.allows(Scope.INVENTORY_WRITE):
        ctx.require(Scope.INVENTORY_ADJUST)
    async with in_transaction():
        alert = await get_alert(ctx, alert_id)
        if alert.status is StockAlertStatus.ACKNOWLEDGED:
            return alert
        expect_version(alert, "stock alert", expected_version)
        action = StockAlertAction.ACKNOWLEDGE
        source = await STOCK_ALERT.move(
            alert, action, at=ctx.now, acknowledged_at=ctx.now, acknowledged_by=ctx.actor.key
        )
        await append(
            ctx,
            StockAlertAcknowledged(
                aggregate_id=alert.id,
                version=alert.version,
                rule_id=alert.rule_id,
                level_id=alert.level_id,
                variant_id=alert.level.variant_id,
                warehouse_id=alert.level.warehouse_id,
                kind=alert.kind,
                threshold=alert.threshold,
                quantity=alert.quantity,
                source=source,
                status=alert.status,
                action=action,
            ),
        )
        return alert
