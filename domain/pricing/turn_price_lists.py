"""Turning price lists by the clock: what is to begin begins, what is over ends.

Prices do not wait for this: `listed_price` looks at the clock itself. It is for whoever looks at
the list, and for those who are told.
"""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.pricing.models import PriceList
from domain.pricing.moving import move_list
from domain.pricing.states import PriceListAction, PriceListStatus
from domain.shared import sql
from domain.shared.context import Context

BATCH = 100  # lists at a time
DUE = """
    SELECT id FROM price_list
    WHERE status IN ('scheduled', 'active')
        AND (ends_at <= $1 OR (status = 'scheduled' AND starts_at <= $1))
    ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
"""


async def turn_price_lists(ctx: Context) -> int:
    """Begin and end what is due, one batch; how many. Several at once are harmless.

    Raises:
        NotPermitted: the actor may not write prices.
    """
    ctx.require(Scope.PRICING_WRITE)
    async with in_transaction():
        due: list[UUID] = [row["id"] for row in await sql.rows(DUE, ctx.now, BATCH)]
        for row in await PriceList.filter(id__in=due).order_by("id"):
            is_over = row.ends_at is not None and row.ends_at <= ctx.now
            if not is_over and row.status is not PriceListStatus.SCHEDULED:
                continue
            await move_list(ctx, row, PriceListAction.END if is_over else PriceListAction.BEGIN)
        return len(due)
