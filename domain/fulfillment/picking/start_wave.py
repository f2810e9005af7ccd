"""A wave: the oldest work of a warehouse, taken from the shelves in one walk."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.devices.instruct import instruct_to_pick
from domain.fulfillment.events import FulfillmentOrderPickingStarted
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
)
from domain.fulfillment.telling import tell
from domain.identity.scopes import Scope
from domain.inventory.models import Warehouse
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id

WAVE_MAX = 50  # pieces of work: what one pair of hands pushes on a cart
WAVE_DEFAULT = 20

# The orders are held, as by whoever else changes their work. Those that somebody holds wait.
TAKE = f"""
    SELECT work.id FROM fulfillment_order AS work JOIN sales_order ON sales_order.id = work.order_id
    WHERE work.warehouse_id = $1 AND work.status = '{FulfillmentOrderStatus.OPEN}'
    ORDER BY work.created_at, work.id LIMIT $2
    FOR NO KEY UPDATE OF sales_order SKIP LOCKED
"""
LIST = """
    SELECT COALESCE(variant.sku, sold.sku) AS sku, SUM(line.quantity)::int AS units
    FROM fulfillment_order AS work
    JOIN fulfillment_order_line AS line ON line.fulfillment_order_id = work.id
    JOIN order_line AS sold ON sold.id = line.order_line_id
    LEFT JOIN product_variant AS variant ON variant.id = sold.variant_id
    WHERE work.wave_id = $1
    GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class ToFetch:
    """So many units of one item, for all of a wave."""

    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class Wave:
    """Its work, the oldest first, and what to fetch for all of it, by SKU."""

    works: list[FulfillmentOrder]
    to_fetch: list[ToFetch]


async def start_wave(
    ctx: Context,
    warehouse_id: UUID,
    *,
    works_max: int = WAVE_DEFAULT,
    idempotency_key: str | None,
) -> Wave:
    """Begin to pick up to so many pieces of a warehouse's open work, the oldest first, together.
    Two that ask at once get different work. A wave of nothing is no error: there is nothing to do.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: there is no such warehouse.
        InvalidInput: not between 1 and 50 pieces of work.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    if not 1 <= works_max <= WAVE_MAX:
        raise InvalidInput(f"A wave is of 1 to {WAVE_MAX} pieces of work.", "worksMax")
    async with in_transaction():
        request = [warehouse_id, works_max]
        claimed = await claim(ctx, "fulfillment.start_wave", idempotency_key, request)
        if claimed.replay_of:
            return await wave_of(claimed.replay_of)
        if not await Warehouse.exists(id=warehouse_id):
            raise NotFound("warehouse", warehouse_id)

        wave_id = new_id()
        taken = [row["id"] for row in await sql.rows(TAKE, warehouse_id, works_max)]
        # What was open before its order was held may be somebody's by now.
        open_ones = FulfillmentOrder.filter(
            id__in=taken, status=FulfillmentOrderStatus.OPEN, warehouse_id=warehouse_id
        )
        works = await open_ones.order_by("created_at", "id")
        for work in works:
            await _begin(ctx, work, wave_id)
        await instruct_to_pick(ctx, works)
        await claimed.settle(wave_id)
        return await wave_of(wave_id)


async def wave_of(wave_id: UUID) -> Wave:
    """A wave as it is now. What was found missing since is fetched no more."""
    works = await FulfillmentOrder.filter(wave_id=wave_id).order_by("created_at", "id")
    found = await sql.rows(LIST, wave_id)
    return Wave(works, [ToFetch(row["sku"], row["units"]) for row in found])


async def _begin(ctx: Context, work: FulfillmentOrder, wave_id: UUID) -> None:
    action = FulfillmentOrderAction.START_PICKING
    source = await FULFILLMENT_ORDER.move(
        work, action, at=ctx.now, picking_started_at=ctx.now, wave_id=wave_id
    )
    await tell(
        ctx,
        FulfillmentOrderPickingStarted.of(work, source=source, action=action, wave_id=wave_id),
    )
