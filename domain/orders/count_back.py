"""Counting what customers have of an order and give back, or complain of: each unit once."""

from collections.abc import Mapping
from uuid import UUID

from domain.orders.counters import NONE
from domain.orders.errors import ClaimExceedsDelivered, ReturnExceedsDelivered
from domain.orders.models import Order, OrderLine
from domain.shared import sql
from domain.shared.errors import NotFound

COUNT = """
    UPDATE order_line AS line
    SET return_requested = line.return_requested + step.requested,
        returned = line.returned + step.returned, claimed = line.claimed + step.claimed
    FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[])
        AS step (line_id, requested, returned, claimed)
    WHERE line.id = step.line_id AND line.order_id = $1
        AND line.return_requested + step.requested >= 0
        AND line.returned + step.returned >= 0
        AND line.claimed + step.claimed >= 0
        AND line.return_requested + step.requested + line.returned + step.returned
            + line.claimed + step.claimed <= line.delivered
    RETURNING line.id
"""


async def count_back(
    order: Order,
    *,
    requested: Mapping[UUID, int] = NONE,
    returned: Mapping[UUID, int] = NONE,
    claimed: Mapping[UUID, int] = NONE,
) -> None:
    """Change the counters of an order's lines, line id to units more or fewer. The truth is the
    WHERE clause; what follows it is the sentence.

    Raises:
        NotFound: the order has no such line.
        ReturnExceedsDelivered, ClaimExceedsDelivered: more units than were delivered and are in no
            other return or claim.
    """
    line_ids = sorted({*requested, *returned, *claimed})
    if not line_ids:
        return
    steps = (requested, returned, claimed)
    columns = [[step.get(line_id, 0) for line_id in line_ids] for step in steps]
    counted = {row["id"] for row in await sql.rows(COUNT, order.id, line_ids, *columns)}
    if len(counted) == len(line_ids):
        return
    lines = {line.id: line for line in await OrderLine.filter(order_id=order.id)}
    for line_id in line_ids:
        if line_id in counted:
            continue
        if line_id not in lines:
            raise NotFound("order line", line_id)
        line = lines[line_id]
        left = line.delivered - line.return_requested - line.returned - line.claimed
        if units := claimed.get(line_id, 0):
            raise ClaimExceedsDelivered(line_id, units, left)
        raise ReturnExceedsDelivered(
            line_id, requested.get(line_id, 0) + returned.get(line_id, 0), left
        )
