"""Shelves for tests, as rows; the verbs have tests of their own."""

from datetime import datetime

from domain.catalog.models import ProductVariant
from domain.inventory.models import InventoryLevel, Warehouse


class InventoryWorld:
    """Warehouses and what lies in them."""

    now: datetime
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
