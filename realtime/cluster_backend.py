"""A cluster of Redis or Valkey under broadcaster: sharded publish, and an ear at each node.

Plain publish would send every message to every node. A shard channel lives with the node that
serves its slot, so the channels of the bus spread over the cluster. When slots move or nodes go,
the ears follow.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from realtime.backoff import Backoff
from realtime.cluster import Address, Cluster
from realtime.ear import LOST, SHARDED, Ear
from realtime.resilient import Pairs, ResilientBackend, WrongKind
from realtime.tasks import end

LOOK_SECONDS = 5.0  # between two looks at who serves what, when nothing seems to be wrong
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Post:
    """A node that we listen to."""

    ear: Ear
    task: asyncio.Task[None]


class ClusterBackend(ResilientBackend):
    """Publishes each channel to the node that serves it, and listens to it there."""

    def __init__(self, url: str, *, control: str) -> None:
        super().__init__(control=control)
        self._cluster = Cluster(url)
        self._posts: dict[Address, Post] = {}
        self._stirred = asyncio.Event()
        self._assigning = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None
        self._heard_at: dict[str, Address] = {}  # where each channel was heard last
        self.moves = 0  # of a channel from one node to another

    async def disconnect(self) -> None:
        await end(self._watch)
        for address in list(self._posts):
            await self._leave(address)
        await self._cluster.close()

    async def greet(self) -> None:
        await self._cluster.learn()

    def _begin(self) -> None:
        self._watch = asyncio.create_task(self._keep_watch(), name="cluster watch")

    async def _keep_watch(self) -> None:
        """Have every channel heard where it is served, whatever becomes of the cluster."""
        backoff = Backoff(0.05, 1.0)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stirred.wait()
            self._stirred.clear()
            try:
                await self._cluster.learn()
            except (*LOST, WrongKind) as error:
                logger.warning("No node of the cluster tells who serves what: %s", error)
            await self._listen_to_all()
            if all(confirmed.is_set() for confirmed in self._channels.values()):
                backoff.reset()
            else:
                self._stirred.set()
            await backoff.wait()

    async def _listen_to_all(self) -> None:
        async with self._assigning:
            owners = {
                channel: owner
                for channel in self._channels
                if (owner := self._cluster.owner(channel)) is not None
            }
            before = owners | self._heard_at
            moved = {channel for channel, owner in owners.items() if before[channel] != owner}
            self._heard_at |= owners
            self.moves += len(moved)
            for address in self._posts.keys() - set(owners.values()):
                await self._leave(address)
            for address in set(owners.values()):
                wanted = {each: self._channels[each] for each in owners if owners[each] == address}
                after_loss = not moved.isdisjoint(wanted)
                await self._post(address).ear.want(wanted, after_loss=after_loss)

    def _post(self, address: Address) -> Post:
        if address not in self._posts:
            host, port = address
            ear = Ear(
                partial(self._cluster.connection, address),
                SHARDED,
                self._inbox,
                control=self._control,
                where=f"{host}:{port}",
                displaced=self._stirred.set,
            )
            task = asyncio.create_task(ear.listen(), name=f"ear at {host}:{port}")
            self._posts[address] = Post(ear, task)
        return self._posts[address]

    async def _leave(self, address: Address) -> None:
        await end(self._posts.pop(address).task)

    async def _send(self, pairs: Pairs) -> tuple[Pairs, Exception] | None:
        by_owner: dict[Address | None, Pairs] = {}
        for channel, message in pairs:
            by_owner.setdefault(self._cluster.owner(channel), []).append((channel, message))
        attempts = await asyncio.gather(*(self._send_to(*each) for each in by_owner.items()))
        failed = [each for each in attempts if each is not None]
        if not failed:
            return None
        self._stirred.set()
        return [pair for pairs, _ in failed for pair in pairs], failed[0][1]

    async def _send_to(
        self, address: Address | None, pairs: Pairs
    ) -> tuple[Pairs, Exception] | None:
        if address is None:
            return pairs, ConnectionError("nobody serves a slot")
        try:
            async with self._cluster.client(address).pipeline(transaction=False) as pipeline:
                for channel, message in pairs:
                    pipeline.spublish(channel, message)
                taken = await pipeline.execute(raise_on_error=False)
        except LOST as error:
            return pairs, error
        refused = [
            (pair, answer)
            for pair, answer in zip(pairs, taken, strict=True)
            if isinstance(answer, Exception)
        ]
        return ([pair for pair, _ in refused], refused[0][1]) if refused else None
