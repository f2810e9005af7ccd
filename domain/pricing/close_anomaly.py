"""Closing an anomaly: the price was put right, or it is meant so."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.pricing.models import PriceAnomaly
from domain.pricing.moving import move_anomaly
from domain.pricing.queries import lock_anomaly
from domain.pricing.states import AnomalyAction
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.states import expect_version


async def close_anomaly(
    ctx: Context,
    anomaly_id: UUID,
    action: AnomalyAction,
    *,
    note: str = "",
    expected_version: int | None = None,
) -> PriceAnomaly:
    """Say what became of an anomaly. One that is dismissed does not open again for that price; one
    that was resolved does, as often as the price is odd.

    Raises:
        NotPermitted: the actor may not write prices.
        InvalidInput: the note is too long.
        NotFound: no such anomaly.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is closed.
    """
    ctx.require(Scope.PRICING_WRITE)
    note = inputs.text(note, "note", required=False)
    async with in_transaction():
        row = await lock_anomaly(ctx, anomaly_id)
        expect_version(row, "price anomaly", expected_version)
        await move_anomaly(ctx, row, action, note)
        return row
