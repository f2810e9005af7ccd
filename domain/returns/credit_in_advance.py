"""Crediting what was announced before anything has come back, for an instant refund."""

from domain.returns.credit import credit_lines
from domain.returns.events import ReturnCredited
from domain.returns.models import Return, ReturnLine
from domain.returns.states import RETURN
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.states import raise_version


async def credit_in_advance(ctx: Context, row: Return) -> None:
    """Credit the order with all units that were announced. What really comes is settled when it is
    inspected.

    Part of approving, in its transaction and with the order held: who may is decided there.
    """
    lines = await ReturnLine.filter(parent_id=row.id).order_by("id")
    change = await credit_lines(row, lines, {line.order_line_id: line.quantity for line in lines})
    await raise_version(row, RETURN.kind, at=ctx.now)
    credited = ReturnCredited.of(row, currency=row.currency, credit_minor=change)
    await tell(ctx, credited, credit_minor=change)
