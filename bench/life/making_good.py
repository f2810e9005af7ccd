"""What is done for customers who keep what they got: money or new goods for what is wrong with it;
or others go out for what comes back.
"""

from typing import Any

from bench.life.cast import Cast, money
from bench.life.paying import pay
from bench.life.people import Person
from bench.life.returning import bring_back, some_of
from bench.life.seeing import see

CLAIM = "claim { id status replacement { id number } }"
EXCHANGE = "exchange { id status return { id } replacement { id number } }"
REASONS = ("DEFECTIVE", "DAMAGED", "WRONG_ITEM", "MISSING")
LITTLE = "0.57"


async def complain(all_: Cast, who: Person, order_id: str) -> str | None:
    """Something is wrong with some of what arrived; the order of new goods, if that is the end."""
    chance, lines = all_.chance, some_of(all_, await see(all_, order_id))
    said = {"orderId": order_id, "lines": lines, "reason": chance.choice(REASONS)}
    if not lines or not (claim := await _asked(all_, who, "claimOpen", said, CLAIM)):
        return None
    one, fate = {"id": claim["id"]}, chance.random()
    if fate < 0.1:
        await all_.agent.try_("claimDeny", {**one, "answer": "It looks whole."}, CLAIM)
        return None
    if fate < 0.2:
        await who.try_("claimCancel", one, CLAIM)
        return None
    resolution = chance.choice(("REFUND", "REPLACE", "KEEP_AND_CREDIT"))
    credit = {"amount": money(LITTLE)} if resolution == "KEEP_AND_CREDIT" else {}
    await all_.agent.try_("claimApprove", {**one, "resolution": resolution, **credit}, CLAIM)
    done, _ = await all_.agent.try_("claimResolve", one, CLAIM)
    if done is None:  # there is nothing to send anew, or it is worth less than that
        await all_.agent.try_("claimCancel", one, CLAIM)
        return None
    await pay(all_, who, order_id)  # for what was paid back in advance, and is owed again
    return _told(all_, done)


async def swap(all_: Cast, who: Person, order_id: str) -> str | None:
    """Some of what arrived comes back, and something else goes out; the order of that."""
    chance, lines = all_.chance, some_of(all_, await see(all_, order_id))
    wanted = [{"variantId": chance.choice(all_.variants), "quantity": chance.randint(1, 3)}]
    said = {"orderId": order_id, "lines": lines, "wanted": wanted, "reason": "CHANGED_MIND"}
    if not lines or not (asked := await _asked(all_, who, "exchangeCreate", said, EXCHANGE)):
        return None
    one, back, fate = {"id": asked["id"]}, asked["return"]["id"], chance.random()
    if fate < 0.1:
        await who.try_("exchangeCancel", one, EXCHANGE)
        return None
    if fate < 0.2:
        no = {"id": back, "answer": "It was worn."}
        await all_.agent.try_("returnDecline", no, "return { status }")
        return None
    agreed, _ = await all_.agent.try_("exchangeApprove", one, EXCHANGE)
    if agreed is None:  # there is too little of what is wanted
        await all_.agent.try_("exchangeCancel", {**one, "answer": "It is sold out."}, EXCHANGE)
        return None
    goods = _told(all_, agreed)
    if fate < 0.3:
        await all_.agent.try_("exchangeCancel", {**one, "answer": "It is lost."}, EXCHANGE)
    else:
        await bring_back(all_, who, order_id, back, lines)
    return goods


async def _asked(
    all_: Cast, who: Person, mutation: str, said: dict[str, Any], show: str
) -> dict[str, Any] | None:
    shown, _ = await who.try_(mutation, {**said, "idempotencyKey": all_.key(mutation)}, show)
    found: dict[str, Any] | None = shown
    return found


def _told(all_: Cast, shown: dict[str, Any]) -> str | None:
    """The order that was made for it, whose number the customer is told."""
    made = shown["replacement"]
    if made is None:
        return None
    all_.made_good.append(made["number"])
    return str(made["id"])
