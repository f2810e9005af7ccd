"""A worker is killed while it delivers to a receiver that fails: nothing is lost."""

from datetime import UTC, datetime
from typing import Any

from domain.shared import sql
from domain.shared.models import EventRow
from domain.support.send_message import send_message
from domain.webhooks.signing import verified_id
from tests.api.processes import running, url_of
from tests.receivers import Heard, Receiver, Reply, receiving
from tests.shop import Shop
from tests.world.webhooks import SEALING

ENOUGH = 12  # messages heard, and the worker dies
TICKETS, WORDS = 4, 4
# What a minute or an hour later is due: leases of the dead have ended, and pauses are over.
LATER = (
    "UPDATE webhook_delivery SET lease_until = now() WHERE lease_until IS NOT NULL",
    "UPDATE webhook_delivery SET next_attempt_at = now() WHERE state = 'pending'",
    "UPDATE webhook SET open_until = now() WHERE open_until IS NOT NULL",
)


async def test_every_fact_arrives_in_order_of_first_attempts_and_repeats_are_the_same(
    shop: Shop, database: dict[str, Any]
) -> None:
    def moody(heard: Heard) -> Reply:
        """It fails some messages the first time, and hangs with the last before the kill."""
        if len(receiver.heard) >= ENOUGH and not is_well:
            return Reply(fault="hang")
        first = receiver.ids.count(heard.id) == 1
        return Reply(500 if first and heard.seq % 5 == 0 else 200)

    is_well = False
    async with receiving(moody) as receiver:
        shown = await shop.shown(receiver.url, "support.*")
        for _ in range(TICKETS):
            ticket = await shop.ticket()
            for number in range(WORDS):
                await send_message(shop.ctx, ticket.id, f"word {number}")

        async with worker_on(database) as first:
            await receiver.until(lambda heard: len(heard.ids) >= ENOUGH)
            first.kill()
            await first.ends()
        is_well = True
        for statement in LATER:
            await sql.execute(statement)
        facts = await EventRow.filter(type__startswith="support.").count()
        async with worker_on(database):
            await receiver.until(lambda heard: len(set(heard.ids)) == facts)
            for statement in LATER:
                await sql.execute(statement)
            await receiver.until(lambda heard: delivered(heard, facts))

    assert facts == TICKETS * (WORDS + 1)
    assert len(receiver.heard) > facts, "some came twice"
    in_order_of_first_attempts(receiver)
    of_id: dict[str, set[bytes]] = {}
    for heard in receiver.heard:
        of_id.setdefault(heard.id, set()).add(heard.body)
    assert {len(bodies) for bodies in of_id.values()} == {1}
    assert shown.secret is not None
    for heard in receiver.heard:
        at = datetime.fromtimestamp(int(heard.headers["webhook-timestamp"]), UTC)
        assert verified_id(heard.headers, heard.body, [shown.secret], now=at) == heard.id


def worker_on(database: dict[str, Any]) -> Any:
    return running(
        "worker",
        DATABASE_URL=url_of(database),
        TRADEGRAPH_SECRET=SEALING.secret,
        WEBHOOK_NETWORKS_ALLOWED="127.0.0.0/8",
    )


def delivered(receiver: Receiver, facts: int) -> bool:
    """Whether each that failed at first came again."""
    failed = {heard.id for heard in receiver.heard if heard.seq % 5 == 0}
    return all(receiver.ids.count(each) > 1 for each in failed) and len(set(receiver.ids)) == facts


def in_order_of_first_attempts(receiver: Receiver) -> None:
    seen: dict[str, list[int]] = {}
    known: set[str] = set()
    for heard in receiver.heard:
        if heard.id not in known:
            known.add(heard.id)
            seen.setdefault(heard.subject, []).append(heard.seq)
    assert len(seen) == TICKETS
    for numbers in seen.values():
        assert numbers == sorted(numbers)
