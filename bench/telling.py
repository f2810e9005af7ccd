"""Webhooks: what reaches a receiver while the worker is killed twice."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from bench.inside import HERE, SECONDS_MAX, later, reached, refused
from bench.progress import Say
from bench.rows import Row, at_least, exactly
from bench.standing import Stand, standing
from domain.shared import sql
from domain.shared.models import EventRow
from domain.support.send_message import send_message
from domain.webhooks.models import Webhook
from tests.receivers import Heard, Receiver, Reply, receiving
from tests.stories.test_a_worker_killed_while_it_delivers import LATER

TICKETS, WORDS = 6, 8
KILL_AT = (12, 36)  # messages heard, and the worker that runs then dies
FAIL_FROM, FAIL_TO = 16, 30  # messages that are answered 503 whatever they are


def measure(say: Say) -> list[Row]:
    """A worker that is killed twice, then addresses that lead inside."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    async with standing() as stand:
        delivered = await _delivered(stand, say)
        await Webhook.all().delete()
        return [*delivered, *await refused(stand, say), *await reached(stand, say)]


@dataclass
class Moods:
    """A receiver that fails some at first, then all for a while, and hangs before each kill."""

    kills: int = 0
    receiver: Receiver | None = None

    def __call__(self, heard: Heard) -> Reply:
        assert self.receiver is not None
        count = len(self.receiver.heard)
        if self.kills < len(KILL_AT) and count >= KILL_AT[self.kills]:
            return Reply(fault="hang")
        if FAIL_FROM <= count < FAIL_TO:
            return Reply(503)
        first = self.receiver.ids.count(heard.id) == 1
        return Reply(500 if first and heard.seq % 5 == 0 else 200)


async def _delivered(stand: Stand, say: Say) -> list[Row]:
    shop, moods = stand.shop, Moods()
    async with receiving(moods) as receiver:
        moods.receiver = receiver
        await shop.shown(receiver.url, "support.*")
        for _ in range(TICKETS):
            ticket = await shop.ticket()
            for number in range(WORDS):
                await send_message(shop.ctx, ticket.id, f"word {number}")
        facts = await EventRow.filter(type__startswith="support.").count()
        for number, enough in enumerate(KILL_AT, start=1):
            say(f"worker {number} delivers, and is killed")
            async with stand.worker(f"worker-{number}", **HERE) as worker:
                await _until(receiver, lambda it, enough=enough: len(it.heard) >= enough)  # type: ignore[misc]
                worker.kill()
            moods.kills = number
            await later(LATER)
        say("a third worker delivers the rest")
        async with stand.worker("worker-3", **HERE):
            await _until(receiver, lambda it: len(set(it.ids)) >= facts)
            waiting = "SELECT count(*) FROM webhook_delivery WHERE state = 'pending'"
            for _ in range(20):  # repeats of what failed
                if not await sql.value(waiting):
                    break
                await later(LATER[1:])
                await asyncio.sleep(0.5)
        good = await sql.value("SELECT count(*) FROM webhook_delivery WHERE state = 'delivered'")
    return _rows(receiver, facts, good)


def _rows(receiver: Receiver, facts: int, good: int) -> list[Row]:
    ids, bodies, firsts = defaultdict(set), defaultdict(set), defaultdict(list)
    for heard in receiver.heard:
        if heard.id not in bodies:
            firsts[heard.subject].append(heard.seq)
        ids[heard.seq].add(heard.id)
        bodies[heard.id].add(heard.body)
    inversions = sum(before > after for seqs in firsts.values() for before, after in pairwise(seqs))
    how = (
        f"{facts} facts of {TICKETS} tickets, `python -m api worker` killed (SIGKILL)"
        f" {len(KILL_AT)} times while the receiver hangs with a message, every fifth answered 500"
        f" at first, and {FAIL_TO - FAIL_FROM} in a row 503; pauses and leases are declared over,"
        f" so that nobody waits for hours; {len(receiver.heard)} messages were heard"
    )
    return [
        exactly("webhooks: facts that reached the receiver", len(ids), facts, "facts", how),
        exactly("webhooks: facts answered 200 in the end", good, facts, "facts", how),
        exactly("webhooks: first attempts out of order", inversions, 0, "messages",
                f"of the same ticket, by the number of the fact; {how}"),
        exactly("webhooks: facts told under another id",
                sum(len(each) > 1 for each in ids.values()), 0, "facts", how),
        exactly("webhooks: repeats that are not the same bytes",
                sum(len(each) > 1 for each in bodies.values()), 0, "messages", how),
        at_least("webhooks: messages heard again", len(receiver.heard) - len(bodies), len(KILL_AT),
                 "messages", "it shows that there were repeats to get wrong"),
    ]  # fmt: skip


async def _until(receiver: Receiver, done: Callable[[Receiver], bool]) -> None:
    """Until it is so, or for as long as it may take. What is to be tried again is due at once."""
    ends = time.monotonic() + SECONDS_MAX
    while time.monotonic() < ends:
        try:
            async with asyncio.timeout(0.5):
                await receiver.until(done)
                break
        except TimeoutError:
            await later(LATER[1:])
