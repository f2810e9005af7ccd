"""The lives of orders: drawn from the seed, and each led to its end by whoever is next."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench.life.asking import ended
from bench.life.cast import APP, AWAITED, FLASH, HOMES, WEB, Cast
from bench.life.changing import cancel, edit, hold, merge, split, unmerge
from bench.life.making_good import complain, swap
from bench.life.paying import pay, quiet
from bench.life.people import Person
from bench.life.returning import send_back
from bench.life.seeing import OPEN, Order, Stuck, see, until
from bench.life.sending import send

LIFE_SECONDS = 900
ENDED = {"COMPLETED", "CANCELED", "EXPIRED", "MERGED"}
SCARCE = "INSUFFICIENT_STOCK"
IDLE_SECONDS = 0.5
WHOLESALE = 5  # orders of one wholesale


async def place(all_: Cast, who: Person, *, channel: str) -> str:
    """A customer orders: one line or three. What is sold out is left for something else."""
    for _ in range(20):
        chosen = all_.chance.sample(all_.variants, all_.chance.randint(1, 3))
        order: dict[str, Any] = {
            "channel": channel,
            "currency": "USD",
            "lines": [
                {"variantId": variant, "quantity": all_.chance.randint(1, 4)} for variant in chosen
            ],
            "shippingAddress": HOMES[channel],
            "idempotencyKey": all_.key("order"),
        }
        if channel in all_.shipping:
            order["shippingMethodId"] = all_.shipping[channel]
        placed, code = await who.try_("orderCreate", order, "order { id number }")
        if placed is not None:
            all_.placed.append(placed["number"])
            return str(placed["id"])
        if code != SCARCE:
            raise Stuck(f"an order was refused: {code}")
    raise Stuck("everything is sold out")


async def alone(all_: Cast, who: Person) -> None:
    """One order: paid before or after it is confirmed, perhaps edited, held, split, given up."""
    order, chance = await place(all_, who, channel=_channel(all_)), all_.chance
    if chance.random() < 0.15:
        await edit(all_, order)
    if chance.random() < 0.06:
        await hold(all_, order)
    pays_first = chance.random()
    if pays_first < 0.85:
        await pay(all_, who, order, **({"parts": 1} if pays_first < 0.15 else {}))
    if chance.random() < 0.12:
        await edit(all_, order)
    if chance.random() < 0.06:
        await cancel(who, order)
    await confirm(all_, order)
    if chance.random() < 0.12:
        await edit(all_, order)
    if chance.random() < 0.05:
        await cancel(all_.agent, order, "OTHER")
    if chance.random() < 0.12 and (other := await split(all_, order)):
        await asyncio.gather(finish(all_, who, other), finish(all_, who, order))
    else:
        await finish(all_, who, order)


async def together(all_: Cast, who: Person) -> None:
    """Two orders of one customer become one, and perhaps two again."""
    chance, channel = all_.chance, _channel(all_)
    first, second = [await place(all_, who, channel=channel) for _ in range(2)]
    for order in (first, second):
        if chance.random() < 0.6:
            await pay(all_, who, order, **({"parts": 1} if chance.random() < 0.5 else {}))
    if chance.random() < 0.5:
        await confirm(all_, first)
        await confirm(all_, second)
    for order in (first, second):
        await quiet(all_, order)
    if await merge(all_, first, second):
        if chance.random() < 0.3:
            await pay(all_, who, first, parts=1)
        if chance.random() < 0.45:
            await quiet(all_, first)
            await unmerge(all_, second)
    await asyncio.gather(finish(all_, who, first), finish(all_, who, second))


async def racing(all_: Cast, who: Person) -> None:
    """Two want different things of one order at the same moment; either may be first."""
    channel = _channel(all_)
    order, other = [await place(all_, who, channel=channel) for _ in range(2)]
    if all_.chance.random() < 0.5:
        await confirm(all_, order)
        await confirm(all_, other)
    pairs: list[tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]] = [
        (lambda: cancel(who, order), lambda: pay(all_, who, order, parts=1)),
        (lambda: cancel(who, order), lambda: confirm(all_, order)),
        (lambda: edit(all_, order), lambda: pay(all_, who, order, parts=1)),
        (lambda: edit(all_, order), lambda: cancel(all_.agent, order)),
        (lambda: split(all_, order), lambda: _begin(all_, order)),
        (lambda: merge(all_, order, other), lambda: merge(all_, other, order)),
        (lambda: merge(all_, order, other), lambda: pay(all_, who, other, parts=1)),
        (lambda: split(all_, order), lambda: hold(all_, order)),
        (lambda: confirm(all_, order), lambda: confirm(all_, order)),
    ]
    one, two = all_.chance.choice(pairs)
    came, _ = await asyncio.gather(one(), two())
    orders = [order, other]
    if isinstance(came, str):  # what was split off
        orders.append(came)
    await asyncio.gather(*(finish(all_, who, each) for each in orders))


async def wholesale(all_: Cast, who: Person) -> None:
    """Orders that another system places for a customer in one go, each under its own name."""
    chance, channel = all_.chance, _channel(all_)
    orders = [
        {
            "externalId": all_.key("wholesale"),
            "channel": channel,
            "currency": "USD",
            "customerId": who.id,
            "lines": [{"variantId": chance.choice(all_.variants[:AWAITED]), "quantity": 1}],
            "shippingAddress": HOMES[channel],
        }
        for _ in range(WHOLESALE)
    ]
    asked = {"orders": orders, "idempotencyKey": all_.key("job")}
    made = await ended(all_, await all_.admin.do("orderBulkCreate", asked, "job { id }"))
    placed = [item["order"] for item in made["items"]["nodes"]]
    all_.placed += [order["number"] for order in placed]
    await asyncio.gather(*(finish(all_, who, order["id"]) for order in placed))


async def unpaid(all_: Cast, who: Person) -> None:
    """In a channel with little patience: nobody pays in time, or they do at the last moment."""
    order = await place(all_, who, channel=FLASH)
    if all_.chance.random() < 0.3:
        await asyncio.sleep(all_.chance.uniform(30, 65))
        await pay(all_, who, order, parts=1)
        if (await see(all_, order))["status"] in OPEN:
            await finish(all_, who, order)
            return
    await until(all_, order, lambda seen: seen["status"] in ENDED, "expired")


def _channel(all_: Cast) -> str:
    return all_.chance.choice((WEB, WEB, APP))


async def _begin(all_: Cast, order_id: str) -> None:
    await send(all_, await see(all_, order_id))


async def confirm(all_: Cast, order_id: str) -> None:
    """A colleague takes an order on."""
    await all_.agent.try_("orderConfirm", {"id": order_id}, "order { status }")


async def finish(all_: Cast, who: Person, order_id: str) -> None:
    """Whatever is next, until the order has ended and its money is where it belongs; then some of
    it comes back.

    Raises:
        Stuck: it does not end.
    """
    ends = time.monotonic() + LIFE_SECONDS
    while (order := await see(all_, order_id))["status"] not in ENDED:
        if time.monotonic() > ends:
            raise Stuck(f"{order['number']} does not end: {order}")
        await _next(all_, who, order)
    if order["status"] != "COMPLETED":
        return
    if all_.chance.random() < 0.25:
        await send_back(all_, who, order_id)
        if all_.chance.random() < 0.2:
            await send_back(all_, who, order_id)
    for make_good in (complain, swap):
        if all_.chance.random() < 0.12 and (goods := await make_good(all_, who, order_id)):
            await finish(all_, who, goods)


async def _next(all_: Cast, who: Person, order: Order) -> None:
    match order["status"]:
        case "ON_HOLD" if order["holdReason"] == "EXCHANGE":  # it goes on when it is paid
            await pay(all_, who, order["id"])
            await asyncio.sleep(IDLE_SECONDS)
        case "ON_HOLD":
            await all_.agent.try_("orderReleaseHold", {"id": order["id"]}, "order { id }")
        case "PENDING":
            await confirm(all_, order["id"])
        case _:
            if not await send(all_, order):
                await pay(all_, who, order["id"])
                await asyncio.sleep(IDLE_SECONDS)
