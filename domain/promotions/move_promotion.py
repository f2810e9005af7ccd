"""Activating, pausing and ending a promotion: from then on, orders get it or do not."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.events import PromotionMoved
from domain.promotions.models import PromotionRow
from domain.promotions.states import PROMOTION, PromotionAction
from domain.promotions.writing import hold_promotions, lock_promotion, tell_processes
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def move_promotion(
    ctx: Context,
    promotion_id: UUID,
    action: PromotionAction,
    *,
    expected_version: int | None = None,
) -> PromotionRow:
    """Move a promotion along its table.

    Orders that are being placed with it come first; once this is through, no order gets a promotion
    that was paused or ended, whichever process it goes through.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such promotion.
        InvalidTransition: the table has no such arrow.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        await hold_promotions()
        row = await lock_promotion(promotion_id)
        expect_version(row, PROMOTION.kind, expected_version)
        source = await PROMOTION.move(row, action, at=ctx.now)
        await tell_processes()
        await append(
            ctx,
            PromotionMoved(
                aggregate_id=row.id,
                version=row.version,
                status=row.status,
                source=source,
                action=action,
            ),
        )
        return row
