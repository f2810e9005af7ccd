"""Paying: at once or held first, in parts, by hand, with declines and cards that want more."""

from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal

from bench.life.cast import Cast, money
from bench.life.people import Person
from bench.life.seeing import OPEN, Order, Stuck, is_money_quiet, see, unsettled, until

ROUNDS_MAX = 40
DECLINES_MAX = 3  # then the customer brings cash
PATIENCE_SECONDS = 12  # for a customer who has to agree and does not
SHARES = (Decimal(1), Decimal(1), Decimal("0.5"), Decimal("0.34"))


async def pay(all_: Cast, who: Person, order_id: str, *, parts: int = ROUNDS_MAX) -> Order:
    """Bring money until nothing is owed, or so many parts of it are paid; the order then.

    Raises:
        Stuck: it is still owed after many rounds.
    """
    declined = paid = 0
    for _ in range(ROUNDS_MAX):
        order = await quiet(all_, order_id)
        due = Decimal(order["balanceDue"]["amount"])
        if order["status"] not in OPEN and (order["status"] != "COMPLETED" or due <= 0):
            return order
        if await _taken(all_, order, due):
            paid += 1
        elif due <= 0 or paid >= parts:
            return order
        elif declined >= DECLINES_MAX:
            await _by_hand(all_, order, due)
        elif await _once(all_, who, order, due):
            paid += 1
        else:
            declined += 1
    raise Stuck(f"{order['number']} is not paid after {ROUNDS_MAX} rounds: {order}")


async def quiet(all_: Cast, order_id: str) -> Order:
    """The order, once no gateway has anything more to say. Who does not agree in time is not
    waited for.
    """
    for _ in range(ROUNDS_MAX):
        with suppress(Stuck):
            return await until(all_, order_id, is_money_quiet, "settled", PATIENCE_SECONDS)
        waiting = unsettled(await see(all_, order_id), "ACTION_REQUIRED")
        for payment in sorted({payment for payment, _ in waiting}):
            void = {"paymentId": payment, "idempotencyKey": all_.key("void")}
            await all_.agent.try_("paymentVoid", void, "payment { status }")
    raise Stuck(f"the gateway never says what became of {await see(all_, order_id)}")


async def _taken(all_: Cast, order: Order, due: Decimal) -> bool:
    """Capture what is held, all or half of it; let go what nobody owes."""
    for payment in order["payments"]:
        held = Decimal(payment["held"]["amount"])
        if held <= 0:
            continue
        key = {"paymentId": payment["id"], "idempotencyKey": all_.key("capture")}
        chance = all_.chance.random()
        if due <= 0 or chance < 0.05:
            await all_.agent.try_("paymentVoid", key, "payment { status }")
        else:
            wanted = min(held, due)
            amount = part(wanted, Decimal("0.5")) if chance < 0.35 else wanted
            capture = {**key, "amount": money(amount)}
            await all_.agent.try_("paymentCaptureAuthorized", capture, "payment { status }")
        return True
    return False


async def _once(all_: Cast, who: Person, order: Order, due: Decimal) -> bool:
    """One try of one kind; whether it was not declined."""
    amount = part(due, all_.chance.choice(SHARES))
    way = all_.chance.random()
    if way < 0.1:
        return await _by_hand(all_, order, amount)
    if way < 0.2:
        return await _captured(all_, who, order, amount, "SIMULATED")
    card = {
        "orderId": order["id"],
        "instrument": f"card-{all_.chance.randrange(100)}",
        "takeAtOnce": way < 0.6,
        "amount": money(amount),
        "idempotencyKey": all_.key("pay"),
    }
    shown, _ = await who.try_("paymentAuthorize", card, "payment { status }")
    return shown is not None and shown["status"] != "FAILED"


async def _by_hand(all_: Cast, order: Order, amount: Decimal) -> bool:
    return await _captured(all_, all_.agent, order, amount, "MANUAL")


async def _captured(all_: Cast, who: Person, order: Order, amount: Decimal, method: str) -> bool:
    taken = {
        "orderId": order["id"],
        "method": method,
        "reference": all_.key("receipt"),
        "amount": money(amount),
        "idempotencyKey": all_.key("taken"),
    }
    shown, _ = await who.try_("paymentCapture", taken, "payment { status }")
    return shown is not None


def part(amount: Decimal, share: Decimal) -> Decimal:
    """A share of an amount, to the cent, and never nothing."""
    cents = (amount * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return min(amount, max(cents, Decimal("0.01")))
