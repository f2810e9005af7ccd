"""Inspecting: of each unit that came it is said what becomes of it, and what is owed for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.inventory.restock import Back, restock
from domain.orders.models import Order, OrderLine
from domain.returns.actions import NEEDED
from domain.returns.credit import credit_lines, shipping_credit
from domain.returns.errors import InspectionDoesNotAddUp
from domain.returns.events import ReturnInspected
from domain.returns.locks import lock_return
from domain.returns.models import Return, ReturnLine
from domain.returns.states import COUNTED_IN, RETURN, Disposition, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.inputs import count, distinct, items
from domain.shared.states import expect_version


@dataclass(frozen=True, slots=True)
class Finding:
    """So many units of an order line, and what becomes of them."""

    order_line_id: UUID
    disposition: Disposition
    quantity: int


async def inspect_return(
    ctx: Context,
    return_id: UUID,
    *,
    findings: Sequence[Finding],
    expected_version: int | None = None,
) -> Return:
    """Decide on every unit that came, put on the shelf what can be sold again, and credit the order
    with what its customer no longer owes.

    Goods go on the shelf of the warehouse that counted them, and only those to RESTOCK. Units that
    go back to the customer stay theirs: nothing is credited for them, and they can be asked to come
    back again. The rest of the money is a process: `processes.inspect_return`.

    Raises:
        NotSignedIn, NotPermitted: the actor does not work in a warehouse.
        InvalidInput: too many lines, fewer than one unit, or the same said twice.
        NotFound: the actor can see no such return, or it has no such line.
        InvalidTransition: it is not counted yet, or was inspected already.
        InspectionDoesNotAddUp: of more or of fewer units than came.
        VersionConflict: it changed since the actor looked.
    """
    action = ReturnAction.INSPECT
    ctx.require(NEEDED[action])
    _check(findings)
    async with in_transaction():
        row = await lock_return(ctx, return_id)
        expect_version(row, RETURN.kind, expected_version)
        RETURN.target(row.status, action)
        lines = await ReturnLine.filter(parent_id=row.id).order_by("id")
        _decide(lines, findings)
        await ReturnLine.bulk_update(lines, list(COUNTED_IN.values()))

        kept = {line.order_line_id: line.received - line.sent_back for line in lines}
        change = await credit_lines(row, lines, kept)
        shipping = await shipping_credit(row, await Order.get(id=row.order_id))
        source = await RETURN.move(
            row,
            action,
            at=ctx.now,
            inspected_at=ctx.now,
            inspected_by=ctx.actor.key,
            shipping_credit_minor=shipping,
        )
        inspected = ReturnInspected.of(
            row,
            source=source,
            action=action,
            currency=row.currency,
            credit_minor=sum(line.credit_minor for line in lines),
            shipping_credit_minor=shipping,
            units_restocked=sum(line.restocked for line in lines),
            units_sent_back=sum(line.sent_back for line in lines),
        )
        sent_back = {line.order_line_id: -line.sent_back for line in lines if line.sent_back}
        await tell(ctx, inspected, returned=sent_back, credit_minor=change + shipping)
        await _restock(ctx, row, lines)
        return row


def _check(findings: Sequence[Finding]) -> None:
    for place, finding in enumerate(items(findings, "lines")):
        count(finding.quantity, "lines", str(place), "quantity")
    distinct([f"{each.order_line_id} {each.disposition}" for each in findings], "lines")


def _decide(lines: Sequence[ReturnLine], findings: Sequence[Finding]) -> None:
    """Write into the lines what was found, if it is said of each unit once."""
    by_line = {line.order_line_id: line for line in lines}
    said = Counter[UUID]()
    for finding in findings:
        if finding.order_line_id not in by_line:
            raise NotFound("order line", finding.order_line_id)
        said[finding.order_line_id] += finding.quantity
        column = COUNTED_IN[finding.disposition]
        setattr(by_line[finding.order_line_id], column, finding.quantity)
    for line in lines:
        if said[line.order_line_id] != line.received:
            raise InspectionDoesNotAddUp(
                line.order_line_id, line.received, said[line.order_line_id]
            )


async def _restock(ctx: Context, row: Return, lines: Sequence[ReturnLine]) -> None:
    """Orders first, shelves last."""
    back = {line.order_line_id: line.restocked for line in lines if line.restocked}
    if not back:
        return
    assert row.warehouse_id is not None, "whoever counted them has them"
    ordered = await OrderLine.filter(id__in=list(back)).order_by("id")
    await restock(
        ctx,
        return_id=row.id,
        warehouse_id=row.warehouse_id,
        back=[Back(line.id, line.variant_id, back[line.id]) for line in ordered],
    )
