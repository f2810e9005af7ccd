"""Units that were announced and will not come: nobody waits for them any more."""

from uuid import UUID

from domain.returns.models import Return, ReturnLine


async def outstanding(row: Return) -> dict[UUID, int]:
    """Units of each order line that were announced and have not come, as changes of its counter."""
    lines = await ReturnLine.filter(parent_id=row.id)
    left = {line.order_line_id: line.received - line.quantity for line in lines}
    return {line_id: units for line_id, units in left.items() if units < 0}
