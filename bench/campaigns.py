"""Coupons and budgets in a rush: as many orders get something as there is something for.

`python -m bench.campaigns` writes the rows down and shows them.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bench.answers import Refused
from bench.client import Client, Items
from bench.progress import Say
from bench.report import report
from bench.rows import Row, at_most, exactly
from bench.server import Server, serving, staff
from bench.shop import CURRENCY, Shop
from domain.identity.scopes import Role

BUYERS = 200
COUPON_USES = 50
BUDGET_ORDERS = 30
GIVEN_UP = 10  # orders of those who got it, canceled afterwards
LATECOMERS = 40  # who try it then
OFF = "1.25"  # 10 % of what a unit costs
BUDGET = {"amount": "37.50", "currencyCode": CURRENCY}  # 30 times that
TEN_PERCENT = {"percentOff": {"percent": "10"}}

CHEAPER, IN_FULL = "at the discount", "in full"
IN_WORDS = "refused in words"
OTHER = "otherwise"
FIGURES = (
    "query($id: ID!) { campaign(id: $id) { status pauseReason metrics { orders spent {amount} } } }"
)
LIVE = """subscription($id: ID!) { campaignMetricsUpdated(id: $id, initial: true) {
    campaign { status } metrics { orders } cursor
} }"""
ITEMS_MAX = 30  # one every other second, for a minute: the rush takes less
LIVELY = "campaignMetricsUpdated over a WebSocket during the rush, until it says that it is paused"
HOW = f"{BUYERS} customers, each with a connection of their own, order one unit over HTTP at once"
THEN = (
    f"then {GIVEN_UP} of those who got it cancel, and {LATECOMERS} of the others try once more, at"
    " once"
)


def measure(say: Say) -> list[Row]:
    """A coupon, a campaign for so many orders, and one with so much money, one after the other."""
    with serving() as server:
        return asyncio.run(_measure(server, say))


async def _measure(server: Server, say: Say) -> list[Row]:
    rows: list[Row] = []
    async with Shop(server) as shop:
        say(f"{BUYERS} customers come in")
        clients = [await shop.signed_in((await shop.customer())[1]) for _ in range(BUYERS)]
        say("a rush for a coupon")
        rows += await _coupon(shop, clients)
        limits: dict[str, dict[str, object]] = {
            "uses": {"usesMax": BUDGET_ORDERS},
            "money": {"budget": BUDGET},
        }
        for name, limit in limits.items():
            say(f"a rush for a campaign's {name}")
            rows += await _campaign(shop, clients, name, limit)
    return rows


async def _coupon(shop: Shop, clients: Sequence[Client]) -> list[Row]:
    promotion = await _promotion(shop, needsCoupon=True)
    coupon = {"promotionId": promotion, "code": "RUSH", "usesMax": COUPON_USES}
    await shop.admin.do("couponCreate", coupon, "coupon { id }")
    rush = Rush(shop, await shop.variant(BUYERS), {"couponCodes": ["RUSH"]})

    await rush.of(clients)
    what = f"a coupon good for {COUPON_USES}"
    rows = [
        exactly(f"{what}: orders {CHEAPER}", rush.said[CHEAPER], COUPON_USES, "orders", HOW),
        exactly(f"{what}: {IN_WORDS}", rush.said[IN_WORDS], BUYERS - COUPON_USES, "orders", HOW),
        rush.strange(what, (CHEAPER, IN_WORDS)),
    ]
    await rush.give_back()
    before = rush.said[CHEAPER]
    await rush.of(rush.late())
    got = rush.said[CHEAPER] - before
    rows.append(exactly(f"{what}: got again what was canceled", got, GIVEN_UP, "orders", THEN))
    await shop.admin.do("promotionEnd", {"id": promotion}, "promotion { id }")
    return rows


async def _campaign(
    shop: Shop, clients: Sequence[Client], name: str, limit: dict[str, object]
) -> list[Row]:
    campaign = await _running(shop, limit)
    promotion = await _promotion(shop, campaignId=campaign)
    rush = Rush(shop, await shop.variant(BUYERS + LATECOMERS), {})

    async with shop.admin.follow(LIVE, id=campaign) as live:
        first = await live.next()
        await rush.of(clients)
        items = [first, *await _until_paused(live)]
    what = f"a budget for {BUDGET_ORDERS}, in {name}"
    told = items[-1]["metrics"]["orders"]
    shown = (await shop.admin.ask(FIGURES, id=campaign))["campaign"]
    is_paused = (shown["status"], shown["pauseReason"]) == ("PAUSED", "BUDGET")
    spent = round(100 * float(shown["metrics"]["spent"]["amount"]))
    rest = BUYERS - BUDGET_ORDERS
    rows = [
        exactly(f"{what}: orders {CHEAPER}", rush.said[CHEAPER], BUDGET_ORDERS, "orders", HOW),
        exactly(f"{what}: orders {IN_FULL}", rush.said[IN_FULL], rest, "orders", HOW),
        rush.strange(what, (CHEAPER, IN_FULL)),
        exactly(f"{what}: spent by its own figures", spent, BUDGET_ORDERS * 125, "cents", HOW),
        exactly(f"{what}: paused by itself", int(is_paused), 1, "campaigns", HOW),
        exactly(f"{what}: live, orders by the last item", told, BUDGET_ORDERS, "orders", LIVELY),
        at_most(f"{what}: live, items for all of it", len(items), ITEMS_MAX, "items", LIVELY),
    ]
    await rush.give_back()
    before = rush.said[CHEAPER]
    await rush.of(rush.late())
    got = rush.said[CHEAPER] - before
    rows.append(exactly(f"{what}: got again what was canceled", got, GIVEN_UP, "orders", THEN))
    await shop.admin.do("promotionEnd", {"id": promotion}, "promotion { id }")
    return rows


async def _until_paused(live: Items) -> list[dict[str, Any]]:
    """The items up to the one that says so."""
    items = [await live.next()]
    while items[-1]["campaign"]["status"] != "PAUSED":
        items.append(await live.next())
    return items


async def _promotion(shop: Shop, **more: object) -> str:
    words = {"name": f"Rush {shop.number()}", "effects": [TEN_PERCENT], **more}
    made = await shop.admin.do("promotionCreate", words, "promotion { id }")
    await shop.admin.do("promotionActivate", {"id": made["id"]}, "promotion { id }")
    return str(made["id"])


async def _running(shop: Shop, limit: dict[str, object]) -> str:
    """A campaign that the administrator planned and somebody else approved."""
    plan = {"name": f"Rush {shop.number()}", "currency": CURRENCY, **limit}
    made = await shop.admin.do("campaignCreate", plan, "campaign { id }")
    manager = await shop.as_(staff(Role.ADMIN, "Mo"))
    await manager.do("campaignApprove", {"id": made["id"]}, "campaign { id }")
    await shop.admin.do("campaignStart", {"id": made["id"]}, "campaign { id }")
    return str(made["id"])


class Rush:
    """Who ordered a variant with what more, what they were told, and who got it."""

    def __init__(self, shop: Shop, variant: str, more: dict[str, object]) -> None:
        self.shop = shop
        self.variant = variant
        self.more = more
        self.said: Counter[str] = Counter()
        self.got: list[tuple[Client, str]] = []
        self.without: list[Client] = []

    async def of(self, clients: Sequence[Client]) -> None:
        """All of them at once."""
        for said in await asyncio.gather(*map(self._buy, clients)):
            self.said[said] += 1

    async def give_back(self) -> None:
        """Some who got it think better of it."""
        for client, order in self.got[:GIVEN_UP]:
            cancel = {"id": order, "reason": "CUSTOMER"}
            await client.do("orderCancel", cancel, "order { status }")

    def late(self) -> Sequence[Client]:
        """Some of those who did not get it."""
        return self.without[:LATECOMERS]

    def strange(self, what: str, expected: Sequence[str]) -> Row:
        """Whatever nobody should be told."""
        strange = {name: count for name, count in self.said.items() if name not in expected}
        how = "; ".join([HOW, *list(strange)[:2]])
        return exactly(f"{what}: answered {OTHER}", sum(strange.values()), 0, "orders", how)

    async def _buy(self, client: Client) -> str:
        order = self.shop.order((self.variant, 1), **self.more)
        try:
            payload = await client.try_("orderCreate", order, "order { id discount { amount } }")
        except Refused as refused:
            return f"other: {refused}"
        for error in payload["userErrors"]:
            self.without.append(client)
            is_said = error["__typename"] == "PromotionRejectedError" and error["message"]
            return IN_WORDS if is_said else f"other: {error}"
        made = payload["order"]
        off = made["discount"]["amount"]
        if off == OFF:
            self.got.append((client, made["id"]))
            return CHEAPER
        self.without.append(client)
        return IN_FULL if off == "0.00" else f"other: {off} off"


if __name__ == "__main__":
    sys.exit(report("campaigns", "Coupons and budgets in a rush", {"campaigns": measure}))
