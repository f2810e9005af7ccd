"""Goods that come back: asked for, agreed to, counted as they are, decided on unit by unit, and the
money for them.
"""

from typing import Any

from bench.life.cast import CARRIER, Cast
from bench.life.paying import pay
from bench.life.people import Person
from bench.life.seeing import Order, see, until

ENDED = {"CLOSED", "DECLINED", "CANCELED"}
REASONS = ("CHANGED_MIND", "DEFECTIVE", "DAMAGED", "NOT_AS_DESCRIBED")
KINDS = ("RESTOCK", "RESTOCK", "RESTOCK", "QUARANTINE", "REPAIR", "SCRAP", "RETURN_TO_CUSTOMER")
RETURN = "return { id status }"


async def send_back(all_: Cast, who: Person, order_id: str) -> None:
    """Some of what was delivered comes back, and the money for it goes.

    Raises:
        Stuck: it does not come to its end.
    """
    chance, lines = all_.chance, some_of(all_, await see(all_, order_id))
    if not lines:
        return
    wanted = {
        "orderId": order_id,
        "lines": lines,
        "reason": chance.choice(REASONS),
        "idempotencyKey": all_.key("return"),
    }
    asked, _ = await who.try_("returnRequest", wanted, RETURN)
    if asked is None:
        return
    fate, one = chance.random(), {"id": asked["id"]}
    if fate < 0.08:
        no = {**one, "answer": "It was worn."}
        await all_.agent.try_("returnDecline", no, RETURN)
    elif fate < 0.16:
        await who.try_("returnCancel", one, RETURN)
    else:
        await all_.agent.try_("returnApprove", one, RETURN)
        await bring_back(all_, who, order_id, asked["id"], lines)


async def bring_back(
    all_: Cast, who: Person, order_id: str, return_id: str, lines: list[dict[str, Any]]
) -> None:
    """What was agreed to is sent, counted and inspected, until the money for it has gone back."""
    one = {"id": return_id}
    if all_.chance.random() < 0.7:
        await all_.agent.try_("returnLabelCreate", {**one, "carrier": CARRIER}, RETURN)
        await who.try_("returnMarkSent", one, RETURN)
    await _count(all_, return_id, lines)
    await _inspect(all_, order_id, return_id)
    await until(
        all_, order_id, lambda order: _return(order, return_id)["status"] in ENDED, "refunded"
    )
    await pay(all_, who, order_id)  # for what came short of what was paid back in advance


def some_of(all_: Cast, order: Order) -> list[dict[str, Any]]:
    """Some units of what arrived and is in no return or claim, as lines of an input."""
    chance = all_.chance
    free = {line["id"]: _free(line) for line in order["lines"] if _free(line) > 0}
    chosen = chance.sample(sorted(free), chance.randint(1, len(free))) if free else []
    return [{"orderLineId": key, "quantity": chance.randint(1, free[key])} for key in chosen]


async def _count(all_: Cast, return_id: str, lines: list[dict[str, Any]]) -> None:
    """All at once, in two parts, or less than was announced."""
    chance, base = (
        all_.chance,
        {"id": return_id, "warehouseId": all_.chance.choice(all_.warehouses)},
    )
    way = chance.random()
    if way < 0.25:
        await _receive(all_, base, [{**lines[0], "quantity": 1}])
        lines = [{**lines[0], "quantity": lines[0]["quantity"] - 1}, *lines[1:]]
    elif way < 0.4:
        lines = [{**lines[0], "quantity": lines[0]["quantity"] - 1}, *lines[1:]]
    await _receive(all_, {**base, "isLast": True}, lines)


async def _receive(all_: Cast, base: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    came = [line for line in lines if line["quantity"]]
    counted = {**base, "lines": came, "idempotencyKey": all_.key("count")}
    await all_.picker.try_("returnReceive", counted, RETURN)


async def _inspect(all_: Cast, order_id: str, return_id: str) -> None:
    """Each unit is decided on, one by one."""
    row = _return(await see(all_, order_id), return_id)
    findings: dict[tuple[str, str], int] = {}
    for line in row["lines"]:
        for _ in range(line["receivedQuantity"]):
            found = line["orderLine"]["id"], all_.chance.choice(KINDS)
            findings[found] = findings.get(found, 0) + 1
    lines = [
        {"orderLineId": line, "disposition": kind, "quantity": units}
        for (line, kind), units in findings.items()
    ]
    await all_.picker.try_("returnInspect", {"id": return_id, "lines": lines}, RETURN)


def _return(order: Order, return_id: str) -> Order:
    (row,) = [each for each in order["returns"] if each["id"] == return_id]
    found: Order = row
    return found


def _free(line: Order) -> int:
    gone = line["returnRequestedQuantity"] + line["returnedQuantity"] + line["claimedQuantity"]
    return int(line["deliveredQuantity"] - gone)
