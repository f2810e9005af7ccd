"""Setting a rule: when to warn about a shelf, or about all of them."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel, StockAlertRule, Warehouse
from domain.inventory.review_alerts import review_alerts
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import count

# Variant and warehouse may be null, and null is unlike null to a unique key.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('stock_alert_rule', 0))"
BOUND_MAX = 1_000_000_000  # units


async def set_alert_rule(
    ctx: Context,
    *,
    variant_id: UUID | None = None,
    warehouse_id: UUID | None = None,
    low: int | None = None,
    high: int | None = None,
    hysteresis: int = 0,
    is_active: bool = True,
) -> StockAlertRule:
    """Warn when `low` or fewer units are available, or `high` or more lie there.

    There is one rule for each variant and warehouse, where none means all of them; setting it
    again replaces its bounds. The shelves it covers are looked at right away.

    Raises:
        NotPermitted: the actor may not write alert rules.
        InvalidInput: no bound, a bound below zero, or low not below high.
        NotFound: no such variant or warehouse.
    """
    ctx.require(Scope.INVENTORY_WRITE)
    bounds = _bounds(low, high, hysteresis)
    async with in_transaction():
        if variant_id and not await ProductVariant.exists(id=variant_id):
            raise NotFound("variant", variant_id)
        if warehouse_id and not await Warehouse.exists(id=warehouse_id):
            raise NotFound("warehouse", warehouse_id)
        await sql.execute(ONE_AT_A_TIME)
        rule = await StockAlertRule.get_or_none(variant_id=variant_id, warehouse_id=warehouse_id)
        if rule is None:
            rule = StockAlertRule(
                variant_id=variant_id, warehouse_id=warehouse_id, created_at=ctx.now
            )
        rule.update_from_dict({**bounds, "is_active": is_active, "updated_at": ctx.now})
        await rule.save()
        covered = {"variant_id": variant_id, "warehouse_id": warehouse_id}
        levels = InventoryLevel.filter(**{name: key for name, key in covered.items() if key})
        await review_alerts(ctx, [level.id for level in await levels.only("id")])
        return rule


def _bounds(low: int | None, high: int | None, hysteresis: int) -> dict[str, int | None]:
    if low is None and high is None:
        raise InvalidInput("A rule has a low or a high bound.", "low")
    if low is not None:
        count(low, "low", lowest=0, highest=BOUND_MAX)
    if high is not None:
        count(high, "high", lowest=1, highest=BOUND_MAX)
    if low is not None and high is not None and low >= high:
        raise InvalidInput("Low is below high.", "high")
    count(hysteresis, "hysteresis", lowest=0, highest=BOUND_MAX)
    return {"low": low, "high": high, "hysteresis": hysteresis}
