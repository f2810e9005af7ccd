"""Promotions and coupons for tests, by the verbs."""

from datetime import timedelta
from typing import Any

from domain.promotions.create_coupon import create_coupon
from domain.promotions.create_coupon_batch import create_coupon_batch
from domain.promotions.create_promotion import create_promotion
from domain.promotions.details import Details
from domain.promotions.models import Coupon, CouponBatch, PromotionRow
from domain.promotions.move_promotion import move_promotion
from domain.promotions.states import PromotionAction
from domain.promotions.terms import Effect, PercentOff
from domain.shared.context import Context
from domain.shared.ids import new_id

TEN_PERCENT = PercentOff(1_000)


class PromotionsWorld:
    """Promotions in force, and coupons of them."""

    ctx: Context

    async def draft(self, *effects: Effect, name: str = "Spring", **details: Any) -> PromotionRow:
        """A promotion that nobody gets yet; 10 % off everything unless said."""
        return await create_promotion(self.ctx, Details(name, effects or (TEN_PERCENT,), **details))

    async def promotion(
        self, *effects: Effect, name: str = "Spring", **details: Any
    ) -> PromotionRow:
        """A promotion in force."""
        row = await self.draft(*effects, name=name, **details)
        return await self.move(row, PromotionAction.ACTIVATE)

    async def move(self, row: PromotionRow, action: PromotionAction) -> PromotionRow:
        return await move_promotion(self.ctx, row.id, action)

    async def batch(self, of: PromotionRow, size: int = 3) -> CouponBatch:
        """Coupons to be made."""
        return await create_coupon_batch(
            self.ctx,
            of.id,
            size=size,
            prefix="B",
            expires_at=self.ctx.now + timedelta(days=90),
            idempotency_key=f"batch-{new_id()}",
        )

    async def coupon(
        self,
        code: str = "SPRING",
        *,
        uses: int | None = 1,
        of: PromotionRow | None = None,
        **more: Any,
    ) -> Coupon:
        """A coupon, of a promotion of its own unless one is named."""
        row = of or await self.promotion(name=code, needs_coupon=True)
        return await create_coupon(self.ctx, row.id, code=code, uses_max=uses, **more)
