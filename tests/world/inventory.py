"""Shelves for tests, as rows; the verbs have tests of their own."""

from datetime import datetime, timedelta

from domain.catalog.models import ProductVariant
from domain.inventory.adjust_stock import adjust_stock
from domain.inventory.backorders.models import StockPolicy
from domain.inventory.backorders.set_policy import set_policy
from domain.inventory.backorders.states import SellingPolicy
from domain.inventory.models import InventoryLevel, Warehouse
from domain.shared.context import Context


class InventoryWorld:
    """Warehouses and what lies in them."""

    now: datetime
    ctx: Context
    main: Warehouse

    async def warehouse(self, code: str, *, priority: int = 0, region: str = "") -> Warehouse:
        return await Warehouse.create(
            code=code, name=code.title(), priority=priority, region=region, created_at=self.now
        )

    async def stock(
        self, variant: ProductVariant, on_hand: int, *, warehouse: Warehouse | None = None
    ) -> InventoryLevel:
        """So many units of a variant on the shelf."""
        return await InventoryLevel.create(
            variant=variant,
            warehouse=warehouse or self.main,
            on_hand=on_hand,
            updated_at=self.now,
        )

    async def sold_beyond(
        self,
        variant: ProductVariant,
        policy: SellingPolicy = SellingPolicy.BACKORDER,
        *,
        units_max: int = 10,
        days: int = 7,
    ) -> StockPolicy:
        """A variant that is sold beyond its stock; a preorder is sent in so many days."""
        is_preorder = policy is SellingPolicy.PREORDER
        return await set_policy(
            self.ctx,
            variant.id,
            policy=policy,
            units_max=units_max,
            available_from=self.now + timedelta(days=days) if is_preorder else None,
        )

    async def adjust(
        self,
        variant: ProductVariant,
        delta: int,
        *,
        warehouse: Warehouse | None = None,
        reason: str = "counted",
        key: str | None = None,
        expected_on_hand: int | None = None,
        ctx: Context | None = None,
    ) -> InventoryLevel:
        """Units on or off the shelf, by the verb: with a line in the ledger."""
        return await adjust_stock(
            ctx or self.ctx,
            variant_id=variant.id,
            warehouse_id=(warehouse or self.main).id,
            delta=delta,
            reason=reason,
            idempotency_key=key,
            expected_on_hand=expected_on_hand,
        )
