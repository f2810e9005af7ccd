"""A day in the life, over HTTP only: orders paid in parts, edited, split, merged, short of goods,
sent back, exchanged and complained of, at a gateway that loses a tenth of its calls and tells
everything twice in any order. In the evening stock, money and orders balance to zero.
`python -m bench.day` plays it alone.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from random import Random

from rich.console import Console

from bench import cores
from bench.life.cashier import agree
from bench.life.cast import Cast, cast
from bench.life.chores import done_meanwhile
from bench.life.evening import Answer, Books, counted
from bench.life.lives import WHOLESALE, alone, racing, together, unpaid, wholesale
from bench.life.people import AT_ONCE, Person
from bench.life.place import Place, place
from bench.life.stockkeeper import bring
from bench.processes import leave_nothing_running
from bench.progress import Say
from bench.rows import Row, at_least, exactly, table

ORDERS, SEED = 500, 20
LIVES_AT_ONCE = 64  # most of them wait for somebody
Life = Callable[[Cast, Person], Awaitable[None]]
# Of a hundred lives, how many are of which kind; those of several orders count so often.
KINDS: tuple[tuple[Life, int, int], ...] = (
    (alone, 68, 1),
    (together, 14, 2),
    (racing, 14, 2),
    (unpaid, 4, 1),
    (wholesale, 2, WHOLESALE),
)
# What has to have happened, or the day was too quiet to show anything.
HAPPENED = (
    "paymentAuthorize", "paymentCapture", "paymentCaptureAuthorized", "paymentVoid",
    "orderEditCommit", "orderSplit", "orderMerge", "orderUnmerge", "orderHold", "orderCancel",
    "fulfillmentOrderReportShortage", "fulfillmentOrderSplit", "fulfillmentOrderMove",
    "fulfillmentShip", "trackingEventReport", "returnInspect", "returnRefundApprove",
    "claimResolve", "claimDeny", "claimCancel", "exchangeApprove", "exchangeCancel",
    "deviceEventIngest", "orderBulkCreate", "orderExport",
    "answers lost, and asked for again under the same key",
)  # fmt: skip


def measure(say: Say) -> list[Row]:
    """A day of 500 orders, and its evening."""
    return played(say, ORDERS, SEED)


def played(say: Say, orders: int, seed: int) -> list[Row]:
    """A day of so many orders, as the seed draws it."""
    say("a shop opens")
    with place() as where, cores.on(cores.LOAD):
        return asyncio.run(_played(say, where, orders, seed))


async def _played(say: Say, where: Place, orders: int, seed: int) -> list[Row]:
    started = time.perf_counter()
    async with cast(where.server, seed) as all_:
        broken = await _live(say, all_, orders)
        say("the evening: what is under way comes to its end")
        answers, books, kinds = await counted(where, all_)
        how = (
            f"{len(all_.placed)} orders of 40 customers, seed {seed}, {AT_ONCE} requests at once,"
            f" {time.perf_counter() - started:.0f} s; in the end {kinds};"
            f" {cores.HOW}; {_told(all_)}"
        )
        return _rows(all_, broken, answers, books, where, orders, how)


async def _live(say: Say, all_: Cast, orders: int) -> list[str]:
    """All lives, some at once; what went wrong, in words."""
    drawn, lives, count = Random(all_.chance.random()), [], 0
    while count < orders:
        kinds = [kind for kind in KINDS if kind[2] <= orders - count]
        life, _, size = drawn.choices(kinds, [weight for _, weight, _ in kinds])[0]
        lives.append((life, drawn.choice(all_.customers)))
        count += size
    at_once, broken, done = asyncio.Semaphore(LIVES_AT_ONCE), [], 0

    async def lead(life: Life, who: Person) -> None:
        nonlocal done
        async with at_once:
            try:
                await life(all_, who)
            except Exception as error:
                broken.append(f"{life.__name__}: {type(error).__name__}: {error}")
                say(broken[-1])
        done += 1
        say(f"{done} of {len(lives)} lives, {len(all_.placed)} orders, {len(broken)} broken off")

    async with done_meanwhile(all_, bring, agree):
        await asyncio.gather(*(lead(life, who) for life, who in lives))
    return broken


def _rows(
    all_: Cast,
    broken: list[str],
    answers: list[Answer],
    books: Books,
    where: Place,
    orders: int,
    how: str,
) -> list[Row]:
    never = [name for name in HAPPENED if not all_.counts.done[name]]
    lost = round(100 * books.lost / max(books.calls, 1), 1)
    faults = all_.counts.faults
    told = (
        f"{books.messages} messages about {books.movements} movements were posted"
        f" {books.posted} times to /webhooks/payments/sandbox, in any order, some under another id"
    )
    name = "day: {}".format
    return [
        exactly(name("orders placed over HTTP"), len(all_.placed), orders, "orders", how),
        exactly(name("lives that broke off"), len(broken), 0, "lives", "; ".join(broken[:5])),
        exactly(name("answers that were errors"), len(faults), 0, "answers",
                "; ".join(faults[:5]) or "top-level errors, over all requests"),
        exactly(name("tracebacks in the logs"), where.tracebacks, 0, "tracebacks",
                "of the server and of the worker"),
        exactly(name("kinds of events that never came"), len(never), 0, "kinds",
                f"it has to be a day worth looking at; missing: {never}"),
        at_least(name("calls of the gateway that were lost"), lost, 9 if books.calls > 500 else 0,
                 "%", f"{books.lost} of {books.calls} questions or answers, beside declined ones"),
        at_least(name("times that the gateway posted each message"),
                 round(books.posted / max(books.messages, 1), 2), 1.9, "times", told),
        *(exactly(name(each.question.about), len(each.wrong), 0, "rows", each.how)
          for each in answers),
    ]  # fmt: skip


def _told(all_: Cast) -> str:
    done = ", ".join(f"{name} {count}" for name, count in sorted(all_.counts.done.items()))
    refused = ", ".join(f"{name} {count}" for name, count in sorted(all_.counts.refused.items()))
    return f"done: {done}; refused: {refused}"


def main() -> int:
    """Play it alone, as large and by the seed that is said; 1 where something does not balance."""
    leave_nothing_running()
    parser = argparse.ArgumentParser(prog="python -m bench.day", description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    console = Console()
    rows = played(console.print, given.orders, given.seed)
    console.print(table(rows, f"A day of {given.orders} orders, seed {given.seed}"))
    console.print(rows[0].how)
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
