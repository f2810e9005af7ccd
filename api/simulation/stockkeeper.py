"""A stock keeper receives goods where too little lies, and finds less than the books say."""

from api.simulation.stage import Stage, Watched
from domain.inventory.acknowledge_alert import acknowledge_alert
from domain.inventory.adjust_stock import adjust_stock
from domain.inventory.models import InventoryLevel, StockAlert
from domain.inventory.states import StockAlertKind, StockAlertStatus

AT_HAND = 20  # of the newest warnings
COUNTS_LESS = 0.4  # of the times; otherwise a warning is seen to
LOOKS_FIRST = 0.3  # of the warnings are acknowledged before goods come
RECEIVED = "Delivery from the supplier"
RETURNED = "Sent back to the supplier"
MISSING = "Counted: less than the books say"


async def keep_stock(stage: Stage) -> bool:
    """See to a warning, or count a shelf that then needs one."""
    if stage.happens(COUNTS_LESS):
        return bool(stage.watched) and await _count(stage, stage.one_of(stage.watched))
    open_ = StockAlert.filter(status__not=StockAlertStatus.RESOLVED)
    warnings = await open_.order_by("-opened_at").limit(AT_HAND).prefetch_related("level", "rule")
    if not warnings:
        return False
    warning = stage.one_of(warnings)
    if warning.status is StockAlertStatus.OPEN and stage.happens(LOOKS_FIRST):
        await acknowledge_alert(stage.ctx(stage.picker), warning.id)
        return True
    return await _mend(stage, warning)


async def _count(stage: Stage, watched: Watched) -> bool:
    """Find so few units that a warning opens."""
    level = await InventoryLevel.get(id=watched.level_id)
    missing = level.available - watched.low
    if missing <= 0:
        return False
    await _adjust(stage, level, -missing, MISSING)
    return True


async def _mend(stage: Stage, warning: StockAlert) -> bool:
    """Bring the level back between its bounds."""
    low, high = warning.rule.low, warning.rule.high
    if low is None or high is None:
        return False
    level, target = warning.level, (low + high + 1) // 2
    if warning.kind is StockAlertKind.BELOW_REORDER_POINT:
        delta, reason = target - level.available, RECEIVED
    else:
        delta, reason = max(target - level.on_hand, -level.available), RETURNED
    if delta == 0:
        return False
    await _adjust(stage, level, delta, reason)
    return True


async def _adjust(stage: Stage, level: InventoryLevel, delta: int, reason: str) -> None:
    await adjust_stock(
        stage.ctx(stage.picker),
        variant_id=level.variant_id,
        warehouse_id=level.warehouse_id,
        delta=delta,
        reason=reason,
        idempotency_key=stage.fresh_key(),
    )
