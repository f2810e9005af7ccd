"""What an exchange costs the database, however many lines it has."""

from domain.processes.approve_exchange import approve_exchange
from domain.processes.follow_exchanges import follow_exchanges
from domain.returns.models import Return
from tests.shop import Shop
from tests.statements import count_statements

FEW, MANY = 2, 12
# As docs/returns.md states them, of a paid order in one warehouse; with the opening and the end of
# the transaction.
STATED = {"ask": 33, "agree": 40, "inspect": 90, "follow": 11}


async def took(shop: Shop, lines: int) -> dict[str, int]:
    """Statements of each step, for so many lines back and as many out."""
    cart = [(await shop.stocked(), 1) for _ in range(lines)]
    order = await shop.bring(await shop.place(*cart))
    wanted = [(await shop.stocked(), 1) for _ in range(lines)]
    async with count_statements() as asked:
        row = await shop.swap(order, *wanted)
    async with count_statements() as agreed:
        await approve_exchange(shop.clerk, row.id)
    back = await shop.count_goods(await Return.get(id=row.parent_id), is_last=True)
    async with count_statements() as inspected:
        await shop.look_at(back)
    await shop.sends(row)
    async with count_statements() as followed:
        assert await follow_exchanges(shop.ctx) == 1
    return {
        "ask": len(asked.sent),
        "agree": len(agreed.sent),
        "inspect": len(inspected.sent),
        "follow": len(followed.sent),
    }


async def test_twelve_lines_cost_as_many_statements_as_two(shop: Shop) -> None:
    few = await took(shop, FEW)
    many = await took(shop, MANY)

    assert many == few
    assert few == STATED
