"""What a claim costs the database, however many lines it has."""

from collections.abc import Awaitable

from domain.processes.resolve_claim import resolve_claim
from domain.returns.claims.states import ClaimResolution
from tests.shop import Shop
from tests.statements import count_statements

FEW, MANY = 2, 12
# As docs/returns.md states them, of a paid order; with the opening and the end of the transaction.
STATED = {"open": 17, "approve": 12, "resolve": 24, "replace": 46}


async def sent_by(work: Awaitable[object]) -> int:
    async with count_statements() as sent:
        await work
    return len(sent.sent)


async def took(shop: Shop, lines: int) -> dict[str, int]:
    cart = [(await shop.stocked(), 2) for _ in range(lines)]
    order = await shop.bring(await shop.place(*cart))
    found = {}
    for resolution in (ClaimResolution.REFUND, ClaimResolution.REPLACE):
        async with count_statements() as sent:
            row = await shop.complain(order, 1)
        found["open"] = len(sent.sent)
        found["approve"] = await sent_by(shop.agree_to(row, resolution))
        name = "resolve" if resolution is ClaimResolution.REFUND else "replace"
        found[name] = await sent_by(resolve_claim(shop.clerk, row.id))
        if resolution is ClaimResolution.REFUND:
            approved = found["approve"]
    return {**found, "approve": approved}


async def test_twelve_lines_cost_as_many_statements_as_two(shop: Shop) -> None:
    few = await took(shop, FEW)
    many = await took(shop, MANY)

    assert many == few
    assert few == STATED
