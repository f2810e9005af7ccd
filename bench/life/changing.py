"""What happens to an order before it is picked: it is edited, held, split, merged and given up."""

from typing import Any

from bench.life.cast import GERMANY, Cast, money
from bench.life.people import Person
from bench.life.seeing import Order, see

PREVIEWED = """edit { version preview {
  balanceDue { amount } refund { amount } problems { problem } } }"""


async def edit(all_: Cast, order_id: str) -> bool:
    """Begin, change, look, and commit what has no problems; whether it was committed."""
    order = await see(all_, order_id)
    key = all_.key("edit")
    begun, _ = await all_.agent.try_(
        "orderEditBegin", {"id": order_id, "idempotencyKey": key}, "edit { id }"
    )
    if begun is None:
        return False
    seen = None
    for _ in range(all_.chance.randint(1, 2)):
        mutation, change = _change(all_, order)
        changed, _ = await all_.agent.try_(mutation, {"id": begun["id"], **change}, PREVIEWED)
        seen = changed or seen
    if seen is not None and not seen["preview"]["problems"]:
        commit = {"id": begun["id"], "expectedVersion": seen["version"]}
        made, _ = await all_.agent.try_("orderEditCommit", commit, "order { id }")
        if made is not None:
            return True
    await all_.agent.try_("orderEditAbandon", {"id": begun["id"]}, "edit { status }")
    return False


def _change(all_: Cast, order: Order) -> tuple[str, dict[str, Any]]:
    chance, key = all_.chance, all_.key("change")
    line = chance.choice(order["lines"])
    match chance.randrange(6):
        case 0 | 1:
            units = max(1, line["quantity"] + chance.choice((-2, -1, 1, 2)))
            return "orderEditSetQuantity", {"orderLineId": line["id"], "quantity": units}
        case 2:
            added = {"variantId": chance.choice(all_.variants), "quantity": chance.randint(1, 2)}
            return "orderEditAddLine", {**added, "idempotencyKey": key}
        case 3:
            off = {"amount": money(f"0.{chance.randint(1, 99):02}"), "reason": "goodwill"}
            return "orderEditAddDiscount", {**off, "idempotencyKey": key}
        case 4:
            return "orderEditSetShipping", {"shipping": money(f"{chance.randint(0, 6)}.49")}
    if len(order["lines"]) > 1:
        return "orderEditRemoveLine", {"orderLineId": line["id"]}
    address = GERMANY | {"line1": f"Mühlweg {chance.randint(2, 99)}"}
    return "orderEditSetAddress", {"shippingAddress": address}


async def hold(all_: Cast, order_id: str) -> None:
    """Stop an order, and let it go on."""
    reason = all_.chance.choice(("FRAUD", "ADDRESS", "CUSTOMER_REQUEST"))
    held, _ = await all_.agent.try_("orderHold", {"id": order_id, "reason": reason}, "order { id }")
    if held is not None:
        await all_.agent.try_("orderReleaseHold", {"id": order_id}, "order { status }")


async def split(all_: Cast, order_id: str) -> str | None:
    """Make some of an order's units an order of their own; its id."""
    order = await see(all_, order_id)
    lines = [line for line in order["lines"] if line["quantity"] > line["canceledQuantity"]]
    if sum(line["quantity"] - line["canceledQuantity"] for line in lines) < 2:
        return None
    line = all_.chance.choice(lines)
    units = line["quantity"] - line["canceledQuantity"]
    units = units if units == 1 or len(lines) > 1 else units - 1
    parts = [{"orderLineId": line["id"], "quantity": all_.chance.randint(1, units)}]
    wanted = {"id": order_id, "lines": parts, "idempotencyKey": all_.key("split")}
    await all_.agent.try_(
        "orderSplit", {**wanted, "dryRun": True}, "preview { leaves { total { amount } } }"
    )
    made, _ = await all_.agent.try_("orderSplit", wanted, "newOrder { id }")
    return None if made is None else str(made["id"])


async def merge(all_: Cast, into: str, other: str) -> bool:
    """Let one order take another in, if nothing is in the way; whether it did."""
    wanted = {
        "id": into,
        "orderIds": [other],
        "shipping": all_.chance.choice(("KEEP_HIGHEST", "KEEP_HIGHEST", "KEEP_ALL")),
        "idempotencyKey": all_.key("merge"),
    }
    seen, _ = await all_.agent.try_(
        "orderMerge", {**wanted, "dryRun": True}, "preview { obstacles { obstacle } }"
    )
    if seen is None or seen["obstacles"]:
        return False
    made, _ = await all_.agent.try_("orderMerge", wanted, "order { id }")
    return made is not None


async def unmerge(all_: Cast, source: str) -> bool:
    """Take a merge back."""
    wanted = {"id": source, "idempotencyKey": all_.key("unmerge")}
    made, _ = await all_.agent.try_("orderUnmerge", wanted, "order { id }")
    return made is not None


async def cancel(who: Person, order_id: str, reason: str = "CUSTOMER") -> bool:
    """Give an order up."""
    gone, _ = await who.try_("orderCancel", {"id": order_id, "reason": reason}, "order { id }")
    return gone is not None
