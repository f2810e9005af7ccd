"""How many statements a split and a merge take: as many for twelve lines as for two."""

from domain.orders.models import Order
from domain.processes.confirm_order import confirm_order
from domain.processes.merge_candidates import merge_candidates
from domain.processes.merge_orders import merge_orders
from domain.processes.split_order import split_order
from domain.processes.unmerge_order import unmerge_order
from domain.promotions.terms import PercentOff
from tests.shop import Shop
from tests.statements import count_statements

FEW, MANY = 2, 12
# As docs/orders.md states them, of orders in one warehouse with a promotion, each paid once; with
# the opening and the end of the transaction.
STATED = {"split": 53, "merge": 60, "unmerge": 57, "candidates": 4}


async def took(shop: Shop, lines: int) -> dict[str, int]:
    """Statements of each, for orders of so many lines."""
    cleo = await shop.customer()
    orders: list[Order] = []
    for _ in range(2):
        cart = [(await shop.stocked(), 2) for _ in range(lines)]
        placed = await shop.place(*cart, customer=cleo)
        orders.append(await confirm_order(shop.ctx, placed.id))
        await shop.capture(placed.id)
    first, second = orders
    found: dict[str, int] = {}
    async with count_statements() as sent:
        candidates = await merge_candidates(shop.ctx, first.id)
    assert [one.id for one in candidates] == [second.id]
    found["candidates"] = len(sent.sent)
    async with count_statements() as sent:
        await merge_orders(shop.ctx, first.id, {second.id: None}, idempotency_key="m" + cleo.number)
    found["merge"] = len(sent.sent)
    async with count_statements() as sent:
        await unmerge_order(shop.ctx, second.id, idempotency_key="u" + cleo.number)
    found["unmerge"] = len(sent.sent)
    units = {line.id: 1 for line in (await shop.lines(first))[1:]}
    async with count_statements() as sent:
        await split_order(shop.ctx, first.id, units=units, idempotency_key="s" + cleo.number)
    found["split"] = len(sent.sent)
    return found


async def test_twelve_lines_cost_as_many_statements_as_two(shop: Shop) -> None:
    await shop.promotion(PercentOff(1_000))

    few = await took(shop, FEW)
    many = await took(shop, MANY)

    assert many == few
    assert few == STATED
