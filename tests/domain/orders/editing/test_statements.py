"""What an edit costs the database: the same for two lines and for twelve."""

from domain.orders.editing.changes import AddLine, EditChange, RemoveLine, SetQuantity
from domain.orders.editing.stage import begin_edit, change_edit
from domain.processes.confirm_order import confirm_order
from domain.processes.edit_order import commit_edit, preview_edit
from domain.promotions.terms import PercentOff
from tests.shop import Shop
from tests.statements import count_statements

FEW, MANY = 2, 12
# As docs/orders.md states them, of a paid order in one warehouse with a promotion; with the opening
# and the end of the transaction.
STATED = {"begin": 8, "change": 4, "preview": 15, "commit": 62}


async def took(shop: Shop, lines: int) -> dict[str, int]:
    """Statements of each step of an edit that takes a line out, lessens another, and adds one,
    for an order of so many lines.
    """
    cart = [(await shop.stocked(), 2) for _ in range(lines)]
    order = await confirm_order(shop.ctx, (await shop.place(*cart)).id)
    await shop.capture(order.id)
    first, second, *_ = await shop.lines(order)
    changes: list[EditChange] = [
        RemoveLine(first.id),
        SetQuantity(second.id, 1),
        AddLine((await shop.stocked()).id, 1),
    ]
    found: dict[str, int] = {}
    async with count_statements() as sent:
        edit = await begin_edit(shop.ctx, order.id, idempotency_key=order.number)
    found["begin"] = len(sent.sent)
    async with count_statements() as sent:
        await change_edit(shop.ctx, edit.id, changes)
    found["change"] = len(sent.sent)
    async with count_statements() as sent:
        await preview_edit(shop.ctx, edit.id)
    found["preview"] = len(sent.sent)
    async with count_statements() as sent:
        await commit_edit(shop.ctx, edit.id)
    found["commit"] = len(sent.sent)
    return found


async def test_twelve_lines_cost_as_many_statements_as_two(shop: Shop) -> None:
    await shop.promotion(PercentOff(1_000))

    few = await took(shop, FEW)
    many = await took(shop, MANY)

    assert many == few
    assert few == STATED
