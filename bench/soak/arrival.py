"""Waiting until everybody was told everything, and judging what they were told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bench.database import Connection
from bench.soak.feeds import Fact, Feed
from bench.soak.followers import Follower
from bench.soak.ledger import Verdict, judge

LOOK_SECONDS = 0.1
UNNUMBERED = "SELECT count(*) FROM event WHERE seq IS NULL"
Facts = dict[str, list[Fact]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A follower, and what the ledger says of what it was told."""

    follower: Follower
    verdict: Verdict


async def wait_for_all(
    database: Connection, followers: Sequence[Follower], *, since: int, seconds: float
) -> Facts:
    """What each feed had to tell, once everybody was told the last of it, or had time enough.

    Raises:
        TimeoutError: there are facts that no relay numbers.
    """
    async with asyncio.timeout(seconds):
        while await database.fetchval(UNNUMBERED):  # noqa: ASYNC110 # a table rings no bell
            await asyncio.sleep(LOOK_SECONDS)
    feeds: dict[str, Feed] = {follower.feed.name: follower.feed for follower in followers}
    facts = {name: await feed.facts(database, since) for name, feed in feeds.items()}
    for follower in followers:
        follower.end_at(max((fact.seq for fact in facts[follower.feed.name]), default=since))
    arrivals = [asyncio.create_task(follower.arrived.wait()) for follower in followers]
    _, late = await asyncio.wait(arrivals, timeout=seconds)
    for task in late:
        task.cancel()
    return facts


def judged(followers: Sequence[Follower], facts: Facts, *, since: int) -> list[Judged]:
    """Everybody's verdict."""

    def verdict(each: Follower) -> Verdict:
        latest_only = each.may_be_told_the_latest_only
        return judge(since, each.told, facts[each.feed.name], latest_only=latest_only)

    return [Judged(each, verdict(each)) for each in followers]
