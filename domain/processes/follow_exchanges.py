"""What happens to the return and the order of an exchange moves the exchange."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.models import Order
from domain.processes.cancel_exchange import call_off
from domain.processes.receive_exchange import send_if_paid
from domain.returns.exchanges.locks import hold_exchange
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.moving import move_exchange
from domain.returns.exchanges.states import ExchangeAction
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import DomainError

logger = logging.getLogger(__name__)

BATCH = 100  # exchanges in one sweep
UNPAID = timedelta(days=14)  # for what goods are dearer; then nobody waits for it any more
# What is next for an exchange, by what became of its return and of its other order (or of the one
# that took that in), and whether it came back before $2; the first that holds, null where it waits.
NEXT = """
    CASE
        WHEN e.status IN ('requested', 'approved') AND r.status IN ('declined', 'canceled')
            THEN 'call_off'
        WHEN e.status IN ('approved', 'received') AND o.status IN ('canceled', 'expired')
            THEN 'call_off'
        WHEN e.status = 'received' AND o.status = 'on_hold' AND o.hold_reason = 'exchange'
            AND o.total_minor - o.return_credit_minor - o.captured_minor + o.refunded_minor <= 0
            AND o.authorized_minor = 0 AND NOT o.is_payment_under_way
            THEN 'send'
        WHEN e.status = 'received' AND o.status = 'on_hold' AND o.hold_reason = 'exchange'
            AND e.received_at < $2 AND o.authorized_minor = 0 AND NOT o.is_payment_under_way
            THEN 'call_off'
        WHEN e.status = 'received' AND o.fulfillment_status IN ('fulfilled', 'delivered')
            THEN 'fulfill'
        WHEN e.status = 'fulfilled' AND o.status = 'completed' THEN 'close'
    END
"""
JOINED = """
    order_exchange AS e JOIN order_return AS r ON r.id = e.parent_id
        LEFT JOIN LATERAL (
            WITH RECURSIVE gone_into AS (
                SELECT * FROM sales_order WHERE id = e.replacement_id
                UNION ALL SELECT n.* FROM gone_into AS g JOIN sales_order AS n
                    ON g.status = 'merged' AND n.id = g.merged_into_id
            ) SELECT * FROM gone_into WHERE status <> 'merged'
        ) AS o ON true
"""
DUE = f"""
    SELECT e.id FROM {JOINED} WHERE e.status IN ('requested', 'approved', 'received', 'fulfilled')
        AND {NEXT} IS NOT NULL
    ORDER BY e.id LIMIT $1
"""
STEP = f"SELECT {NEXT} FROM {JOINED} WHERE e.id = $1"


async def follow_exchanges(ctx: Context, *, limit: int = BATCH) -> int:
    """Move exchanges whose return or other order has moved, and call off those that nobody paid the
    rest of; how many.

    Each goes in a transaction of its own, and what is next is looked at again once its orders are
    held; so several sweepers at once are harmless.
    """
    found = await sql.rows(DUE, limit, ctx.now - UNPAID)
    return sum([await _tried(ctx.as_system(), row["id"]) for row in found])


async def _tried(ctx: Context, exchange_id: UUID) -> bool:
    """One that cannot go on, such as where picking began at this moment, keeps nobody waiting; nor
    does one at which something of ours fails.
    """
    try:
        return await _follow(ctx, exchange_id)
    except DomainError as refusal:
        logger.info("Exchange %s does not go on: %s", exchange_id, refusal)
    except Exception:
        logger.exception("Exchange %s failed", exchange_id)
    return False


async def _follow(ctx: Context, exchange_id: UUID) -> bool:
    async with in_transaction():
        row = await Exchange.get(id=exchange_id)
        # Whoever is at work with one of them is not waited for: there is a next time.
        keys = [key for key in (row.order_id, row.replacement_id) if key is not None]
        mine = (
            Order.filter(id__in=keys)
            .order_by("id")
            .select_for_update(no_key=True, skip_locked=True)
        )
        if len(await mine) < len(keys):
            return False
        row = await hold_exchange(row)
        step = STEPS.get(await sql.value(STEP, row.id, ctx.now - UNPAID))
        if step is None:
            return False
        await step(ctx, row)
        return True


async def _send(ctx: Context, row: Exchange) -> None:
    assert row.replacement_id is not None, "it was agreed to"
    await send_if_paid(ctx, row.replacement_id)


async def _fulfill(ctx: Context, row: Exchange) -> None:
    await move_exchange(ctx, row, ExchangeAction.FULFILL)


async def _close(ctx: Context, row: Exchange) -> None:
    await move_exchange(ctx, row, ExchangeAction.CLOSE)


STEPS: Mapping[str | None, Callable[[Context, Exchange], Awaitable[None]]] = {
    "call_off": call_off,
    "send": _send,
    "fulfill": _fulfill,
    "close": _close,
}
