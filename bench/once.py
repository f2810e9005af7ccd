"""One effect: twenty send one request at once, with all processes well and with one killed."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx

from bench.progress import Say
from bench.rows import Row, exactly, more_than
from bench.standing import Process, Stand, standing
from domain.shared import sql
from domain.shared.ids import new_id
from schema.shared.ids import key_of
from tests.histories.clients import MUTATIONS, Ask, Record
from tests.histories.history import Told, Verb
from tests.histories.test_under_kills import clients_of, once, stocked
from tests.schema.stage import gid

SENDS = 20  # of each request at once
ROUNDS = 2  # with everybody well, and as many with a kill
KILL_AFTER = 3  # answers
UNITS, ALL, PART, MORE = 2, 2500, 400, 3  # ordered; paid, given back (minor units); counted
EFFECTS = {
    Verb.PLACE: "SELECT count(DISTINCT order_id) FROM order_line WHERE variant_id = $1",
    Verb.CAPTURE: "SELECT count(*) FROM payment_transaction JOIN payment ON payment.id = payment_id"
    " WHERE order_id = $1 AND type = 'capture'",
    Verb.REFUND: "SELECT count(*) FROM payment_transaction WHERE payment_id = $1"
    " AND type = 'refund'",
    Verb.ADJUST: "SELECT count(*) FROM stock_movement JOIN inventory_level ON inventory_level.id ="
    f" level_id WHERE variant_id = $1 AND on_hand_delta = {MORE}",
}
KINDS = {
    Verb.PLACE: "ProductVariant",
    Verb.CAPTURE: "Order",
    Verb.REFUND: "Payment",
    Verb.ADJUST: "ProductVariant",
}


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one round: effects of each verb, and requests that got no answer."""

    effects: Mapping[Verb, int]
    unanswered: int


def measure(say: Say) -> list[Row]:
    """Rounds with two servers that are well, then rounds in which one of them is killed."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    well, killed = [], []
    async with standing() as stand, stand.server("stays") as stays:
        async with stand.server("well") as other:
            for number in range(1, ROUNDS + 1):
                say(f"round {number} of {ROUNDS}, all well")
                well.append(await _round(stand, stays, other, kill=False))
        for number in range(1, ROUNDS + 1):
            say(f"round {number} of {ROUNDS}, one is killed")
            async with stand.server(f"dies-{number}") as victim:
                killed.append(await _round(stand, stays, victim, kill=True))
    how = (
        f"{SENDS} clients send the same input under one idempotency key at once, over HTTP, half to"
        " each of two processes, all four mutations at a time; whoever got no answer asks again;"
        f" counted are the rows in the database; the worst of {ROUNDS} rounds"
    )
    unanswered = sum(each.unanswered for each in killed)
    kill = f"; one process is killed (SIGKILL) after {KILL_AFTER} answers"
    return [
        *_rows("once", well, how),
        *_rows("once, one process killed", killed, how + kill),
        more_than("once, one process killed: requests left without an answer", unanswered, 0,
                  "requests", "it shows that the kill struck while they were under way"),
    ]  # fmt: skip


def _rows(about: str, rounds: Sequence[Round], how: str) -> list[Row]:
    return [
        exactly(
            f"{about}: effects of {SENDS} x {MUTATIONS[verb][0]}",
            max((each.effects[verb] for each in rounds), key=lambda count: abs(count - 1)),
            1,
            "effects",
            how,
        )
        for verb in EFFECTS
    ]


async def _round(stand: Stand, stays: Process, other: Process, *, kill: bool) -> Round:
    record, asks = Record(gid(stand.shop.main)), await _asks(stand)
    addresses = [other.address, stays.address]
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(clients_of(stand.shop))
        await asyncio.gather(*(_warm(http, each) for each in addresses))

        async def send(number: int, ask: Ask) -> None:
            await record.send(http, addresses[number % 2], ask)
            answered = sum(each.told is Told.OK for each in record.entries)
            if kill and answered >= KILL_AFTER and other.popen.poll() is None:
                other.kill()

        await asyncio.gather(*(send(number, ask) for number in range(SENDS) for ask in asks))
        unanswered = sum(each.told is Told.UNKNOWN for each in record.entries)
        for ask in asks:
            await once(lambda ask=ask: record.send(http, stays.address, ask))  # type: ignore[misc]
    effects = {
        ask.verb: await sql.value(EFFECTS[ask.verb], key_of(KINDS[ask.verb], ask.subject))
        for ask in asks
    }
    return Round(effects, unanswered)


async def _asks(stand: Stand) -> list[Ask]:
    """One request of each kind, of things of which nobody else asks anything."""
    shop = stand.shop
    paid = await shop.place((await stocked(shop), UNITS))
    owing = await shop.place((await stocked(shop), UNITS))
    payment = await shop.capture(paid.id)
    return [
        Ask(Verb.PLACE, f"place {new_id()}", gid(await stocked(shop)), UNITS),
        Ask(Verb.CAPTURE, f"capture {new_id()}", gid(owing), ALL),
        Ask(Verb.REFUND, f"refund {new_id()}", gid(payment), PART),
        Ask(Verb.ADJUST, f"adjust {new_id()}", gid(await stocked(shop)), MORE),
    ]


async def _warm(http: httpx.AsyncClient, address: str) -> None:
    """The first answer of a process takes long, and would be the only one under way."""
    await http.post(f"{address}/graphql", json={"query": "{ viewer { kind } }"})
